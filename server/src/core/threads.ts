// Replies with a place of their own. They are messages of the room; what belongs to which thread stands on each of them.
import type { Takes } from '@hearth/protocol/commands.ts'
import type { MessageId, RoomId } from '@hearth/protocol/ids.ts'
import { HISTORY_PAGE } from '@hearth/protocol/limits.ts'
import * as messages from '#store/messages.ts'
import type { Tx } from '#store/open.ts'
import type { Extra } from '#store/say.ts'
import * as rows from '#store/threads.ts'
import { type Handler, inTurn, quietly } from './context.ts'
import { checkMessage } from './saying.ts'
import { checkIn } from './seats.ts'
import { showMessages } from './showing.ts'

/** The thread a reply goes into: that of what it answers, where that is a reply itself. Throws message_unknown. */
export async function threadOf(tx: Tx, room: RoomId, { thread, also }: Pick<Takes<'message.send'>, 'thread' | 'also'>): Promise<Extra> {
  if (thread === undefined) return {}
  const { extra } = await checkMessage(tx, room, thread)
  return { thread: extra?.thread ?? thread, ...(also ? { also } : {}) }
}

export const show: Handler<'room.thread'> = (_core, caller, { room, id, before, limit = HISTORY_PAGE }) =>
  inTurn(async (tx) => {
    await checkIn(tx, room, caller.user)
    const asked = await checkMessage(tx, room, id)
    const root: MessageId = asked.extra?.thread ?? id
    const first = root === id ? asked : await checkMessage(tx, room, root)
    const places = await rows.page(tx, root, before ?? Number.MAX_SAFE_INTEGER, limit + 1)
    const said = await messages.at(tx, room, places.slice(-limit))
    const [head, ...replies] = await showMessages(tx, [first, ...said], caller.user)
    if (head === undefined) throw new Error(`${root} cannot be shown`)
    return quietly({ root: head, replies, more: places.length > limit })
  })
