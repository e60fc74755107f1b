// Who may reach whom. Who is blocked is refused as if nobody were there to be reached: not told why, nor by whom.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import type { Presence } from '@hearth/protocol/shapes.ts'
import * as contacts from '#store/contacts.ts'
import type { Tx } from '#store/open.ts'
import * as own from '#store/own.ts'
import type { UserRow } from '#store/users.ts'

/** Throws not_reachable where one of them has blocked who asks. */
export async function checkReachable(tx: Tx, by: UserId, users: readonly UserId[]): Promise<void> {
  if (users.length === 0) return
  const blockers = await own.blockersOf(tx, by)
  if (users.some((user) => blockers.has(user))) throw new ChatError('not_reachable')
}

/** Those of them who have not blocked who asks. */
export async function reachable(tx: Tx, by: UserId, users: readonly UserId[]): Promise<UserId[]> {
  const blockers = users.length === 0 ? new Set<UserId>() : await own.blockersOf(tx, by)
  return users.filter((user) => !blockers.has(user))
}

/** Of some people, whom each of those keeps who let only their contacts know when they were last here. */
export type Circles = ReadonlyMap<UserId, ReadonlySet<UserId>>

export async function circlesOf(tx: Tx, people: Iterable<UserRow>): Promise<Circles> {
  const close = new Set(Array.from(people).flatMap(({ id, lastSeen }) => (lastSeen === 'contacts' ? [id] : [])))
  return close.size === 0 ? new Map() : contacts.idsOfEach(tx, [...close])
}

/** Somebody who is not here, as another may know it. */
export function awayFor(viewer: UserId, { id, seenAt, lastSeen }: UserRow, circles: Circles): Presence {
  const may = lastSeen === 'everyone' || (lastSeen === 'contacts' && circles.get(id)?.has(viewer) === true)
  return { user: id, state: 'offline', seenAt: may ? seenAt : null }
}
