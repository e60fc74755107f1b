// Who is here. A reload is no absence, and many comings and goings are told as one.
import type { UserId } from '@hearth/protocol/ids.ts'
import type { Presence } from '@hearth/protocol/shapes.ts'

/** How long somebody may be without a connection before they count as gone: longer than a reload, shorter than a doubt. */
const GRACE_MS = 2000
/** Changes within this time are one event. */
const GATHER_MS = 250
type Given = {
  readonly now: () => number
  readonly wait: (ms: number, then: () => void) => () => void
  /** Who came or went; nobody where `tellSoon` alone was called. */
  readonly tell: (news: readonly Presence[]) => void
  readonly onGone?: (user: UserId, at: number) => void
  /** May everybody know when they left? Absent: of everybody. */
  readonly isSeen?: (user: UserId) => boolean
}

export type Presences = {
  came(user: UserId): void
  left(user: UserId): void
  /** In the order they came: all of them, or the first so many. */
  online(most?: number): readonly Presence[]
  has(user: UserId): boolean
  count(): number
  /** Something is to be told with the next gathering, though nobody may have come or gone. */
  tellSoon(): void
  /** Everybody still here is gone. */
  close(): void
}

export function createPresence({ now, wait, tell, onGone, isSeen = () => true }: Given): Presences {
  const here = new Map<UserId, Presence>()
  // In the order they left, so the first is always the next to be given up.
  const leaving = new Map<UserId, number>()
  const told = new Set<UserId>()
  const changed = new Map<UserId, Presence>()
  let callOffGather: (() => void) | undefined
  let callOffGrace: (() => void) | undefined

  function tellSoon(): void {
    callOffGather ??= wait(GATHER_MS, gather)
  }

  function change(state: Presence): void {
    changed.set(state.user, state)
    tellSoon()
  }

  function gather(): void {
    callOffGather = undefined
    const news = [...changed.values()].filter(({ user, state }) => told.has(user) !== (state === 'online'))
    changed.clear()
    for (const { user, state } of news) state === 'online' ? told.add(user) : told.delete(user)
    tell(news)
  }

  function giveUp(): void {
    callOffGrace = undefined
    for (const [user, since] of leaving) {
      if (now() - since < GRACE_MS) break
      leaving.delete(user)
      here.delete(user)
      change({ user, state: 'offline', seenAt: isSeen(user) ? since : null })
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
    online: (most) => [...(most === undefined ? here.values() : here.values().take(most))],
    has: (user) => here.has(user),
    count: () => here.size,
    tellSoon,
    close: () => {
      callOffGather?.()
      callOffGrace?.()
      for (const user of here.keys()) onGone?.(user, leaving.get(user) ?? now())
      here.clear()
    },
  }
}
