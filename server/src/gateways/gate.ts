// Who may connect to a gateway of an older program, how many, and how long without signing in.
import type { Conversation } from './conversation.ts'
import type { Hall } from './hall.ts'
import type { Reader } from './pressure.ts'

export type Gate = Disposable & {
  /** Why not, before anything is read. */
  refusal(address: string): 'banned' | 'crowded' | undefined
  enter(conversation: Conversation, address: string): void
  /** It belongs to somebody now, or to nobody again. */
  owned(conversation: Conversation, address: string, owned: boolean): void
  leave(conversation: Conversation, address: string): void
  everybody(): readonly Conversation[]
}

const LOOK_MS = 500
/** In a full house the oldest of those who have not signed in for so long makes room for who comes. */
const SILENT_MS = 2000

/** @param loginMs how long a connection may be without a sign-in */
export function createGate({ chat, limits, clock, pressure }: Hall, loginMs: number): Gate {
  const all = new Set<Conversation>()
  const unwatch = pressure.watch(() => readersIn(all))
  /** Not signed in, oldest first, and since when. */
  const waiting = new Map<Conversation, { readonly since: number; readonly address: string }>()
  const from = new Map<string, number>()
  const timer = setInterval(look, Math.min(LOOK_MS, loginMs / 2))

  function look(): void {
    const now = clock()
    for (const [conversation, { since }] of waiting) {
      if (now - since < loginMs) break
      waiting.delete(conversation)
      conversation.refuse('late')
    }
  }
  function wait(conversation: Conversation, address: string): void {
    if (waiting.has(conversation)) return
    waiting.set(conversation, { since: clock(), address })
    from.set(address, (from.get(address) ?? 0) + 1)
  }
  const away = new WeakSet<Conversation>()
  function goOn(conversation: Conversation, address: string): void {
    waiting.delete(conversation)
    if (away.has(conversation)) return
    away.add(conversation)
    const left = (from.get(address) ?? 1) - 1
    if (left > 0) from.set(address, left)
    else from.delete(address)
  }
  function hasRoom(address: string): boolean {
    const isFullFromThere = (from.get(address) ?? 0) >= limits.waitingPerAddress
    if (!isFullFromThere && waiting.size < limits.waitingInAll && all.size < limits.connectionsInAll) return true
    for (const [conversation, one] of waiting) {
      if (clock() - one.since < SILENT_MS) return false
      if (isFullFromThere && one.address !== address) continue
      goOn(conversation, one.address)
      conversation.refuse('late')
      return true
    }
    return false
  }
  return {
    refusal(address) {
      if (chat.isBanned(address)) return 'banned'
      return hasRoom(address) ? undefined : 'crowded'
    },
    enter(conversation, address) {
      all.add(conversation)
      wait(conversation, address)
    },
    owned(conversation, address, isOwned) {
      if (isOwned) return goOn(conversation, address)
      away.delete(conversation)
      if (all.has(conversation)) wait(conversation, address)
    },
    leave(conversation, address) {
      all.delete(conversation)
      goOn(conversation, address)
    },
    everybody: () => [...all],
    [Symbol.dispose]: () => {
      clearInterval(timer)
      unwatch()
    },
  }
}

const readersIn = (all: ReadonlySet<Conversation>): Iterable<Reader> =>
  all
    .values()
    .filter(({ desk }) => desk.stuck > 0)
    .map(({ desk }) => ({ stuck: desk.stuck, cut: () => desk.cut() }))
