// Somebody else's server, asked with a deadline; and left alone for a while when it does not answer.
import { DirectoryAway } from '#core/factors/directory.ts'

const LONGEST_MS = 5000
const AT_ONCE = 8
/** Failures in a row after which it is left alone. */
const FAILURES = 3
const ALONE_MS = 30_000

export type Breaker = {
  /** Rejects with DirectoryAway: too late, too many at once, left alone; and as `work` does. */
  run<T>(work: () => Promise<T>): Promise<T>
  isOpen(): boolean
}

type Given = { readonly clock: () => number; readonly what: string; readonly log: { warn(about: object, says: string): void } }

/** @param clock monotonic milliseconds */
export function createBreaker({ clock, what, log }: Given): Breaker {
  let [running, failures, until] = [0, 0, 0]
  const isOpen = (): boolean => clock() < until

  async function run<T>(work: () => Promise<T>): Promise<T> {
    if (isOpen() || running >= AT_ONCE) throw new DirectoryAway(`${what} is left alone for now`)
    running++
    // After the pause one may try; the others wait for what becomes of it.
    if (failures >= FAILURES) until = clock() + ALONE_MS
    try {
      const done = await inTime(work(), what)
      ;[failures, until] = [0, 0]
      return done
    } catch (why) {
      if (why instanceof DirectoryAway && ++failures >= FAILURES) {
        until = clock() + ALONE_MS
        log.warn({ err: why }, `${what} does not answer and is left alone for half a minute; everything else goes on`)
      }
      throw why
    } finally {
      running--
    }
  }
  return { run, isOpen }
}

async function inTime<T>(work: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DirectoryAway(`${what} took too long`)), LONGEST_MS)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
