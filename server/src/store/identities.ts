// Who somebody is elsewhere: in a directory, or for another server that signs people in.
import type { UserId } from '@hearth/protocol/ids.ts'
import type { Selectable } from 'kysely'
import type { Schema, Tx } from './schema.ts'

export type IdentityRow = {
  /** 'ldap', or the issuer's address. */
  readonly source: string
  readonly subject: string
  readonly user: UserId
  /** What they are called there. */
  readonly called: string
  readonly madeAt: number
  readonly seenAt: number
  /** Since when they are switched off there. */
  readonly offAt: number | null
}

export async function get(tx: Tx, source: string, subject: string): Promise<IdentityRow | undefined> {
  const row = await tx.selectFrom('identities').selectAll().where('source', '=', source).where('subject', '=', subject).executeTakeFirst()
  return row && identityRow(row)
}

export async function ofUser(tx: Tx, user: UserId): Promise<IdentityRow[]> {
  return (await tx.selectFrom('identities').selectAll().where('user_id', '=', user).orderBy('source').execute()).map(identityRow)
}

export async function ofSource(tx: Tx, source: string): Promise<IdentityRow[]> {
  return (await tx.selectFrom('identities').selectAll().where('source', '=', source).orderBy('subject').execute()).map(identityRow)
}

/** Is it new? One person is one somebody in each place. */
export async function add(tx: Tx, row: IdentityRow): Promise<boolean> {
  const { source, subject, user, called, madeAt, seenAt, offAt } = row
  const { numInsertedOrUpdatedRows = 0n } = await tx
    .insertInto('identities')
    .values({ source, subject, user_id: user, called, made_at: madeAt, seen_at: seenAt, off_at: offAt })
    .onConflict((clash) => clash.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows > 0n
}

export async function change(tx: Tx, source: string, subject: string, seenAt: number, offAt: number | null): Promise<void> {
  await tx
    .updateTable('identities')
    .set({ seen_at: seenAt, off_at: offAt })
    .where('source', '=', source)
    .where('subject', '=', subject)
    .execute()
}

/** Were they connected? */
export async function remove(tx: Tx, user: UserId, source: string): Promise<boolean> {
  const { numDeletedRows } = await tx.deleteFrom('identities').where('user_id', '=', user).where('source', '=', source).executeTakeFirst()
  return numDeletedRows > 0n
}

export async function forgetPerson(tx: Tx, user: UserId): Promise<void> {
  await tx.deleteFrom('identities').where('user_id', '=', user).execute()
}

const identityRow = (row: Selectable<Schema['identities']>): IdentityRow => ({
  ...{ source: row.source, subject: row.subject, user: row.user_id, called: row.called },
  ...{ madeAt: row.made_at, seenAt: row.seen_at, offAt: row.off_at },
})
