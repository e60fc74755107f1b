// What a message said before it was changed; gone with it.
import type { MessageId, RoomId } from '@hearth/protocol/ids.ts'
import type { Tx } from './schema.ts'

/** `at`: since when it said that. */
export type Version = { readonly text: string; readonly at: number }

/** Keeps one more, and the newest `most` of all. None at all where that is 0. */
export async function keep(tx: Tx, room: RoomId, message: MessageId, { text, at }: Version, most: number): Promise<void> {
  if (most === 0) return removeOf(tx, message)
  const next = tx
    .selectFrom('versions')
    .select(({ eb, fn, lit }) => eb(fn.coalesce(fn.max('place'), lit(0)), '+', 1).as('place'))
    .where('message_id', '=', message)
    .$asScalar()
  const { place } = await tx
    .insertInto('versions')
    .values({ message_id: message, room_id: room, place: next, text, at })
    .returning('place')
    .executeTakeFirstOrThrow()
  if (place > most)
    await tx
      .deleteFrom('versions')
      .where('message_id', '=', message)
      .where('place', '<=', place - most)
      .execute()
}

/** Oldest first. */
export async function of(tx: Tx, ids: readonly MessageId[]): Promise<ReadonlyMap<MessageId, readonly Version[]>> {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .selectFrom('versions')
    .select(['message_id', 'text', 'at'])
    .where('message_id', 'in', ids)
    .orderBy('message_id')
    .orderBy('place')
    .execute()
  const found = new Map<MessageId, Version[]>()
  for (const { message_id: id, text, at } of rows) found.set(id, [...(found.get(id) ?? []), { text, at }])
  return found
}

async function removeOf(tx: Tx, message: MessageId): Promise<void> {
  await tx.deleteFrom('versions').where('message_id', '=', message).execute()
}
