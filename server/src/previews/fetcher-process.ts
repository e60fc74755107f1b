// The process in which links are fetched: it knows no database, no keys and nobody's words, may read nothing but this program, and is ended
// when it takes too long.
import type { Rules } from './addresses.ts'
import { type Fetched, fetchPreview, LookupError } from './fetching.ts'

export type Task = { readonly task: number; readonly url: string; readonly rules: Rules }
export type Result = { readonly task: number } & ({ readonly ok: Fetched } | { readonly fault: string })

let running = 0
/** A thread of it waits for a name, there are few, and it cannot be called back: what comes next is for another process. */
let isWorn = false

process.on('message', ({ task, url, rules }: Task) => {
  running++
  fetchPreview(url, rules).then(
    (ok) => answer({ task, ok }),
    (fault: unknown) => {
      isWorn ||= fault instanceof LookupError
      answer({ task, fault: fault instanceof Error ? fault.message : 'failed' })
    },
  )
})
// Whoever asked is gone: there is nobody to fetch for.
process.on('disconnect', () => process.exit())

function answer(result: Result): void {
  running--
  process.send?.(result, () => isWorn && running === 0 && process.exit())
}
