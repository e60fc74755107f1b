// Passkeys: what the server keeps of each is public.
import type { UserId } from '@hearth/protocol/ids.ts'
import type { Selectable } from 'kysely'
import type { Schema, Tx } from './schema.ts'

export type PasskeyRow = {
  readonly id: string
  readonly user: UserId
  readonly name: string
  readonly site: string
  /** COSE, in base64url. */
  readonly publicKey: string
  readonly counter: number
  readonly transports: readonly string[]
  readonly createdAt: number
  readonly seenAt: number | null
}

/** Is it new? */
export async function add(tx: Tx, row: PasskeyRow): Promise<boolean> {
  const { id, user, name, site, publicKey, counter, transports, createdAt, seenAt } = row
  const kept = { name, site, public_key: publicKey, counter, transports: transports.join(' '), created_at: createdAt, seen_at: seenAt }
  const { numInsertedOrUpdatedRows = 0n } = await tx
    .insertInto('passkeys')
    .values({ id, user_id: user, ...kept })
    .onConflict((clash) => clash.column('id').doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows > 0n
}

export async function byId(tx: Tx, id: string): Promise<PasskeyRow | undefined> {
  const row = await tx.selectFrom('passkeys').selectAll().where('id', '=', id).executeTakeFirst()
  return row && passkeyRow(row)
}

/** The newest first. */
export async function ofUser(tx: Tx, user: UserId): Promise<PasskeyRow[]> {
  const rows = await tx.selectFrom('passkeys').selectAll().where('user_id', '=', user).orderBy('created_at', 'desc').orderBy('id').execute()
  return rows.map(passkeyRow)
}

/** Everybody who has one. */
export async function everybody(tx: Tx): Promise<UserId[]> {
  return (await tx.selectFrom('passkeys').select('user_id').distinct().execute()).map((row) => row.user_id)
}

export async function used(tx: Tx, id: string, counter: number, at: number): Promise<void> {
  await tx.updateTable('passkeys').set({ counter, seen_at: at }).where('id', '=', id).execute()
}

export async function remove(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('passkeys').where('id', '=', id).execute()
}

/** Were there any? */
export async function forgetPerson(tx: Tx, user: UserId): Promise<boolean> {
  const { numDeletedRows } = await tx.deleteFrom('passkeys').where('user_id', '=', user).executeTakeFirst()
  return numDeletedRows > 0n
}

const passkeyRow = (row: Selectable<Schema['passkeys']>): PasskeyRow => ({
  ...{ id: row.id, user: row.user_id, name: row.name, site: row.site, publicKey: row.public_key, counter: row.counter },
  transports: row.transports === '' ? [] : row.transports.split(' '),
  ...{ createdAt: row.created_at, seenAt: row.seen_at },
})
