// One-time links by which somebody chooses a new password. The token itself is never here, only its hash.
import type { UserId } from '@hearth/protocol/ids.ts'
import type { Tx } from './schema.ts'

/** The one before is void. */
export async function add(tx: Tx, { user, tokenHash, expiresAt }: { user: UserId; tokenHash: string; expiresAt: number }): Promise<void> {
  await tx
    .insertInto('resets')
    .values({ user_id: user, token_hash: tokenHash, expires_at: expiresAt })
    .onConflict((clash) => clash.column('user_id').doUpdateSet({ token_hash: tokenHash, expires_at: expiresAt }))
    .execute()
}

/** Whose it is, while it is good. */
export async function find(tx: Tx, tokenHash: string, now: number): Promise<UserId | undefined> {
  const found = await tx
    .selectFrom('resets')
    .select('user_id')
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return found?.user_id
}

/** Was it still there? */
export async function burn(tx: Tx, tokenHash: string): Promise<boolean> {
  const { numDeletedRows } = await tx.deleteFrom('resets').where('token_hash', '=', tokenHash).executeTakeFirst()
  return numDeletedRows > 0n
}

export async function forget(tx: Tx, user: UserId): Promise<void> {
  await tx.deleteFrom('resets').where('user_id', '=', user).execute()
}
