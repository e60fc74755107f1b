// Invitations to make an account. The token itself is never here, only its hash.
import type { Tx } from './schema.ts'

export type InviteRow = { readonly tokenHash: string; readonly createdAt: number; readonly expiresAt: number; readonly usesLeft: number }

export async function add(tx: Tx, { tokenHash, createdAt, expiresAt, usesLeft }: InviteRow): Promise<void> {
  await tx
    .insertInto('invites')
    .values({ token_hash: tokenHash, created_at: createdAt, expires_at: expiresAt, uses_left: usesLeft })
    .execute()
}

/** Was it good? One use of it is gone then. */
export async function burn(tx: Tx, tokenHash: string, now: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('invites')
    .set(({ eb }) => ({ uses_left: eb('uses_left', '-', 1) }))
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .where('uses_left', '>', 0)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}
