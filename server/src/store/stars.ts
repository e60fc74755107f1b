// What people saved for themselves.
import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Tx } from './schema.ts'
import { inParts, mapOf, wanted } from './wanted.ts'

export type Star = { readonly owner: UserId; readonly room: RoomId; readonly message: MessageId; readonly at: number }

/** Was it new? */
export async function add(tx: Tx, { owner, room, message, at }: Star): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('stars')
    .values({ owner_id: owner, room_id: room, message_id: message, at })
    .onConflict((clash) => clash.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

/** Was it there? */
export async function remove(tx: Tx, owner: UserId, message: MessageId): Promise<boolean> {
  const { numDeletedRows } = await tx.deleteFrom('stars').where('owner_id', '=', owner).where('message_id', '=', message).executeTakeFirst()
  return numDeletedRows > 0n
}

/** Of somebody who leaves a room, or for good. */
export async function removeOf(tx: Tx, owner: UserId, room?: RoomId): Promise<void> {
  const all = tx.deleteFrom('stars').where('owner_id', '=', owner)
  await (room === undefined ? all : all.where('room_id', '=', room)).execute()
}

/** Saved last first. @param before what was saved before this one, by time and message */
export async function page(
  tx: Tx,
  owner: UserId,
  { before, limit }: { readonly before?: { readonly at: number; readonly message: MessageId }; readonly limit: number },
): Promise<Star[]> {
  const all = tx.selectFrom('stars').selectAll().where('owner_id', '=', owner)
  const some =
    before === undefined
      ? all
      : all.where(({ and, or, eb }) =>
          or([eb('at', '<', before.at), and([eb('at', '=', before.at), eb('message_id', '<', before.message)])]),
        )
  const rows = await some.orderBy('at', 'desc').orderBy('message_id', 'desc').limit(limit).execute()
  return rows.map(star)
}

export async function get(tx: Tx, owner: UserId, message: MessageId): Promise<Star | undefined> {
  const found = await tx.selectFrom('stars').selectAll().where('owner_id', '=', owner).where('message_id', '=', message).executeTakeFirst()
  return found && star(found)
}

export async function count(tx: Tx, owner: UserId): Promise<number> {
  const { many } = await tx
    .selectFrom('stars')
    .select(({ fn }) => fn.countAll<number>().as('many'))
    .where('owner_id', '=', owner)
    .executeTakeFirstOrThrow()
  return many
}

/** Of many people: of each who saved anything. */
export async function ofEach(tx: Tx, owners: readonly UserId[]): Promise<ReadonlyMap<UserId, readonly Star[]>> {
  const rows = await inParts(owners, (some) =>
    tx
      .selectFrom(wanted(some).as('wanted'))
      .crossJoin('stars')
      .selectAll('stars')
      .whereRef('stars.owner_id', '=', 'wanted.column1')
      .orderBy('stars.at')
      .orderBy('stars.message_id')
      .execute(),
  )
  return mapOf(
    Map.groupBy(rows, (row) => row.owner_id),
    star,
  )
}

/** @param owner everybody's where it is not given */
export async function all(tx: Tx, owner?: UserId): Promise<Star[]> {
  const some = tx.selectFrom('stars').selectAll()
  const rows = await (owner === undefined ? some : some.where('owner_id', '=', owner))
    .orderBy('owner_id')
    .orderBy('at')
    .orderBy('message_id')
    .execute()
  return rows.map(star)
}

type Row = { readonly owner_id: UserId; readonly room_id: RoomId; readonly message_id: MessageId; readonly at: number }
const star = ({ owner_id: owner, room_id: room, message_id: message, at }: Row): Star => ({ owner, room, message, at })
