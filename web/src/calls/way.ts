import type { Mine } from '@hearth/client/calls.ts'
import type { Client } from '@hearth/client/client.ts'

/** How the way to the server stands, over time. */
export type Way = {
  /** When it worked first, by this device's clock. */
  readonly since: number | null
  /** Nothing has got through for so long that something stands in the way. */
  readonly isStuck: boolean
  follow(): void
  close(): void
}

const STUCK_MS = 10_000
const CHECK_MS = 1000

/** @param server where it is not reached itself, it is no network that lets no sound through */
export function createWay(mine: () => Mine, server: Pick<Client, 'state'>, changed: () => void): Way {
  let since: number | null = null
  let workedAt = performance.now()
  let isStuck = false
  function check(): void {
    const now = mine()
    const before = isStuck
    if (server.state.connection.is !== 'open') workedAt = performance.now()
    isStuck = now.is === 'in' && now.link !== 'connected' && performance.now() - workedAt > STUCK_MS
    if (isStuck !== before) changed()
  }
  const timer = setInterval(check, CHECK_MS)
  return {
    get since() {
      return since
    },
    get isStuck() {
      return isStuck
    },
    follow() {
      const now = mine()
      const works = now.is === 'in' && now.link === 'connected'
      if (works) since ??= Date.now()
      if (works || now.is !== 'in') workedAt = performance.now()
      check()
    },
    close: () => clearInterval(timer),
  }
}
