// Who looks after the server, and over whom.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import * as members from '#store/members.ts'
import type { Tx } from '#store/open.ts'
import type { UserRow } from '#store/users.ts'
import * as users from '#store/users.ts'
import type { Member } from '../outcome.ts'
import { checkMay, type Deed, isAbove, isAboveOnServer, mayOnServer, roleOf, type ServerDeed } from '../permissions.ts'
import { checkIn, checkPerson, type Place } from '../seats.ts'

/** Throws not_allowed. */
export async function checkStaff(tx: Tx, caller: Member, deed: ServerDeed): Promise<UserRow> {
  const row = await users.byId(tx, caller.user)
  if (row === undefined || row.deletedAt !== null || !mayOnServer(roleOf(row), deed)) throw new ChatError('not_allowed')
  return row
}

/** Somebody of lower standing. Throws not_allowed, user_unknown. */
export async function checkBelow(tx: Tx, me: UserRow, user: UserId): Promise<UserRow> {
  const row = await checkPerson(tx, user)
  if (!isAboveOnServer(roleOf(me), roleOf(row))) throw new ChatError('not_allowed')
  return row
}

/**
 * A deed of a room's admin to somebody of lower standing there; who is not in it stands lowest, unless they look after the server.
 * Throws room_unknown, not_a_member, room_is_fixed, not_allowed, user_unknown.
 */
export async function checkOver(tx: Tx, caller: Member, room: Place['room']['id'], user: UserId, deed: Deed): Promise<Place> {
  const place = await checkIn(tx, room, caller.user)
  checkMay(place.room.kind, place.member.role, deed)
  const row = await checkPerson(tx, user)
  const seat = await members.get(tx, room, user)
  if (!isAbove(place.member.role, seat?.role ?? 'member')) throw new ChatError('not_allowed')
  const me = await checkPerson(tx, caller.user)
  if (isAboveOnServer(roleOf(row), 'member') && !isAboveOnServer(roleOf(me), roleOf(row))) throw new ChatError('not_allowed')
  return place
}
