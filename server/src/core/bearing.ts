// How people are while they are here: what their devices tell, and what they chose to be shown as. Others hear of it from the hub.
import type { UserId } from '@hearth/protocol/ids.ts'
import type { ShownAs } from '@hearth/protocol/own-shapes.ts'
import type { Tx } from '#store/open.ts'
import * as rows from '#store/own.ts'
import { type Handler, inTurn } from './context.ts'

export const tell: Handler<'presence.tell'> = (_core, { user, session }, { as }) =>
  // In its turn: two of one device must not overtake each other.
  inTurn(async () => ({ reply: {}, tellings: [{ do: 'bear', user, session, as }] }))

/** What people chose to be shown as: the hub asks while it gathers who came, where there is no time for a look at the store. */
export type Chosen = {
  readonly load: (tx: Tx) => Promise<void>
  note(user: UserId, as: ShownAs): void
  of(user: UserId): ShownAs
}

export function createChosen(): Chosen {
  const some = new Map<UserId, ShownAs>()
  return {
    async load(tx) {
      for (const [user, as] of await rows.shownAs(tx)) some.set(user, as)
    },
    note: (user, as) => void (as === 'auto' ? some.delete(user) : some.set(user, as)),
    of: (user) => some.get(user) ?? 'auto',
  }
}
