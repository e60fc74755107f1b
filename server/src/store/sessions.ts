// Sign-ins. The token itself is never here, only its hash.

import type { SessionId, UserId } from '@hearth/protocol/ids.ts'
import type { Selectable } from 'kysely'
import type { Schema, Tx } from './schema.ts'

export type SessionRow = {
  readonly id: SessionId
  readonly user: UserId
  readonly tokenHash: string
  readonly client: string
  readonly createdAt: number
  readonly seenAt: number
}

export async function add(tx: Tx, row: SessionRow): Promise<void> {
  const { id, user, tokenHash, client, createdAt, seenAt } = row
  await tx
    .insertInto('sessions')
    .values({ id, user_id: user, token_hash: tokenHash, client, created_at: createdAt, seen_at: seenAt })
    .execute()
}

export async function byTokenHash(tx: Tx, hash: string): Promise<SessionRow | undefined> {
  const found = await tx.selectFrom('sessions').selectAll().where('token_hash', '=', hash).executeTakeFirst()
  return found && sessionRow(found)
}

/** Newest first. */
export async function ofUser(tx: Tx, user: UserId): Promise<SessionRow[]> {
  const rows = await tx
    .selectFrom('sessions')
    .selectAll()
    .where('user_id', '=', user)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return rows.map(sessionRow)
}

/** Was it there? */
export async function remove(tx: Tx, id: SessionId): Promise<boolean> {
  const { numDeletedRows } = await tx.deleteFrom('sessions').where('id', '=', id).executeTakeFirst()
  return numDeletedRows > 0n
}

/** All of a person, or all but one; which they were. */
export async function removeOfUser(tx: Tx, user: UserId, except?: SessionId): Promise<SessionId[]> {
  const ofThem = tx.deleteFrom('sessions').where('user_id', '=', user)
  const rows = await (except === undefined ? ofThem : ofThem.where('id', '!=', except)).returning('id').execute()
  return rows.map(({ id }) => id).toSorted()
}

export async function touch(tx: Tx, id: SessionId, at: number): Promise<void> {
  await tx.updateTable('sessions').set({ seen_at: at }).where('id', '=', id).execute()
}

const sessionRow = (row: Selectable<Schema['sessions']>): SessionRow => ({
  id: row.id,
  user: row.user_id,
  tokenHash: row.token_hash,
  client: row.client,
  createdAt: row.created_at,
  seenAt: row.seen_at,
})
