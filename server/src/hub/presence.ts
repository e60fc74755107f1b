// Who is here, and how. A reload is no absence, and many comings and goings are told as one.
import type { UserId } from '@hearth/protocol/ids.ts'
import type { Presence } from '@hearth/protocol/shapes.ts'
import type { Bearing } from '#core/outcome.ts'

/** How long somebody may be without a connection before they count as gone: longer than a reload, shorter than a doubt. */
const GRACE_MS = 2000
/** Changes within this time are one event. */
const GATHER_MS = 250
type Given = {
  readonly now: () => number
  readonly wait: (ms: number, then: () => void) => () => void
  /** Who came or went, or is here in another way; nobody where `tellSoon` alone was called. */
  readonly tell: (news: readonly Presence[]) => void
  readonly onGone?: (user: UserId, at: number) => void
  /** May everybody know when they left? Absent: of everybody. */
  readonly isSeen?: (user: UserId) => boolean
}

/** As others see who is connected. Who is hidden has gone, as far as anybody is told. */
export type Look = Bearing | 'hidden'

export type Presences = {
  /** Came, or is here in another way from now on. */
  came(user: UserId, look: Look): void
  left(user: UserId): void
  /** In the order they came: all of them, or the first so many. Who is hidden is not among them. */
  online(most?: number): readonly Presence[]
  /** As others see them; undefined: not here. */
  of(user: UserId): Presence | undefined
  count(): number
  /** Something is to be told with the next gathering, though nobody may have come or gone. */
  tellSoon(): void
  /** Everybody still here is gone. */
  close(): void
}

export function createPresence({ now, wait, tell, onGone, isSeen = () => true }: Given): Presences {
  const here = new Map<UserId, Look>()
  // In the order they left, so the first is always the next to be given up.
  const leaving = new Map<UserId, number>()
  const told = new Map<UserId, Bearing>()
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
    const news = [...changed.values()].filter((one) => told.get(one.user) !== bearingOf(one))
    changed.clear()
    for (const one of news) {
      const bearing = bearingOf(one)
      if (bearing === undefined) told.delete(one.user)
      else told.set(one.user, bearing)
    }
    tell(news)
  }

  function gone(user: UserId, at: number): void {
    change({ user, state: 'offline', seenAt: isSeen(user) ? at : null })
    onGone?.(user, at)
  }

  function turn(user: UserId, look: Look): void {
    const before = here.get(user)
    if (before === look) return
    here.set(user, look)
    if (look !== 'hidden') change(present(user, look))
    else if (before !== undefined) gone(user, now())
  }

  function giveUp(): void {
    callOffGrace = undefined
    for (const [user, since] of leaving) {
      if (now() - since < GRACE_MS) break
      leaving.delete(user)
      const look = here.get(user)
      here.delete(user)
      if (look !== 'hidden') gone(user, since)
    }
    waitForNext()
  }

  function waitForNext(): void {
    const first = leaving.values().next()
    if (!first.done) callOffGrace ??= wait(Math.max(1, first.value + GRACE_MS - now()), giveUp)
  }

  return {
    came: (user, look) => {
      leaving.delete(user)
      turn(user, look)
    },
    left: (user) => {
      leaving.delete(user)
      leaving.set(user, now())
      waitForNext()
    },
    online: (most) => {
      const seen = here.entries().flatMap(([user, look]) => (look === 'hidden' ? [] : [present(user, look)]))
      return [...(most === undefined ? seen : seen.take(most))]
    },
    of: (user) => {
      const look = here.get(user)
      return look === undefined || look === 'hidden' ? undefined : present(user, look)
    },
    count: () => here.size,
    tellSoon,
    close: () => {
      callOffGather?.()
      callOffGrace?.()
      for (const [user, look] of here) if (look !== 'hidden') onGone?.(user, leaving.get(user) ?? now())
      here.clear()
    },
  }
}

const present = (user: UserId, look: Bearing): Presence => ({
  user,
  state: 'online',
  ...(look === 'here' ? {} : { as: look }),
  seenAt: null,
})

const bearingOf = ({ state, as }: Presence): Bearing | undefined => (state === 'online' ? (as ?? 'here') : undefined)
