// Chance for ids and secrets.
import { randomBytes } from 'node:crypto'

/** Randomness in advance: asking the system for a few bytes costs as much as for a few thousand. No byte is given twice. */
export function createChance(): (bytes: number) => Uint8Array {
  let pool = randomBytes(0)
  let used = 0
  return (bytes) => {
    if (used + bytes > pool.length) {
      pool = randomBytes(Math.max(4096, bytes))
      used = 0
    }
    used += bytes
    return pool.subarray(used - bytes, used)
  }
}
