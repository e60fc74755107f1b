// Who looks after the server is not imitated: nobody else comes to be shown, or to sign in, by a name that an eye takes for one of theirs. Honest people share
// names, so all others may; clients put the name one signs in with beside those.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import { shownLook } from '@hearth/protocol/looks.ts'
import type { Tx } from '#store/open.ts'
import type { UserRow } from '#store/users.ts'
import * as users from '#store/users.ts'

/** Does it look like what an owner, admin or moderator other than `unless` is called or shown as? */
export async function isOfStaff(tx: Tx, displayName: string, unless?: UserId): Promise<boolean> {
  const look = shownLook(displayName)
  const staff = await users.staffNames(tx)
  return staff.some(({ id, names }) => id !== unless && names.some((name) => shownLook(name) === look))
}

/**
 * @param before who wants to be shown so: what looks as before stays theirs, whoever came to look after the server since
 * Throws name_taken.
 */
export async function checkShown(tx: Tx, displayName: string, before?: Pick<UserRow, 'id' | 'displayName'>): Promise<void> {
  if (before !== undefined && shownLook(before.displayName) === shownLook(displayName)) return
  if (await isOfStaff(tx, displayName, before?.id)) throw new ChatError('name_taken')
}

/**
 * What one signs in with stands beside what one is shown as, and alone where somebody is mentioned.
 * @param before as above
 * Throws name_taken.
 */
export const checkCalled = (tx: Tx, name: string, before?: Pick<UserRow, 'id' | 'name'>): Promise<void> =>
  checkShown(tx, name, before && { id: before.id, displayName: before.name })

/** `Ada (@ada2)`, cut to the limit of characters in front of the sign. `name` is nobody else’s. */
export function apart(displayName: string, name: string, limit: number): string {
  const sign = ` (@${name})`
  const left = Array.from(displayName).slice(0, Math.max(0, limit - Array.from(sign).length))
  return left.length === 0 ? name : left.join('') + sign
}
