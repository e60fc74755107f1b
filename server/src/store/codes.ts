// Codes as a second step: the secret of each, and the digests of recovery codes.
import type { UserId } from '@hearth/protocol/ids.ts'
import type { Tx } from './schema.ts'

/** `confirmedAt` null: begun, not on. `lastStep`: the newest step whose code was taken. */
export type CodeRow = { readonly user: UserId; readonly secret: string; readonly confirmedAt: number | null; readonly lastStep: number }

export async function get(tx: Tx, user: UserId): Promise<CodeRow | undefined> {
  const row = await tx.selectFrom('codes').selectAll().where('user_id', '=', user).executeTakeFirst()
  return row && { user: row.user_id, secret: row.secret, confirmedAt: row.confirmed_at, lastStep: row.last_step }
}

/** In place of what there was. */
export async function set(tx: Tx, { user, secret, confirmedAt, lastStep }: CodeRow): Promise<void> {
  const kept = { secret, confirmed_at: confirmedAt, last_step: lastStep }
  await tx
    .insertInto('codes')
    .values({ user_id: user, ...kept })
    .onConflict((clash) => clash.column('user_id').doUpdateSet(kept))
    .execute()
}

/** Everybody who signs in with codes. */
export async function everybody(tx: Tx): Promise<UserId[]> {
  return (await tx.selectFrom('codes').select('user_id').where('confirmed_at', 'is not', null).execute()).map((row) => row.user_id)
}

/** With the recovery codes. Was it there? */
export async function forget(tx: Tx, user: UserId): Promise<boolean> {
  await tx.deleteFrom('recovery_codes').where('user_id', '=', user).execute()
  const { numDeletedRows } = await tx.deleteFrom('codes').where('user_id', '=', user).executeTakeFirst()
  return numDeletedRows > 0n
}

/** In place of those there were. */
export async function setRecovery(tx: Tx, user: UserId, hashes: readonly string[]): Promise<void> {
  await tx.deleteFrom('recovery_codes').where('user_id', '=', user).execute()
  for (const hash of hashes) await tx.insertInto('recovery_codes').values({ user_id: user, hash }).execute()
}

/** Was it there? */
export async function burnRecovery(tx: Tx, user: UserId, hash: string): Promise<boolean> {
  const { numDeletedRows } = await tx.deleteFrom('recovery_codes').where('user_id', '=', user).where('hash', '=', hash).executeTakeFirst()
  return numDeletedRows > 0n
}

export async function countRecovery(tx: Tx, user: UserId): Promise<number> {
  const { left } = await tx
    .selectFrom('recovery_codes')
    .select(({ fn }) => fn.countAll<number>().as('left'))
    .where('user_id', '=', user)
    .executeTakeFirstOrThrow()
  return Number(left)
}
