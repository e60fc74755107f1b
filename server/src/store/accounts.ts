// People and rooms as admins list them.
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { RoomKind } from '@hearth/protocol/shapes.ts'
import type { Tx } from './schema.ts'
import { type UserRow, userRow } from './users.ts'
import { inParts } from './wanted.ts'

/** In the order they came, from behind `after` on. Nobody deleted, and nobody who is not in yet. */
export async function page(tx: Tx, after: UserId | undefined, limit: number): Promise<UserRow[]> {
  const all = tx.selectFrom('users').selectAll().where('deleted_at', 'is', null).where('pending', 'is', null)
  const rows = await (after === undefined ? all : all.where('id', '>', after)).orderBy('id').limit(limit).execute()
  return rows.map(userRow)
}

/** How many sign-ins and tokens each of them has; who has none is left out. */
export async function signIns(tx: Tx, people: readonly UserId[]): Promise<ReadonlyMap<UserId, number>> {
  const rows = await inParts(people, (some) =>
    tx
      .selectFrom('sessions')
      .select(({ fn }) => ['user_id', fn.countAll<number>().as('count')])
      .where('user_id', 'in', some)
      .groupBy('user_id')
      .execute(),
  )
  return new Map(rows.map(({ user_id: user, count }) => [user, count]))
}

export type RoomListed = {
  readonly id: RoomId
  readonly kind: RoomKind
  readonly name: string
  readonly members: number
  readonly entries: number
}

/** Those with most people first; what two people have is left out. */
export async function biggestRooms(tx: Tx, limit: number): Promise<RoomListed[]> {
  const rows = await tx
    .selectFrom('rooms')
    .select(['id', 'kind', 'name', 'member_count', 'seq'])
    .where('deleted_at', 'is', null)
    .where('kind', '!=', 'direct')
    .orderBy('member_count', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(({ member_count: members, seq: entries, ...room }) => ({ ...room, members, entries }))
}
