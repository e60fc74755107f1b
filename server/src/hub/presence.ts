// Who is here. A reload is no absence, and many comings and goings are told as one.
import type { UserId } from '@hearth/protocol/ids.ts'
import type { Presence } from '@hearth/protocol/shapes.ts'

/** How long somebody may be without a connection before they count as gone: longer than a reload, shorter than a doubt. */
const GRACE_MS = 2000
/** Changes within this time are one event. */
const GATHER_MS = 250
/** People in one event; a whole company that comes back at once is told in parts. */
const TOLD_AT_ONCE = 1000

type Given = {
  readonly now: () => number
  readonly wait: (ms: number, then: () => void) => () => void
  readonly tell: (people: Presence[]) => void
  readonly onGone?: (user: UserId, at: number) => void
}

export type Presences = {
  came(user: UserId): void
  left(user: UserId): void
  online(): readonly Presence[]
  /** Everybody still here is gone. */
  close(): void
}

export function createPresence({ now, wait, tell, onGone }: Given): Presences {
  const here = new Map<UserId, Presence>()
  // In the order they left, so the first is always the next to be given up.
  const leaving = new Map<UserId, number>()
  const told = new Set<UserId>()
  const changed = new Map<UserId, Presence>()
  let callOffGather: (() => void) | undefined
  let callOffGrace: (() => void) | undefined

  function change(state: Presence): void {
    changed.set(state.user, state)
    callOffGather ??= wait(GATHER_MS, gather)
  }

  function gather(): void {
    callOffGather = undefined
    const news = [...changed.values()].filter(({ user, state }) => told.has(user) !== (state === 'online'))
    changed.clear()
    for (const { user, state } of news) state === 'online' ? told.add(user) : told.delete(user)
    for (let at = 0; at < news.length; at += TOLD_AT_ONCE) tell(news.slice(at, at + TOLD_AT_ONCE))
  }

  function giveUp(): void {
    callOffGrace = undefined
    for (const [user, since] of leaving) {
      if (now() - since < GRACE_MS) break
      leaving.delete(user)
      here.delete(user)
      change({ user, state: 'offline', seenAt: since })
      onGone?.(user, since)
    }
    waitForNext()
  }

  function waitForNext(): void {
    const first = leaving.values().next()
    if (!first.done) callOffGrace ??= wait(Math.max(1, first.value + GRACE_MS - now()), giveUp)
  }

  return {
    came: (user) => {
      leaving.delete(user)
      if (here.has(user)) return
      const state: Presence = { user, state: 'online', seenAt: null }
      here.set(user, state)
      change(state)
    },
    left: (user) => {
      leaving.delete(user)
      leaving.set(user, now())
      waitForNext()
    },
    online: () => [...here.values()],
    close: () => {
      callOffGather?.()
      callOffGrace?.()
      for (const user of here.keys()) onGone?.(user, leaving.get(user) ?? now())
      here.clear()
    },
  }
}
