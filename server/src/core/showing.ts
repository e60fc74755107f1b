// Messages as somebody in their room sees them, with all that hangs on them: a few questions for all, however many there are.
import type { UserId } from '@hearth/protocol/ids.ts'
import type { Message, Reaction } from '@hearth/protocol/shapes.ts'
import * as hanging from '#store/hanging.ts'
import type { MessageRow } from '#store/messages.ts'
import type { Tx } from '#store/open.ts'
import * as pins from '#store/pins.ts'
import * as reactions from '#store/reactions.ts'
import * as threads from '#store/threads.ts'
import { cardsOf } from './cards.ts'
import { pollsOf } from './polls-view.ts'
import { messageView } from './views.ts'

type Row = MessageRow & { readonly reactions?: readonly Reaction[] }

/** In the order given. Who may see them was decided before. */
export async function showMessages(tx: Tx, rows: readonly Row[], viewer: UserId): Promise<Message[]> {
  const ids = rows.map(({ id }) => id)
  const bare = rows.flatMap(({ id, reactions: known }) => (known === undefined ? [id] : []))
  const hangs = await hanging.on(tx, ids)
  const on = await reactions.of(tx, hangs.reactions ? bare : NONE)
  const cards = await cardsOf(tx, rows)
  const pinned = await pins.among(tx, hangs.pins ? ids : NONE)
  const begun = await threads.of(tx, hangs.threads ? ids : NONE)
  const polls = await pollsOf(tx, rows, viewer)
  return rows.map((row) => {
    const { id, reactions: known = on.get(id) ?? [] } = row
    return messageView(row, { reactions: known, cards, isPinned: pinned.has(id), replies: begun.get(id), poll: polls.get(id) })
  })
}

const NONE: readonly never[] = []

type Page = { readonly before?: number; readonly after?: number; readonly around?: number; readonly full: boolean }
/** Places of a room's log, both included. */
export type Stretch = { readonly from: number; readonly upto: number }

/** What a page of history covers of the log: between its messages, and beyond its ends where it reaches the log's. */
export function coveredBy(messages: readonly { readonly seq: number }[], { before, after, around, full }: Page): Stretch {
  const [first, last] = [messages[0]?.seq ?? 0, messages.at(-1)?.seq ?? 0]
  const from = after !== undefined ? after + 1 : full ? first : 0
  const upto = before !== undefined ? before - 1 : (after ?? around) !== undefined && full ? last : Number.MAX_SAFE_INTEGER
  return { from, upto }
}
