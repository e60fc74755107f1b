// The engine in a process of its own (engine-process.ts): what happens to it there takes nothing else along.
//
// 1. It is opened with the first peer, and closed when there was none for a while.
// 2. When it dies it is opened again, at once; when that does not help, after longer and longer waits. Who asks meanwhile hears call_away.
// 3. A process that does not end when its channel is closed is killed, and one that says nothing for long when it is asked: it hangs.
import { type ChildProcess, fork } from 'node:child_process'
import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { EngineEar, EngineSettings, MediaEngine, Numbers } from './engine.ts'
import type { News, Order } from './orders.ts'

export type ProcessGiven = {
  readonly settings: EngineSettings
  readonly ear: EngineEar
  readonly wait: (ms: number, then: () => void) => () => void
  readonly log: { warn(about: object, says: string): void }
  readonly times?: ProcessTimes
}
export type ProcessTimes = { readonly idleMs: number; readonly respawnMs: number; readonly steadyMs: number; readonly pingMs: number }
export const standardTimes: ProcessTimes = { idleMs: 120_000, respawnMs: 100, steadyMs: 20_000, pingMs: 2000 }

/** So many questions in a row that nobody answers. */
const MOST_PINGS = 5

const MOST_WAIT_MS = 10_000
const ASK_MS = 3000
/**
 * What a packet leaves behind is old in a moment: a small place for it stays in the processor's own memory, and is cleared in two milliseconds. Node's own
 * choice grows to 16 MB, which takes longer to go through, and what is long-lived is gone through with it.
 */
const YOUNG_MB = 4
const FLAGS = [
  '--max-old-space-size=512',
  `--max-semi-space-size=${YOUNG_MB}`,
  '--disable-proto=delete',
  '--disable-warning=ExperimentalWarning',
]
const program = fileURLToPath(new URL('./engine-process.ts', import.meta.url))

/** Before all else on this machine, as far as the system lets it: who talks notices a hundredth of a second, and who writes does not. */
const PRIORITY = -10

/** From its first moment on: where much is going on, everybody waits for it to be there. */
function hurry({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    setPriority(pid, PRIORITY)
  } catch {
    // Whoever may not, waits for its turn with all others.
  }
}

/** `pid` is for who watches it, and for tests that end it. */
export type EngineProcess = MediaEngine & { pid(): number | undefined }

