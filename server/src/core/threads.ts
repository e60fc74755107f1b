// Replies with a place of their own, under a message or beside a call. They are messages of the room; what belongs to which thread stands on each.
import type { PastCall } from '@hearth/protocol/call-shapes.ts'
import type { Takes } from '@hearth/protocol/commands.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import { HISTORY_PAGE } from '@hearth/protocol/limits.ts'
import type { Message } from '@hearth/protocol/shapes.ts'
import * as calls from '#store/calls.ts'
import * as messages from '#store/messages.ts'
import type { Tx } from '#store/open.ts'
import type { Extra } from '#store/say.ts'
import * as rows from '#store/threads.ts'
import { showCalls } from './calls.ts'
import { type Handler, inTurn, quietly } from './context.ts'
import { checkIn } from './seats.ts'
import { showMessages } from './showing.ts'

/** What a thread began with. `id` is what its replies name, `seq` where it stands in the room's log. */
export type Root = { readonly id: MessageId; readonly seq: number } & (
  | { readonly is: 'message'; readonly row: messages.MessageRow }
  | { readonly is: 'call'; readonly row: calls.CallRow }
)

/** Of the thread of a message, any of its replies too, or of a call. Throws message_unknown. */
export async function rootOf(tx: Tx, room: RoomId, id: MessageId): Promise<Root> {
  const asked = await messages.byId(tx, room, id)
  const root = asked?.extra?.thread ?? id
  const row = root === id ? asked : await messages.byId(tx, room, root)
  if (row !== undefined) return { is: 'message', id: root, seq: row.seq, row }
  const call = await calls.ofThread(tx, room, root)
  if (call === undefined) throw new ChatError('message_unknown')
  return { is: 'call', id: root, seq: call.seq, row: call }
}

/** The thread a reply goes into: that of what it answers, where that is a reply itself. Throws message_unknown. */
export async function threadOf(tx: Tx, room: RoomId, { thread, also }: Pick<Takes<'message.send'>, 'thread' | 'also'>): Promise<Extra> {
  if (thread === undefined) return {}
  const { id } = await rootOf(tx, room, thread)
  return { thread: id, ...(also ? { also } : {}) }
}

type Shown = { readonly root?: Message; readonly call?: PastCall }

/** In the order given. Who may see them was decided before. */
export async function showRoots(tx: Tx, roots: readonly Root[], viewer: UserId): Promise<Shown[]> {
  const said = roots.flatMap((root) => (root.is === 'message' ? [root.row] : []))
  const held = roots.flatMap((root) => (root.is === 'call' ? [root.row] : []))
  const shown = new Map<string, Shown>()
  for (const root of await showMessages(tx, said, viewer)) shown.set(root.id, { root })
  for (const call of await showCalls(tx, held)) shown.set(call.id, { call })
  return roots.map(({ id }) => shown.get(id) ?? {})
}

export const show: Handler<'room.thread'> = (_core, caller, { room, id, before, limit = HISTORY_PAGE, calls: withCalls = false }) =>
  inTurn(async (tx) => {
    await checkIn(tx, room, caller.user)
    const root = await rootOf(tx, room, id)
    if (root.is === 'call' && !withCalls) throw new ChatError('message_unknown')
    const places = await rows.page(tx, root.id, before ?? Number.MAX_SAFE_INTEGER, limit + 1)
    const said = await messages.at(tx, room, places.slice(-limit))
    const [first] = await showRoots(tx, [root], caller.user)
    const replies = await showMessages(tx, said, caller.user)
    return quietly({ ...first, replies, more: places.length > limit })
  })
