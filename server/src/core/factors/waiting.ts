// What waits in memory until somebody comes back to it, bounded: whoever begins again and again pushes out their own, not that of others.
type Bounds = {
  readonly now: () => number
  readonly livesMs: number
  /** Of one address, or of one person. */
  readonly mostOfOne: number
  readonly most: number
}
type Held<T> = { readonly value: T; readonly whose: string; readonly until: number }

export type Waiting<T> = {
  /** @param whose an address, or who it is where that is known. Until when it is good. */
  put(key: string, value: T, whose: string): number
  /** Once. */
  take(key: string): T | undefined
}

export function createWaiting<T>({ now, livesMs, mostOfOne, most }: Bounds): Waiting<T> {
  const all = new Map<string, Held<T>>()
  const counts = new Map<string, number>()
  function drop(key: string): Held<T> | undefined {
    const held = all.get(key)
    if (held === undefined) return undefined
    all.delete(key)
    const left = (counts.get(held.whose) ?? 1) - 1
    if (left > 0) counts.set(held.whose, left)
    else counts.delete(held.whose)
    return held
  }
  function dropOldestOf(whose: string): void {
    for (const [key, held] of all) if (held.whose === whose) return void drop(key)
  }
  /** Who holds the most; of equals, who came first. */
  const crowdiest = (): string => [...counts].reduce((one, other) => (other[1] > one[1] ? other : one), ['', 0])[0]
  return {
    put(key, value, whose) {
      drop(key)
      const at = now()
      for (const [old, { until }] of all) if (until <= at) drop(old)
      if ((counts.get(whose) ?? 0) >= mostOfOne) dropOldestOf(whose)
      if (all.size >= most) dropOldestOf(crowdiest())
      const until = at + livesMs
      all.set(key, { value, whose, until })
      counts.set(whose, (counts.get(whose) ?? 0) + 1)
      return until
    },
    take(key) {
      const held = drop(key)
      return held !== undefined && held.until > now() ? held.value : undefined
    },
  }
}
