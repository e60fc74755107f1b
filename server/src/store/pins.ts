// What is pinned. `seq`: where the pinning stands in the room's log.
import type { MessageId, RoomId } from '@hearth/protocol/ids.ts'
import type { Pin } from '@hearth/protocol/mark-shapes.ts'
import type { PinTable, Tx } from './schema.ts'

/** A message is pinned once. */
export async function add(tx: Tx, room: RoomId, { id, seq, by, at }: Pin): Promise<void> {
  await tx.insertInto('pins').values({ message_id: id, room_id: room, seq, by_id: by, at }).execute()
}

/** Was it there? */
export async function remove(tx: Tx, id: MessageId): Promise<boolean> {
  const { numDeletedRows } = await tx.deleteFrom('pins').where('message_id', '=', id).executeTakeFirst()
  return numDeletedRows > 0n
}

/** All of a room, pinned last first. */
export async function ofRoom(tx: Tx, room: RoomId): Promise<Pin[]> {
  return (await tx.selectFrom('pins').selectAll().where('room_id', '=', room).orderBy('seq', 'desc').execute()).map(pin)
}

/** Those whose pinning stands between two places of the log, both included, in order. */
export async function between(tx: Tx, room: RoomId, from: number, upto: number): Promise<Pin[]> {
  const rows = await tx
    .selectFrom('pins')
    .selectAll()
    .where('room_id', '=', room)
    .where('seq', '>=', from)
    .where('seq', '<=', upto)
    .orderBy('seq')
    .execute()
  return rows.map(pin)
}

/** Which of these messages are. */
export async function among(tx: Tx, ids: readonly MessageId[]): Promise<ReadonlySet<MessageId>> {
  if (ids.length === 0) return new Set()
  const rows = await tx.selectFrom('pins').select('message_id').where('message_id', 'in', ids).execute()
  return new Set(rows.map(({ message_id }) => message_id))
}

const pin = ({ message_id: id, seq, by_id: by, at }: PinTable): Pin => ({ id, seq, by, at })
