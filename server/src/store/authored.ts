// What one person said in a part of a room's log.
import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import * as archive from './archive.ts'
import { roomNumber, userNumber } from './numbers.ts'
import type { Tx } from './schema.ts'

export type Authored = { readonly id: MessageId; readonly seq: number }

/** In rising seq: what they said at the places after `after`, up to `upto`, and is not deleted. @param archived up to where messages lie in segments */
export async function authored(
  tx: Tx,
  { room, author, after, upto, archived }: { room: RoomId; author: UserId; after: number; upto: number; archived: number },
): Promise<Authored[]> {
  const old = after < archived ? await archive.newer(tx, room, after, upto - after, upto) : []
  const rows = await tx
    .selectFrom('messages')
    .select(['id', 'seq'])
    .where('room', '=', roomNumber(tx, room))
    .where('seq', '>', after)
    .where('seq', '<=', upto)
    .where('author', '=', userNumber(tx, author))
    .where('deleted_at', 'is', null)
    .orderBy('seq')
    .execute()
  return [...old.filter((row) => row.author === author && row.deletedAt === null).map(({ id, seq }) => ({ id, seq })), ...rows]
}
