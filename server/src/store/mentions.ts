// Where somebody was mentioned.
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Tx } from './schema.ts'

export type Mentioned = { readonly room: RoomId; readonly seq: number }

/** The newest in all of one's rooms, newest first. What is deleted, or kept compressed, is left out. */
export async function newestOf(tx: Tx, user: UserId, limit: number): Promise<readonly Mentioned[]> {
  const rows = await tx
    .selectFrom('members')
    .innerJoin('rooms', 'rooms.id', 'members.room_id')
    .innerJoin('mentions', (on) => on.onRef('mentions.room_id', '=', 'members.room_id').onRef('mentions.user_id', '=', 'members.user_id'))
    .innerJoin('messages', (on) => on.onRef('messages.room', '=', 'rooms.number').onRef('messages.seq', '=', 'mentions.seq'))
    .select(['members.room_id', 'mentions.seq'])
    .where('members.user_id', '=', user)
    .where('messages.deleted_at', 'is', null)
    .orderBy('messages.n', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ room_id: room, seq }) => ({ room, seq }))
}
