// Gives back what the start took. Modules, their sources and the tables of a start fill a young generation of 32 MB that nothing
// would ever shrink again while nobody is there; docs/decisions/0006-idle-memory.md has the numbers.
import { flushCompileCache } from 'node:module'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Work that the start goes on with after it is ready (announcing itself) belongs to it. */
const AFTER_MS = 1000

/** Once, a moment after the start: about a tenth of a second in which nobody is served. */
export function collectAfterStart(): void {
  setTimeout(() => {
    // Only a process that ends in peace would write it, and a killed one would compile everything again.
    flushCompileCache()
    collect()
  }, AFTER_MS).unref()
}

/**
 * Of the kinds of collection, only the last resort's makes the young generation small again and gives its pages back. It grows
 * under load as ever: a flag that keeps it small for good would cost a third of the deliveries.
 */
function collect(): void {
  setFlagsFromString('--expose-gc')
  const gc: NodeJS.GCFunction = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  gc({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
