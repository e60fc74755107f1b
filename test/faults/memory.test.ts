// Little memory: a server in a group of processes that may have so much and no more. It wants root and the system's groups; without, one line
// says that it was left out.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { join as at } from 'node:path'
import { expect, it } from 'vitest'
import { comeBack, join, say } from '../harness/cast.ts'
import { deep, noteFault } from '../harness/deep.ts'
import { memoryOf } from '../harness/raw.ts'
import { startServer, temporary } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import { connect, type Wire } from '../harness/wire.ts'
import { createKeeper } from './keeper.ts'

const MB = 1_048_576
/** The older groups, and the newer ones: where they are, and the file that holds the bound. */
const kinds = [
  { root: '/sys/fs/cgroup/memory', bound: 'memory.limit_in_bytes' },
  { root: '/sys/fs/cgroup', bound: 'memory.max' },
]
const kind = kinds.find(({ root, bound }) => canMake(root, bound))
if (deep && kind === undefined) noteFault('F31', undefined, 'left out: bounding memory wants root and a memory controller (cgroup)')

function canMake(root: string, bound: string): boolean {
  const probe = at(root, `hearth-probe-${process.pid}`)
  try {
    mkdirSync(probe)
    return existsSync(at(probe, bound))
  } catch {
    return false
  } finally {
    if (existsSync(probe)) rmdirSync(probe)
  }
}

/** Put before a command, it is of the group; the command keeps its process id. */
type Group = AsyncDisposable & { readonly under: readonly string[] }

function openGroup({ root, bound }: { readonly root: string; readonly bound: string }, bytes: number): Group {
  const place = at(root, `hearth-test-${process.pid}-${Math.floor(performance.now())}`)
  mkdirSync(place)
  writeFileSync(at(place, bound), String(bytes))
  return {
    under: ['sh', '-c', 'echo $$ > "$0/cgroup.procs" && exec "$@"', place],
    // Who has just ended may still be counted.
    [Symbol.asyncDispose]: () =>
      until('the group to be empty', () => isRemoved(place), { within: 30_000, every: 100 }).then(() => undefined),
  }
}

function isRemoved(place: string): boolean {
  try {
    rmdirSync(place)
    return true
  } catch {
    return false
  }
}

const groups = deep && kind !== undefined ? [kind] : []

it.each(groups)(
  '[FAULT-8] F31: in 320 MB two hundred readers who do not read are cut off before memory runs out, and who reads hears everything',
  { timeout: 400_000 },
  async (where) => {
    await using group = openGroup(where, 320 * MB)
    const env = { HEARTH_LIMITS_FRAMES_PER_SECOND: '100000', HEARTH_LIMITS_WAITING_PER_ADDRESS: '1000' }
    await using server = await startServer({ under: group.under, env, flags: ['--no-calls'] })
    const ada = await join(server, 'ada')
    const listener = await comeBack(server, 'ada', ada.token)
    const lazy: { readonly wire: Wire; closed: boolean }[] = []
    for (let count = 0; count < 200; count++) {
      const wire = await connect(server)
      const { token = '' } = await wire.ask('guest.enter', { name: `lazy-${count}` })
      await wire.ask('session.resume', { token })
      const one = { wire, closed: false }
      void wire.closed.then(() => (one.closed = true))
      lazy.push(one)
    }
    for (const { wire } of lazy) wire.socket.pause()
    // Until what the system itself takes for each of them is full, and the server's own share is, too: then it has to choose.
    let said = 0
    let highest = 0
    while (said < 1600) {
      const many = Array.from({ length: 20 }, () => say(ada, ada.lobby, `${said++} ${'x'.repeat(7900)}`))
      await Promise.all(many)
      highest = Math.max(highest, memoryOf(server.run.pid))
    }
    await until(
      'the listener to have heard all of it',
      () => listener.wire.heard.filter(({ event }) => event === 'message.said').length >= said,
      {
        within: 60_000,
      },
    )
    for (const { wire } of lazy) wire.socket.resume()
    await until('the lazy to be cut off', () => lazy.every(({ closed }) => closed), {
      within: 120_000,
      seen: () => lazy.filter(({ closed }) => !closed).length,
    })
    noteFault(
      'F31',
      undefined,
      `${said} long messages to 200 who do not read, in 320 MB: at most ${Math.round(highest / MB)} MB, all of them cut off`,
    )
    expect(await server.stop()).toEqual({ code: 0, signal: null })
  },
)

it.each(groups)(
  '[FAULT-8] F31: the system ends the server for want of memory, five times: started again it has all that was answered',
  { timeout: 400_000 },
  async (where) => {
    const folder = temporary('memory')
    const env = { HEARTH_LIMITS_FREE_BYTES: '0', HEARTH_LIMITS_FRAMES_PER_SECOND: '100000' }
    const options = { data: folder.path, env, flags: ['--plain-port', '0', '--no-calls'] }
    try {
      const first = await startServer(options)
      const keeper = await createKeeper(first)
      await first.stop()
      for (let time = 0; time < 5; time++) {
        await using group = openGroup(where, 320 * MB)
        await using server = await startServer({ ...options, under: group.under })
        const before = keeper.count().messages
        const talking = keeper.talkOn(server, String(time))
        await until('some talk', () => keeper.count().messages > before + 20, { within: 60_000, seen: keeper.count })
        await using _ = takeMemory(group, 280 * MB, server.run.pid)
        await talking
        // It says how the process ended, and finds it gone.
        expect(await server.kill('SIGTERM')).toEqual({ code: null, signal: 'SIGKILL' })
        await using again = await startServer(options)
        await keeper.everythingIsThere(again)
        await again.stop()
      }
      const { messages, files } = keeper.count()
      noteFault('F31', undefined, `five times ended for want of memory: ${messages} messages and ${files} files, all there`)
    } finally {
      folder.drop()
    }
  },
)

/** Somebody else in the group takes what is left and more; of the two the system is to choose the server. */
function takeMemory({ under }: Group, bytes: number, server: number): AsyncDisposable {
  writeFileSync(`/proc/${server}/oom_score_adj`, '1000')
  const take = ['perl', '-e', `vec(my $taken, ${bytes}, 8) = 1; sleep 600`]
  const child = spawn(under[0] ?? '', [...under.slice(1), ...take], { stdio: 'inherit' })
  const gone = once(child, 'close')
  return {
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await gone
    },
  }
}
