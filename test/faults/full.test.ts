// A small file system of its own, in a mount namespace: what happens when it is full.
import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { comeBack, join, say } from '../harness/cast.ts'
import { startServer, temporary } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import { Refused } from '../harness/wire.ts'

it('[TEST-7] F6: on a full disk sending says so, reading and signing in still work, and freed space heals it without a restart', {
  timeout: 120_000,
}, async () => {
  const folder = temporary('full')
  const data = `${folder.path}/data`
  // The server's own namespace: the mount goes away with it. `exec` keeps the process id.
  const mount = ['unshare', '-m', 'sh', '-c', 'mkdir -p "$0" && mount -t tmpfs -o size=16m tmpfs "$0" && exec "$@"', data]
  await using server = await startServer({ data, under: mount, env: { HEARTH_LIMITS_FRAMES_PER_SECOND: '10000' } })
  const inside = (script: string): string =>
    execFileSync('nsenter', ['-m', '-t', String(server.run.pid), 'sh', '-c', script], { encoding: 'utf8' })
  const ada = await join(server, 'ada')
  const kept = await say(ada, ada.lobby, 'before')

  inside(`dd if=/dev/zero of='${data}/ballast' bs=64k 2>/dev/null || true`)
  const refused = await until(
    'a send to be refused',
    async () => {
      try {
        await say(ada, ada.lobby, 'x'.repeat(7_000))
        return undefined
      } catch (cause) {
        return cause instanceof Refused ? cause.code : undefined
      }
    },
    { within: 30_000 },
  )
  expect(refused).toBe('storage_full')
  expect((await ada.wire.ask('room.history', { room: ada.lobby })).messages.some(({ id }) => id === kept.id)).toBe(true)
  const second = await comeBack(server, 'ada', ada.token)

  inside(`rm '${data}/ballast'`)
  const after = await until('sending to work again', () => say(second, ada.lobby, 'after').catch(() => undefined), {
    within: 30_000,
    every: 100,
  })
  const { messages } = await second.wire.ask('room.history', { room: ada.lobby })
  expect(messages.map(({ seq }) => seq)).toEqual([...new Set(messages.map(({ seq }) => seq))].toSorted((a, b) => a - b))
  expect(messages.at(-1)?.id).toBe(after.id)
  folder.drop()
})
