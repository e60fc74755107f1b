import type { Mine } from '@hearth/client/calls.ts'

/** How the way to the server stands, over time. */
export type Way = {
  /** When it worked first, by this device's clock. */
  readonly since: number | null
  follow(mine: Mine): void
  /** Nothing has got through for so long that something stands in the way. */
  isStuck(mine: Mine): boolean
}

const STUCK_MS = 10_000

export function createWay(): Way {
  let since: number | null = null
  let workedAt = performance.now()
  return {
    get since() {
      return since
    },
    follow(mine) {
      const works = mine.is === 'in' && mine.link === 'connected'
      if (works) since ??= Date.now()
      if (works || mine.is !== 'in') workedAt = performance.now()
    },
    isStuck: (mine) => mine.is === 'in' && mine.link !== 'connected' && performance.now() - workedAt > STUCK_MS,
  }
}
