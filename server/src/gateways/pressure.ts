// What waits for all slow readers together. Each of them is bounded by itself; this bounds what a crowd of them holds, before the system ends
// the whole server for want of memory.
import { totalmem } from 'node:os'

/** Somebody for whom bytes wait that the socket could not get rid of. */
export type Reader = { readonly stuck: number; cut(): void }

/** Who has less than this waiting is no slow reader, unless there are so many of them that even so little is too much. */
const LITTLE_BYTES = 131_072
/** Of the budget, all may keep so much together, whoever they are. */
const FAIR_PART = 1 / 4
/** It looks each time so much of the budget was handed out. */
const STEPS = 8

/** A quarter of the memory that this process may have, in bytes. */
export function standardBudget(): number {
  const allowed = process.constrainedMemory()
  return Math.min(totalmem(), allowed > 0 ? allowed : Number.POSITIVE_INFINITY) / 4
}

/**
 * 1. While all of them hold less than `budget` bytes nobody is cut off.
 * 2. Over it, those who hold most are, until a quarter of it is free again; never who holds little, and no more than all could.
 * 3. Costs one addition for what is pushed, and a look at all readers for each eighth of the budget.
 *
 * @returns to be told of every push, in bytes
 */
export function createPressure(budget: number, readers: () => Iterable<Reader>): (bytes: number) => void {
  let handedOut = 0
  function relieve(): void {
    const all = [...readers()].map((reader) => ({ reader, stuck: reader.stuck }))
    let held = all.reduce((sum, { stuck }) => sum + stuck, 0)
    if (held <= budget) return
    const little = Math.min(LITTLE_BYTES, (budget * FAIR_PART) / all.length)
    for (const { reader, stuck } of all.filter((one) => one.stuck > little).toSorted((one, other) => other.stuck - one.stuck)) {
      if (held <= (budget * 3) / 4) return
      held -= stuck
      reader.cut()
    }
  }
  return (bytes) => {
    handedOut += bytes
    if (handedOut < budget / STEPS) return
    handedOut = 0
    relieve()
  }
}
