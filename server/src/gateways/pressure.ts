// What waits for all slow readers together: sockets of every dialect, and answers of HTTP. Each of them is bounded by itself; this bounds what
// a crowd of them holds, before the system ends the whole server for want of memory.
import { totalmem } from 'node:os'

/** Somebody for whom bytes wait that the socket could not get rid of. */
export type Reader = { readonly stuck: number; cut(): void }

export type Pressure = {
  /** So many bytes were handed to a socket. It may cut off whoever it likes, this one too. */
  pushed(bytes: number): void
  /** Some of those for whom something may wait; of whom nothing does need not be among them. Gives what ends it. */
  watch(readers: () => Iterable<Reader>): () => void
}

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
 */
export function createPressure(budget = standardBudget()): Pressure {
  const groups = new Set<() => Iterable<Reader>>()
  let handedOut = 0
  function relieve(): void {
    const all = [...groups].flatMap((readers) => Array.from(readers(), (reader) => ({ reader, stuck: reader.stuck })))
    let held = all.reduce((sum, { stuck }) => sum + stuck, 0)
    if (held <= budget) return
    const little = Math.min(LITTLE_BYTES, (budget * FAIR_PART) / all.length)
    for (const { reader, stuck } of all.filter((one) => one.stuck > little).toSorted((one, other) => other.stuck - one.stuck)) {
      if (held <= (budget * 3) / 4) return
      held -= stuck
      reader.cut()
    }
  }
  return {
    pushed(bytes) {
      handedOut += bytes
      if (handedOut < budget / STEPS) return
      handedOut = 0
      relieve()
    },
    watch(readers) {
      groups.add(readers)
      return () => void groups.delete(readers)
    },
  }
}
