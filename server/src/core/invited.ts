// What an invitation gives when it is taken: no more than who made it may give at that moment. Who has lost it since (put out, shut out, no admin
// any more) has lost it for all that they gave out, until they have it back.
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import * as rows from '#store/invites.ts'
import * as members from '#store/members.ts'
import type { Tx } from '#store/open.ts'
import * as users from '#store/users.ts'
import type { Core } from './context.ts'
import { may } from './permissions.ts'
import { secretHash } from './secrets.ts'

/** One that is still good, with what it still gives. */
export async function inviteBy(core: Pick<Core, 'now'>, tx: Tx, token: string): Promise<rows.InviteRow | undefined> {
  const row = await rows.byHash(tx, secretHash(token), core.now())
  return row && asGiven(tx, row)
}

/** What somebody comes in as who was invited a while ago and is let in now: an admin only where who made the invitation may still make one. */
export async function roleBy(tx: Tx, { room, role, by }: Pick<rows.InviteRow, 'room' | 'role' | 'by'>): Promise<rows.InviteRow['role']> {
  if (role === 'member' || room === null || by === null) return role
  const place = await members.seat(tx, room, by)
  return place !== undefined && may(place.room.kind, place.member.role, 'setRole') ? role : 'member'
}

/** Who made an invitation, and their seat in its room; many are of the same few. */
export type Makers = Map<string, Promise<readonly [users.UserRow | undefined, members.Seat | undefined]>>

/** Undefined: nothing just now. What was made on the server’s own machine stands. */
export async function asGiven(tx: Tx, row: rows.InviteRow, makers: Makers = new Map()): Promise<rows.InviteRow | undefined> {
  const { by, room } = row
  if (by === null) return row
  const name = `${by} ${room}`
  const asked = makers.get(name) ?? makerOf(tx, by, room)
  makers.set(name, asked)
  const [maker, place] = await asked
  if (maker === undefined || maker.deletedAt !== null || maker.bannedAt !== null) return undefined
  const opens = row.opens && maker.admin
  if (room === null) return opens ? row : undefined
  if (place === undefined || !may(place.room.kind, place.member.role, 'invite')) return undefined
  const givesRole = row.role === 'member' || may(place.room.kind, place.member.role, 'setRole')
  return { ...row, opens, role: givesRole ? row.role : 'member' }
}

const makerOf = async (tx: Tx, by: UserId, room: RoomId | null) =>
  [await users.byId(tx, by), room === null ? undefined : await members.seat(tx, room, by)] as const
