// Is memory flat? The rule, and how it is measured.
//
// The resident memory of the server's process is looked at once a second, in the longest life of a server that nobody kills.
// The first third of it is warming up: code is compiled, caches fill, the heap finds its size. Of the second and of the last third the
// floor is taken, the value below which a tenth of the looks lie: what remains after collecting, not what a burst took for a moment.
// Flat means: the last floor lies at most a fifth, and 16 MB for what the system rounds, above the one before. Of less than half a minute nothing
// can be said.
//
// Flat is not enough: what it held at any moment, also between two looks, by the system's own count, is at most a quarter of what the unit of
// packaging/hearth.service allows.
import { memoryOf, peakOf } from '../harness/raw.ts'

export type Watched = { readonly looks: readonly number[]; readonly peak: number }
export type MemoryWatch = { stop(): Watched }

const MB = 1_048_576
const GROWTH = 1.2
const ROUNDING = 16 * MB
const LEAST = 30
const HEIGHT = 512 * MB

/** Looks once a second until stopped, or until the process is gone. */
export function watchMemory(pid: number): MemoryWatch {
  const looks: number[] = []
  let peak = 0
  const look = (): void => {
    try {
      looks.push(memoryOf(pid))
      peak = peakOf(pid)
    } catch {
      clearInterval(timer)
    }
  }
  const timer = setInterval(look, 1000)
  return {
    stop() {
      clearInterval(timer)
      // What came after the last look counts, too.
      look()
      return { looks, peak }
    },
  }
}

export type Verdict = {
  readonly is: 'flat' | 'growing' | 'too high' | 'too short to tell'
  readonly before: number
  readonly after: number
  readonly most: number
}

/** @param looks bytes, in order of time */
export function judgeMemory({ looks, peak }: Watched): Verdict {
  const third = Math.floor(looks.length / 3)
  const [before, after] = [floorOf(looks.slice(third, 2 * third)), floorOf(looks.slice(2 * third))]
  const most = Math.max(peak, ...looks)
  const isFlat = after <= before * GROWTH + ROUNDING
  const is = most > HEIGHT ? 'too high' : looks.length < LEAST ? 'too short to tell' : isFlat ? 'flat' : 'growing'
  return { is, before, after, most }
}

function floorOf(looks: readonly number[]): number {
  const sorted = looks.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 10)] ?? 0
}
