// Whom the command line means.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { Tx } from '#store/open.ts'
import * as users from '#store/users.ts'
import { nameKey } from './names.ts'

/** Throws user_unknown. */
export async function named(tx: Tx, name: string): Promise<users.UserRow> {
  const row = await users.byNameKey(tx, nameKey(name))
  if (row === undefined) throw new ChatError('user_unknown')
  return row
}
