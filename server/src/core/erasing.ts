// The end of a message: its words, files, reactions and whatever else hung on it go, its place stays.
import type { LoggedEvent } from '@hearth/protocol/events.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import * as files from '#store/files.ts'
import * as rows from '#store/messages.ts'
import type { Tx } from '#store/open.ts'
import type { Extra } from '#store/say.ts'
import type { Core } from './context.ts'
import { append } from './log.ts'

export async function erase(
  core: Pick<Core, 'now'>,
  tx: Tx,
  message: rows.MessageRow,
  by: UserId,
): Promise<LoggedEvent & { event: 'message.deleted' }> {
  const { room, id, files: held, extra } = message
  const deletedAt = core.now()
  await rows.erase(tx, room, id, deletedAt, leftOf(message, by))
  if (held !== undefined || extra?.preview?.image !== undefined) await files.removeOfMessage(tx, id)
  const event = await append(tx, room, by, deletedAt, 'message.deleted', { id, deletedAt, by })
  return { event: 'message.deleted', room, seq: event.seq, with: { id, deletedAt, by } }
}

/** Where it stood in a thread, and who took it back, are no words of anybody. */
function leftOf({ author, extra }: rows.MessageRow, by: UserId): Extra | undefined {
  const left: Extra = {
    ...(extra?.thread === undefined ? {} : { thread: extra.thread }),
    ...(extra?.also ? { also: extra.also } : {}),
    ...(author === by ? {} : { deletedBy: by }),
  }
  return Object.keys(left).length === 0 ? undefined : left
}
