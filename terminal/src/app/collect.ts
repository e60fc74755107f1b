// A program that stays open all day takes little memory. Frames leave much behind that the engine would let lie for a long time.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** More than this is mostly what was thrown away: what is held takes some thirty megabytes. */
const MOST_BYTES = 90_000_000

/** Gives what collects where there is much to collect; it takes some ten milliseconds, so it is for moments in which nobody types. */
export function createCollector(): () => void {
  setFlagsFromString('--expose-gc')
  const gc: NodeJS.GCFunction = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  return () => {
    // Only the last resort makes the young generation small again, and gives its pages back (docs/decisions/0006-idle-memory.md).
    if (process.memoryUsage().heapTotal > MOST_BYTES) gc({ type: 'major', execution: 'sync', flavor: 'last-resort' })
  }
}
