// Whom somebody keeps.
import type { UserId } from '@hearth/protocol/ids.ts'
import type { Tx } from './schema.ts'
import { type UserRow, userRow } from './users.ts'
import { inParts, mapOf, wanted } from './wanted.ts'

/** Was it new? */
export async function add(tx: Tx, owner: UserId, user: UserId, at: number): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('contacts')
    .values({ owner_id: owner, user_id: user, at })
    .onConflict((clash) => clash.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

/** Was it there? */
export async function remove(tx: Tx, owner: UserId, user: UserId): Promise<boolean> {
  const { numDeletedRows } = await tx.deleteFrom('contacts').where('owner_id', '=', owner).where('user_id', '=', user).executeTakeFirst()
  return numDeletedRows > 0n
}

/** In the order they were added. */
export async function of(tx: Tx, owner: UserId): Promise<UserRow[]> {
  const rows = await tx
    .selectFrom('contacts')
    .innerJoin('users', 'users.id', 'contacts.user_id')
    .selectAll('users')
    .where('contacts.owner_id', '=', owner)
    .orderBy('contacts.at')
    .orderBy('contacts.user_id')
    .execute()
  return rows.map(userRow)
}

/** The same of many people: of each who keeps anybody. */
export async function ofEach(tx: Tx, owners: readonly UserId[]): Promise<ReadonlyMap<UserId, readonly UserRow[]>> {
  const rows = await inParts(owners, (some) =>
    tx
      .selectFrom(wanted(some).as('wanted'))
      .crossJoin('contacts')
      .innerJoin('users', 'users.id', 'contacts.user_id')
      .select('contacts.owner_id')
      .selectAll('users')
      .whereRef('contacts.owner_id', '=', 'wanted.column1')
      .orderBy('contacts.at')
      .orderBy('contacts.user_id')
      .execute(),
  )
  return mapOf(
    Map.groupBy(rows, (row) => row.owner_id),
    userRow,
  )
}

/** Of each of these, the ids of those they keep. */
export async function idsOfEach(tx: Tx, owners: readonly UserId[]): Promise<ReadonlyMap<UserId, ReadonlySet<UserId>>> {
  const rows = await inParts(owners, (some) =>
    tx
      .selectFrom(wanted(some).as('wanted'))
      .crossJoin('contacts')
      .select(['contacts.owner_id', 'contacts.user_id'])
      .whereRef('contacts.owner_id', '=', 'wanted.column1')
      .execute(),
  )
  const kept = Map.groupBy(rows, (row) => row.owner_id)
  return new Map(Array.from(kept, ([owner, list]) => [owner, new Set(list.map((row) => row.user_id))]))
}

export async function count(tx: Tx, owner: UserId): Promise<number> {
  const { kept } = await tx
    .selectFrom('contacts')
    .select(({ fn }) => fn.countAll<number>().as('kept'))
    .where('owner_id', '=', owner)
    .executeTakeFirstOrThrow()
  return kept
}
