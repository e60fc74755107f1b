// Who sits in which room: the checks every room and message command begins with.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Role } from '@hearth/protocol/shapes.ts'
import * as members from '#store/members.ts'
import type { Tx } from '#store/open.ts'
import * as rooms from '#store/rooms.ts'
import * as stars from '#store/stars.ts'
import * as threadPlaces from '#store/thread-places.ts'
import type { UserRow } from '#store/users.ts'
import * as users from '#store/users.ts'
import type { Core } from './context.ts'
import { append, keep, tellRoom } from './log.ts'
import type { Telling } from './outcome.ts'
import { may } from './permissions.ts'
import { forgetPublic } from './public-rooms.ts'
import { factsView, userView } from './views.ts'

export type Place = { readonly room: rooms.RoomRow; readonly member: members.MemberRow }

/** The room and one's place in it. Throws room_unknown, not_a_member. */
export async function checkIn(tx: Tx, room: RoomId, user: UserId): Promise<Place> {
  const member = await members.get(tx, room, user)
  const row = await rooms.byId(tx, room)
  if (row === undefined || row.deletedAt !== null) throw new ChatError('room_unknown')
  if (member === undefined) throw new ChatError('not_a_member')
  return { room: row, member }
}

/** Somebody who is there: not deleted, and let in. Throws user_unknown. */
export async function checkPerson(tx: Tx, id: UserId): Promise<UserRow> {
  const row = await users.byId(tx, id)
  if (row === undefined || row.deletedAt !== null || row.pending !== null) throw new ChatError('user_unknown')
  return row
}

/** Who is in a small room besides somebody: the other of a direct one. Deleted accounts left out. */
export async function othersIn(tx: Tx, room: RoomId, user: UserId): Promise<UserId[]> {
  const page = await members.page(tx, room, { limit: 3 })
  return page.filter(({ person }) => person.id !== user && person.deletedAt === null).map(({ person }) => person.id)
}

/** The seat of somebody who is surely in the room. */
export async function seatOf(tx: Tx, room: RoomId, user: UserId): Promise<members.Seat> {
  const seat = await members.seat(tx, room, user)
  if (seat === undefined) throw new Error(`${user} has no seat in ${room}`)
  return seat
}

/** Throws too_many_rooms. */
export async function checkRoomFor(core: Core, tx: Tx, user: UserId): Promise<void> {
  if ((await members.countRooms(tx, user)) >= core.settings.limits.roomsPerPerson) throw new ChatError('too_many_rooms')
}

/** Seats a person: member row, log entry, and what others hear. Throws too_many_rooms, too_many_members. */
export async function seat(core: Core, tx: Tx, room: rooms.RoomRow, person: UserRow, role: Role, by: UserId): Promise<readonly Telling[]> {
  const { limits } = core.settings
  if (room.kind !== 'lobby') await checkRoomFor(core, tx, person.id)
  if (room.kind !== 'lobby' && room.members >= limits.membersPerRoom) throw new ChatError('too_many_members')
  const at = core.now()
  const seq = await rooms.nextSeq(tx, room.id)
  await members.add(tx, { room: room.id, user: person.id, role, joinedAt: at, joinedSeq: seq, readSeq: seq })
  const facts = { ...factsView(room), members: room.members + 1 }
  const joined = await keep(tx, room.id, seq, by, at, 'room.joined', { user: userView(person), role, facts, at, by })
  return [{ do: 'follow', room: room.id, user: person.id }, tellRoom(joined), ...codeFor(room, person.id, role)]
}

/** Takes a person out: what everybody in the room hears, the leaver included, is told before they stop hearing. */
export async function unseat(core: Core, tx: Tx, place: Place, by: UserId): Promise<readonly Telling[]> {
  const { room, member } = place
  const heritage = await handOver(core, tx, place)
  await members.remove(tx, room.id, member.user)
  await stars.removeOf(tx, member.user, room.id)
  await threadPlaces.removeOf(tx, member.user, room.id)
  core.standing.forget(room.id)
  const at = core.now()
  const gone =
    by === member.user
      ? await append(tx, room.id, by, at, 'room.left', { user: member.user, at })
      : await append(tx, room.id, by, at, 'room.removed', { user: member.user, at, by })
  const told: readonly Telling[] = [...heritage, tellRoom(gone), { do: 'unfollow', room: room.id, user: member.user }]
  if (room.members > 1 || room.kind === 'lobby') return told
  await rooms.remove(tx, room.id, at)
  forgetPublic(core)
  return [...told, { do: 'dissolve', room: room.id }]
}

/** The code is for who may hand it on. */
export function codeFor(room: rooms.RoomRow, user: UserId, role: Role): readonly Telling[] {
  if (room.code === null || !may(room.kind, role, 'seeCode')) return []
  return [{ do: 'tell', event: { event: 'room.code', room: room.id, with: { code: room.code } }, audience: { to: 'users', users: [user] } }]
}

/** Changes what somebody may do in a room, and tells. */
export async function give(core: Core, tx: Tx, { room, member }: Place, role: Role, by: UserId): Promise<readonly Telling[]> {
  const at = core.now()
  await members.setRole(tx, room.id, member.user, role)
  core.standing.forget(room.id)
  const event = await append(tx, room.id, by, at, 'room.role', { user: member.user, role, at, by })
  const sawCode = may(room.kind, member.role, 'seeCode')
  const seesCode = may(room.kind, role, 'seeCode')
  if (sawCode && !seesCode) {
    return [
      tellRoom(event),
      { do: 'tell', event: { event: 'room.code', room: room.id, with: { code: null } }, audience: { to: 'users', users: [member.user] } },
    ]
  }
  return [tellRoom(event), ...(sawCode ? [] : codeFor(room, member.user, role))]
}

/** The last owner's room goes to its longest admin, else its longest member. */
async function handOver(core: Core, tx: Tx, { room, member }: Place): Promise<readonly Telling[]> {
  if (member.role !== 'owner' || (await members.owners(tx, room.id)) > 1) return []
  const heir = await members.heir(tx, room.id, member.user)
  return heir === undefined ? [] : give(core, tx, { room, member: heir }, 'owner', member.user)
}
