// What is kept for another time, and what of it is due.
import type { LaterId, MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Later } from '@hearth/protocol/later-shapes.ts'
import { type Selectable, sql } from 'kysely'
import type { LaterTable, Tx } from './schema.ts'
import { inParts, wanted } from './wanted.ts'

export type LaterRow = {
  readonly id: LaterId
  readonly owner: UserId
  readonly kind: Later['kind']
  readonly room: RoomId
  /** What it answers, or is about. */
  readonly message: MessageId | null
  readonly text: string
  readonly clientId: string
  readonly due: number
  readonly state: Later['state']
  readonly failure: string | null
}

export async function add(tx: Tx, { owner, room, message, clientId, ...row }: LaterRow): Promise<void> {
  await tx
    .insertInto('later')
    .values({ ...row, owner_id: owner, room_id: room, message_id: message, client_id: clientId })
    .execute()
}

export async function byId(tx: Tx, id: LaterId): Promise<LaterRow | undefined> {
  const found = await tx.selectFrom('later').selectAll().where('id', '=', id).executeTakeFirst()
  return found && laterRow(found)
}

export async function byClientId(tx: Tx, owner: UserId, clientId: string): Promise<LaterRow | undefined> {
  const found = await tx.selectFrom('later').selectAll().where('owner_id', '=', owner).where('client_id', '=', clientId).executeTakeFirst()
  return found && laterRow(found)
}

export async function change(tx: Tx, id: LaterId, changed: Partial<Pick<LaterRow, 'text' | 'due' | 'state' | 'failure'>>): Promise<void> {
  if (Object.keys(changed).length > 0) await tx.updateTable('later').set(changed).where('id', '=', id).execute()
}

export async function remove(tx: Tx, id: LaterId): Promise<void> {
  await tx.deleteFrom('later').where('id', '=', id).execute()
}

export async function count(tx: Tx, owner: UserId): Promise<number> {
  const { kept } = await tx
    .selectFrom('later')
    .select(({ fn }) => fn.countAll<number>().as('kept'))
    .where('owner_id', '=', owner)
    .executeTakeFirstOrThrow()
  return kept
}

/** What waits, the first to be due first. */
export async function next(tx: Tx): Promise<LaterRow | undefined> {
  const found = await tx
    .selectFrom('later')
    .selectAll()
    // Written out, for an index that holds these rows alone is found by its very words.
    .where(sql<boolean>`state = 'waiting'`)
    .orderBy('due')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return found && laterRow(found)
}

/** Everything of many people, in a lasting order: of each who keeps anything. */
export async function ofEach(tx: Tx, owners: readonly UserId[]): Promise<ReadonlyMap<UserId, readonly LaterRow[]>> {
  const rows = await inParts(owners, (some) =>
    tx
      .selectFrom(wanted(some).as('wanted'))
      .crossJoin('later')
      .selectAll('later')
      .whereRef('later.owner_id', '=', 'wanted.column1')
      .orderBy('later.id')
      .execute(),
  )
  return Map.groupBy(rows.map(laterRow), ({ owner }) => owner)
}

/** @param owner everybody's where it is not given */
export async function all(tx: Tx, owner?: UserId): Promise<LaterRow[]> {
  const rows = tx.selectFrom('later').selectAll()
  return (await (owner === undefined ? rows : rows.where('owner_id', '=', owner)).orderBy('id').execute()).map(laterRow)
}

/** What was kept for a room that is no more. */
export async function forgetRoom(tx: Tx, room: RoomId): Promise<void> {
  await tx.deleteFrom('later').where('room_id', '=', room).execute()
}

export async function forgetPerson(tx: Tx, owner: UserId): Promise<void> {
  await tx.deleteFrom('later').where('owner_id', '=', owner).execute()
}

const laterRow = ({ owner_id, room_id, message_id, client_id, ...row }: Selectable<LaterTable>): LaterRow => ({
  ...row,
  owner: owner_id,
  room: room_id,
  message: message_id,
  clientId: client_id,
})
