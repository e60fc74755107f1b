/** So many in a second, and so many at once: how often something may be done for one of many. */
export type Bucket = { /** False: not now. @param now milliseconds */ take(many: number, now: number): boolean }

export function createBucket(perSecond: number, atOnce: number): Bucket {
  let [left, at] = [atOnce, Number.NEGATIVE_INFINITY]
  return {
    take(many, now) {
      left = Math.min(atOnce, left + ((now - Math.max(at, now - 3_600_000)) * perSecond) / 1000)
      at = now
      if (left < many) return false
      left -= many
      return true
    },
  }
}
