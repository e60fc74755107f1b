// A server that stands still, as after a long computation, a machine without memory, or a virtual one that was stopped: SIGSTOP and SIGCONT.
import type { RoomId } from '@hearth/protocol/ids.ts'
import { expect, it } from 'vitest'
import { comeBack, join, say } from '../harness/cast.ts'
import { deep, noteFault, seed } from '../harness/deep.ts'
import { createMember, type Member, settleIn } from '../harness/member.ts'
import { startPostgres } from '../harness/postgres.ts'
import { hearth, type Server, standardFlags, startServer, temporary } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import { connect, refusal } from '../harness/wire.ts'

const stop = ({ run }: Server): boolean => process.kill(run.pid, 'SIGSTOP')
const wake = ({ run }: Server): boolean => process.kill(run.pid, 'SIGCONT')
const passed = (ms: number): Promise<unknown> => {
  const began = performance.now()
  return until(`${ms} ms to pass`, () => performance.now() - began > ms, { within: ms + 60_000, every: 50 })
}

// A client takes twenty seconds of silence for a broken line, a server fifty.
const [CROWD, STILL_MS] = deep ? [60, 12_000] : [4, 2_000]

it(`[FAULT-7] F30: the server stands still for ${STILL_MS / 1000} s: nobody is disconnected, all of it is said once, and the log says so`, {
  timeout: 240_000,
}, async () => {
  await using server = await startServer({ env: { HEARTH_LIMITS_FRAMES_PER_SECOND: '1000' } })
  const members: Member[] = []
  try {
    const { lobby, enter } = await guests(server)
    for (let at = 0; at < CROWD; at++) members.push(await enter(at))
    for (const member of members) await settleIn(member, [lobby])
    stop(server)
    for (const { client, name } of members) client.send(lobby, `${name} says it into the silence`)
    await passed(STILL_MS)
    wake(server)
    const wanted = members.map(({ name }) => `${name} says it into the silence`).toSorted()
    const shown = ({ client }: Member): (string | null)[] =>
      (client.state.timelines.get(lobby)?.messages ?? []).map(({ text }) => text).toSorted()
    await until('everybody to show all of it', () => members.every((member) => shown(member).join() === wanted.join()), {
      within: 120_000,
      every: 100,
      seen: () => members.map((member) => [member.name, member.client.state.connection, shown(member).length]),
    })
    expect(members.map(({ connected }) => connected)).toEqual(members.map(() => 1))
    await until('the log to say so', () => server.output().includes('stood still'), { seen: server.output })
    noteFault('F30', undefined, `stood still for ${STILL_MS} ms with ${CROWD} people: nobody was disconnected`)
  } finally {
    for (const member of members) member.close()
  }
})

/** Guests, for they cost no password; each through the client library. */
async function guests(server: Server): Promise<{ lobby: RoomId; enter(at: number): Promise<Member> }> {
  await using first = await connect(server)
  const { token = '' } = await first.ask('guest.enter', { name: 'Gus' })
  const lobby = (await first.ask('session.resume', { token })).rooms.find(({ kind }) => kind === 'lobby')?.id
  if (lobby === undefined) throw new Error('there is no lobby')
  return {
    lobby,
    async enter(at) {
      await using wire = await connect(server)
      const entered = await wire.ask('guest.enter', { name: `guest-${at}` })
      const given = { port: () => server.run.httpsPort, ca: server.ca, notes: { ops: [], heard: [] }, chance: Math.random }
      return createMember({ ...given, client: `guest-${at}`, person: entered.user.id, token: entered.token ?? '' })
    },
  }
}

it('[FAULT-7] F36: while a server sleeps no second one takes its data, and when it wakes it goes on', { timeout: 120_000 }, async () => {
  const folder = temporary('asleep')
  try {
    await using server = await startServer({ data: folder.path })
    const ada = await join(server, 'ada')
    stop(server)
    const second = await hearth(['serve', '--data', folder.path, ...standardFlags], { within: 60_000 })
    const answer = say(ada, ada.lobby, 'said to a sleeper')
    wake(server)
    expect([second.code, second.stderr]).toEqual([1, expect.stringContaining('Another Hearth is running on the data')])
    expect((await answer).seq).toBeGreaterThan(0)
    await say(ada, ada.lobby, 'awake')
  } finally {
    folder.drop()
  }
})

const times = [deep ? 5 : 0].filter((count) => count > 0)
it.each(times)(
  '[FAULT-7] F36: %i times a server on PostgreSQL sleeps while another one takes over: awake, it keeps and answers nothing, also when the other is gone',
  { timeout: 600_000 },
  async (count) => {
    await using postgres = await startPostgres()
    const [one, other] = [temporary('zombie'), temporary('heir')]
    const database = postgres.database('zombie')
    const start = (data: string): Promise<Server> => startServer({ data, flags: ['--database', database, '--plain-port', '0'] })
    const kept: string[] = []
    let server = await start(one.path)
    try {
      const { token } = await join(server, 'ada')
      for (let time = 0; time < count; time++) {
        const ada = await comeBack(server, 'ada', token)
        kept.push((await say(ada, ada.lobby, `before ${time}`)).id)
        stop(server)
        // As after a network that was cut: PostgreSQL has given it up, and it does not know.
        const gone = `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'hearth %' and datname = 'zombie'`
        postgres.run('psql', '-q', '-d', 'postgres', '-c', gone)
        await using heir = await start(other.path)
        const back = await comeBack(heir, 'ada', token)
        kept.push((await say(back, back.lobby, `meanwhile ${time}`)).id)
        // Its answer is waited for by the clock of a machine that may be busy: it is asked no sooner than it can be answered.
        const dream = refusal(say(ada, ada.lobby, 'a dream'))
        wake(server)
        expect(await dream).toBe('storage_full')
        kept.push((await say(back, back.lobby, `and more ${time}`)).id)
        await heir.stop()
        // Whoever was still connected to the dream is sent away, and nobody comes in: not even to read.
        await ada.wire.closed
        expect(await refusal(comeBack(server, 'ada', token))).toBe('storage_full')
        const health = await fetch(`http://127.0.0.1:${server.run.plainPort}/healthz`)
        expect(health.status).toBe(503)
        await server.kill('SIGTERM')
        server = await start(one.path)
      }
      const ada = await comeBack(server, 'ada', token)
      const { messages } = await ada.wire.ask('room.history', { room: ada.lobby })
      expect(messages.map(({ id }) => id)).toEqual(kept)
      await server.stop()
      noteFault('F36', seed, `${count} servers woke up to another one: ${kept.length} messages, none of a dream`)
    } finally {
      await server[Symbol.asyncDispose]()
      one.drop()
      other.drop()
    }
  },
)
