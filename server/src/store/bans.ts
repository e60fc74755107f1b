// Addresses and people who are shut out.
import type { Tx } from './schema.ts'

/** `value`: an address or range, or a person's id. */
export type BanRow = { readonly kind: 'address' | 'user'; readonly value: string; readonly reason: string; readonly at: number }

/** Again: replaces. */
export async function add(tx: Tx, { kind, value, reason, at }: BanRow): Promise<void> {
  await tx
    .insertInto('bans')
    .values({ value, kind, reason, at })
    .onConflict((clash) => clash.column('value').doUpdateSet({ kind, reason, at }))
    .execute()
}

/** Oldest first. */
export async function list(tx: Tx): Promise<BanRow[]> {
  return tx.selectFrom('bans').select(['kind', 'value', 'reason', 'at']).orderBy('at').orderBy('value').execute()
}

/** Was it there? */
export async function remove(tx: Tx, value: string): Promise<boolean> {
  const { numDeletedRows } = await tx.deleteFrom('bans').where('value', '=', value).executeTakeFirst()
  return numDeletedRows > 0n
}
