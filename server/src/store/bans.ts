// Addresses, people and devices that are shut out.
import type { UserId } from '@hearth/protocol/ids.ts'
import type { Tx } from './schema.ts'

/**
 * `value`: an address or range, a person's id, or the hash of what a device calls itself by. `until` null: until it is lifted.
 * `about`: whose device it was.
 */
export type BanRow = {
  readonly kind: 'address' | 'user' | 'device'
  readonly value: string
  readonly reason: string
  readonly at: number
  readonly until: number | null
  readonly about: UserId | null
}

/** Again: replaces. */
export async function add(tx: Tx, { kind, value, reason, at, until, about }: BanRow): Promise<void> {
  const row = { kind, reason, at, until, about_id: about }
  await tx
    .insertInto('bans')
    .values({ value, ...row })
    .onConflict((clash) => clash.column('value').doUpdateSet(row))
    .execute()
}

/** Oldest first. */
export async function list(tx: Tx): Promise<BanRow[]> {
  const rows = await tx.selectFrom('bans').selectAll().orderBy('at').orderBy('value').execute()
  return rows.map(({ about_id: about, ...row }) => ({ ...row, about }))
}

/** Those whose time is over. */
export async function overdue(tx: Tx, now: number): Promise<readonly string[]> {
  const rows = await tx.selectFrom('bans').select('value').where('until', '<=', now).execute()
  return rows.map(({ value }) => value)
}

/** Was it there? */
export async function remove(tx: Tx, value: string): Promise<boolean> {
  const { numDeletedRows } = await tx.deleteFrom('bans').where('value', '=', value).executeTakeFirst()
  return numDeletedRows > 0n
}
