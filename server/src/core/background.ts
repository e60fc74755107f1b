// Work that nobody waits for: looked for now and then, done in small pieces with rests between.
import { setTimeout as rest, setImmediate as turn } from 'node:timers/promises'

export type Background = AsyncDisposable & {
  /** Resolves when nothing is left to be done. */
  catchUp(): Promise<void>
}
/** Does a piece of work, then rests. */
export type Pace = (work: () => Promise<unknown>) => Promise<void>
export type Log = { warn(about: object, says: string): void }
type Task = {
  readonly lookAgainMs: number
  /** What is logged when it fails: the next look comes later then. */
  readonly failed: string
  /** Does all there is to be done, or until the signal. */
  work(pace: Pace, signal: AbortSignal): Promise<void>
}

const AFTER_FAILURE_MS = 60_000
/** Rests are so many times as long as the work before: of a server that has little to do, and of one that is busy. */
const AT_EASE = 1
const BUSY = 100
/** A timer knows no less than a millisecond, so that many small pieces would be nearly all rest: at ease so much is done for each. */
const BETWEEN_RESTS_MS = 5
/** A piece that waited long for its turn does not put the next off for longer. */
const LONGEST_REST_MS = 1000
/** A server that worked for so much of the rest, too, is busy. */
const BUSY_PART = 0.3

export function inBackground({ lookAgainMs, failed, work }: Task, log: Log): Background {
  const closing = new AbortController()
  const { signal } = closing
  const pace = createPace(signal)
  const catchUp = () => work(pace, signal)

  const run = async () => {
    while (!signal.aborted) {
      const pause = await catchUp().then(
        () => lookAgainMs,
        (cause: unknown) => {
          if (!signal.aborted) log.warn({ cause }, failed)
          return AFTER_FAILURE_MS
        },
      )
      await rest(pause, undefined, { signal, ref: false }).catch(() => undefined)
    }
  }
  const running = run()

  return {
    catchUp,
    async [Symbol.asyncDispose]() {
      closing.abort()
      await running
    },
  }
}

function createPace(signal: AbortSignal): Pace {
  let ease = AT_EASE
  let worked = 0
  return async (work) => {
    if (signal.aborted) return
    const begun = performance.now()
    await work()
    worked += performance.now() - begun
    // Whoever has come meanwhile is served after each piece.
    if (ease === AT_EASE && worked < BETWEEN_RESTS_MS) {
      await turn()
      return
    }
    const done = performance.eventLoopUtilization()
    await rest(Math.min(worked * ease, LONGEST_REST_MS), undefined, { signal, ref: false }).catch(() => undefined)
    worked = 0
    ease = performance.eventLoopUtilization(done).utilization > BUSY_PART ? BUSY : AT_EASE
  }
}