export function createEngineProcess({ settings, ear, wait, log, times = standardTimes }: ProcessGiven): EngineProcess {
  const peers = new Set<string>()
  const asked = new Map<number, { readonly done: (numbers: readonly Numbers[]) => void; readonly failed: (fault: unknown) => void }>()
  let child: ChildProcess | undefined
  let closed = false
  let asks = 0
  let respawnMs = times.respawnMs
  let callOffSpawn: (() => void) | undefined
  let callOffIdle: (() => void) | undefined
  let callOffSteady: (() => void) | undefined
  let callOffPing: (() => void) | undefined
  /** Asked since it was heard of last; it is not asked before it has said a first word, as long as that may take. */
  let pings = 0

  function spawn(): void {
    const { PATH, SystemRoot, NODE_COMPILE_CACHE, MEDIASOUP_WORKER_BIN } = process.env
    const env = Object.fromEntries(
      Object.entries({ PATH, SystemRoot, NODE_COMPILE_CACHE, MEDIASOUP_WORKER_BIN }).filter(([, value]) => value !== undefined),
    )
    const made = fork(program, [], { execArgv: FLAGS, env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'], serialization: 'json' })
    child = made
    hurry(made)
    made.on('message', (news: News) => child === made && heard(news))
    made.on('error', (cause) => {
      log.warn({ cause }, 'the engine of calls could not be reached')
      // It never was a process, and will not be told to have ended.
      if (made.pid === undefined && child === made) lost(null, null)
    })
    made.once('exit', (code, signal) => child === made && lost(code, signal))
    callOffSteady = wait(times.steadyMs, () => void (respawnMs = times.respawnMs))
    send({ do: 'begin', settings })
    send({ do: 'ping' })
  }

  function pingSoon(asked: ChildProcess): void {
    callOffPing?.()
    callOffPing = wait(times.pingMs, () => {
      if (child !== asked) return
      if (++pings > MOST_PINGS) {
        log.warn({ pid: asked.pid }, 'the engine of calls hangs; it is ended, and opened again')
        return void asked.kill('SIGKILL')
      }
      send({ do: 'ping' })
      pingSoon(asked)
    })
  }

  function lost(code: number | null, signal: string | null): void {
    child = undefined
    callOffSteady?.()
    callOffPing?.()
    for (const { failed } of asked.values()) failed(new ChatError('call_away'))
    asked.clear()
    if (closed || peers.size === 0) return
    log.warn(
      { code, signal, againInMs: respawnMs },
      'the engine of calls ended; it is opened again, and everybody is asked to connect anew',
    )
    callOffSpawn = wait(respawnMs, () => {
      callOffSpawn = undefined
      if (closed || peers.size === 0) return
      spawn()
      ear.lost()
    })
    respawnMs = Math.min(MOST_WAIT_MS, respawnMs * 3)
  }

  function heard(news: News): void {
    switch (news.is) {
      case 'offered':
        return ear.offered(news.peer, news.number, news.n, news.sdp)
      case 'connected':
        return ear.connected(news.peer, news.number, news.connected)
      case 'slots':
        return ear.slots(news.peer, news.number, news.slots)
      case 'speaking':
        return ear.speaking(news.call, news.peers)
      case 'heard':
        return ear.heard(news.peers)
      case 'left':
        return ear.left(news.peer, news.number)
      case 'statistics':
        asked.get(news.ask)?.done(news.numbers)
        return void asked.delete(news.ask)
      case 'pong':
        pings = 0
        return child && pingSoon(child)
      case 'trouble':
        return log.warn({ cause: news.cause }, news.says)
      default:
        news satisfies never
    }
  }

  /** What is said to an engine that is away is not lost: `lost` has everything said again. */
  function send(order: Order): void {
    if (child?.connected) child.send(order, () => undefined)
  }

  function rest(): void {
    callOffIdle ??= wait(times.idleMs, () => {
      callOffIdle = undefined
      if (peers.size === 0) end()
    })
  }

  function end(): void {
    const ending = child
    child = undefined
    callOffSteady?.()
    callOffPing?.()
    if (ending === undefined) return
    if (ending.connected) ending.disconnect()
    const callOff = wait(1000, () => ending.kill('SIGKILL'))
    ending.once('exit', callOff)
  }

  return {
    name: settings.engine,
    pid: () => child?.pid,
    open(opening) {
      if (closed) return
      callOffIdle?.()
      callOffIdle = undefined
      peers.add(opening.peer)
      if (child === undefined && callOffSpawn === undefined) spawn()
      send({ do: 'open', ...opening })
    },
    close(peer) {
      peers.delete(peer)
      send({ do: 'close', peer })
      if (peers.size === 0) rest()
    },
    allow: (peer, may) => send({ do: 'allow', peer, may }),
    sized: (peer, cameraLines) => send({ do: 'sized', peer, cameraLines }),
    answer: (peer, number, n, answer) => send({ do: 'answer', peer, number, n, answer }),
    restart: (peer, number) => send({ do: 'restart', peer, number }),
    ready() {
      if (closed || child !== undefined || callOffSpawn !== undefined) return
      spawn()
      rest()
    },
    want: (peer, videos) => send({ do: 'want', peer, videos }),
    statistics: (call) =>
      new Promise((resolve, reject) => {
        if (!child?.connected) return reject(new ChatError('call_away'))
        const ask = ++asks
        const callOff = wait(ASK_MS, () => {
          asked.delete(ask)
          reject(new ChatError('call_away'))
        })
        const settle =
          <T>(then: (value: T) => void) =>
          (value: T) => {
            callOff()
            then(value)
          }
        asked.set(ask, { done: settle(resolve), failed: settle(reject) })
        send({ do: 'statistics', ask, call })
      }),
    async [Symbol.asyncDispose]() {
      closed = true
      callOffSpawn?.()
      callOffIdle?.()
      const ending = child
      end()
      if (ending !== undefined && ending.exitCode === null && ending.signalCode === null)
        await new Promise((resolve) => ending.once('exit', resolve))
    },
  }
}
