// Rooms come to be, are found, change their name, and end.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Role, RoomKind } from '@hearth/protocol/shapes.ts'
import * as invites from '#store/invites.ts'
import * as members from '#store/members.ts'
import type { Tx } from '#store/open.ts'
import * as rows from '#store/rooms.ts'
import type { UserRow } from '#store/users.ts'
import { type Core, type Handler, inTurn, inWrite, type Plan, quietly } from './context.ts'
import { inviteBy } from './invited.ts'
import { append, keep, tellRoom } from './log.ts'
import { note } from './moderation/audit.ts'
import { checkOpen } from './moderation/rules.ts'
import { callRoom } from './older.ts'
import type { Member, Telling } from './outcome.ts'
import { checkMay } from './permissions.ts'
import { forgetPublic, publicPage } from './public-rooms.ts'
import { checkReachable } from './reach.ts'
import { checkIn, checkPerson, checkRoomFor, codeFor, seat, seatOf, unseat } from './seats.ts'
import { readCode, roomCode } from './secrets.ts'
import { checkLine } from './text.ts'
import { factsView, outsideView, roomView, userView } from './views.ts'

/** The room everybody is in. Made at the first start; its log begins with the first person. */
export async function ensureLobby(core: Pick<Core, 'newId' | 'now'>, tx: Tx): Promise<void> {
  const there = await rows.findLobby(tx)
  if (there === undefined) await rows.add(tx, blank(core, 'lobby', { name: 'Lobby' }))
}

export const create: Handler<'room.create'> = (
  core,
  caller,
  { kind, name: rawName, topic: rawTopic, public: isPublic, voice = false, members: invited },
) => {
  const name = checkRoomName(core, rawName)
  const topic = checkLine(rawTopic ?? '', core.settings.limits.topicChars, 'text_too_long')
  return inWrite(async (tx) => {
    const others = (invited ?? []).filter((id) => id !== caller.user)
    if (others.length >= core.settings.limits.membersPerRoom) throw new ChatError('too_many_members')
    const people = [await checkPerson(tx, caller.user)]
    for (const id of others) people.push(await checkPerson(tx, id))
    await checkReachable(tx, caller.user, others)
    const room = blank(core, kind, { name, topic, public: isPublic ?? false, voice, code: roomCode(core.chance) })
    const told = await found(core, tx, room, people, (id) => (id === caller.user ? 'owner' : 'member'))
    return {
      reply: { room: roomView(await seatOf(tx, room.id, caller.user)) },
      tellings: [...told, ...codeFor(room, caller.user, 'owner')],
    }
  })
}

export const direct: Handler<'room.direct'> = (core, caller, { user }) =>
  inWrite(async (tx) => {
    const directKey = [caller.user, user].toSorted().join(':')
    const there = await rows.byDirectKey(tx, directKey)
    if (there !== undefined) return quietly({ room: roomView(await seatOf(tx, there.id, caller.user)) })
    const me = await checkPerson(tx, caller.user)
    const people = user === caller.user ? [me] : [me, await checkPerson(tx, user)]
    await checkReachable(tx, caller.user, [user])
    const room = blank(core, 'direct', { directKey })
    const tellings = await found(core, tx, room, people, () => 'member')
    return { reply: { room: roomView(await seatOf(tx, room.id, caller.user)) }, tellings }
  })

export const join: Handler<'room.join'> = (core, caller, { code, room: id, invite }) => {
  if ([code, id, invite].filter((way) => way !== undefined).length !== 1) throw new ChatError('bad_request', { at: '/code' })
  if (invite !== undefined) return joinInvited(core, caller, invite)
  return inWrite(async (tx) => {
    const room = code === undefined ? await rows.byId(tx, id as RoomId) : await rows.byCode(tx, readCode(code))
    if (room === undefined || room.deletedAt !== null) throw new ChatError(code === undefined ? 'room_unknown' : 'code_invalid')
    const inside = await members.seat(tx, room.id, caller.user)
    if (inside !== undefined) return quietly({ room: roomView(inside) })
    // A private room's id opens nothing, and says nothing.
    if (code === undefined && !room.public) throw new ChatError('room_unknown')
    checkOpen(room)
    const tellings = await seat(core, tx, room, await checkPerson(tx, caller.user), 'member', caller.user)
    return { reply: { room: roomView(await seatOf(tx, room.id, caller.user)) }, tellings }
  })
}

/** Who is in already takes no use of it. */
const joinInvited = (core: Core, caller: Member, invite: string): Plan<'room.join'> =>
  inWrite(async (tx) => {
    const row = await inviteBy(core, tx, invite)
    const room = row?.room == null ? undefined : await rows.byId(tx, row.room)
    if (row === undefined || room === undefined || room.deletedAt !== null) throw new ChatError('invite_invalid')
    const inside = await members.seat(tx, room.id, caller.user)
    if (inside !== undefined) return quietly({ room: roomView(inside) })
    if (row.asks) throw new ChatError('approval_needed')
    await invites.burn(tx, row.tokenHash, core.now())
    const tellings = await seat(core, tx, room, await checkPerson(tx, caller.user), row.role, row.by ?? caller.user)
    return { reply: { room: roomView(await seatOf(tx, room.id, caller.user)) }, tellings }
  })

export const leave: Handler<'room.leave'> = (core, caller, { room }) =>
  inWrite(async (tx) => {
    const place = await checkIn(tx, room, caller.user)
    checkMay(place.room.kind, place.member.role, 'leave')
    return { reply: {}, tellings: await unseat(core, tx, place, caller.user) }
  })

export const rename: Handler<'room.rename'> = (core, caller, { room: id, name: rawName, topic: rawTopic }) =>
  inWrite(async (tx) => {
    const { room, member } = await checkIn(tx, id, caller.user)
    if (rawName !== undefined) checkMay(room.kind, member.role, 'rename')
    checkMay(room.kind, member.role, 'retopic')
    const name = rawName === undefined ? room.name : checkRoomName(core, rawName)
    const topic = rawTopic === undefined ? room.topic : checkLine(rawTopic, core.settings.limits.topicChars, 'text_too_long')
    if (name === room.name && topic === room.topic) return quietly({ seq: room.seq })
    const at = core.now()
    await rows.change(tx, id, { name, topic })
    forgetPublic(core)
    const event = await append(tx, id, caller.user, at, 'room.renamed', { name, topic, at, by: caller.user })
    return { reply: { seq: event.seq }, tellings: [tellRoom(event)] }
  })

export const remove: Handler<'room.delete'> = (core, caller, { room: id }) =>
  inWrite(async (tx) => {
    const { room, member } = await checkIn(tx, id, caller.user)
    checkMay(room.kind, member.role, 'deleteRoom')
    const at = core.now()
    const event = await append(tx, id, caller.user, at, 'room.deleted', { at, by: caller.user })
    await rows.remove(tx, id, at)
    forgetPublic(core)
    core.standing.forget(id)
    await note(core, tx, { by: caller.user, deed: 'room.deleted', room: id, detail: room.name })
    return { reply: {}, tellings: [tellRoom(event), { do: 'dissolve', room: id }] }
  })

// In the order of writes, so that what the list says and what is heard next fit together.
export const list: Handler<'room.list'> = (core, caller, { public: isPublic, ...sought }) =>
  inTurn(async (tx) => {
    const seats = await members.roomsOf(tx, caller.user)
    if (isPublic !== true) return quietly({ rooms: seats.map(roomView) })
    const inside = new Map(seats.map((seat) => [seat.room.id, roomView(seat)]))
    const { page, more } = await publicPage(core, tx, sought)
    return quietly({ rooms: page.map((row) => inside.get(row.id) ?? outsideView(row)), more })
  })

type Chosen = Partial<Pick<rows.RoomRow, 'name' | 'topic' | 'public' | 'code' | 'directKey' | 'voice'>>

const blank = (core: Pick<Core, 'newId' | 'now'>, kind: RoomKind, chosen: Chosen): rows.RoomRow => ({
  id: core.newId<RoomId>(),
  kind,
  name: '',
  topic: '',
  public: kind === 'lobby',
  code: null,
  directKey: null,
  seq: 0,
  members: 0,
  createdAt: core.now(),
  deletedAt: null,
  picture: null,
  fileDays: null,
  fileBytes: null,
  fileCount: null,
  archiveDays: null,
  archived: 0,
  voice: false,
  rules: null,
  ...chosen,
})

/** The room, its first people, and the one entry that says so. The first of `people` made it. */
async function found(
  core: Core,
  tx: Tx,
  room: rows.RoomRow,
  people: readonly UserRow[],
  roleOf: (id: UserId) => Role,
): Promise<readonly Telling[]> {
  const at = core.now()
  for (const { id } of people) await checkRoomFor(core, tx, id)
  await rows.add(tx, room)
  if (room.public) forgetPublic(core)
  await callRoom(core, tx, room)
  const seq = await rows.nextSeq(tx, room.id)
  for (const { id } of people)
    await members.add(tx, { room: room.id, user: id, role: roleOf(id), joinedAt: at, joinedSeq: seq, readSeq: seq })
  const by = (people[0] as UserRow).id
  const named = people.map((row) => ({ user: userView(row), role: roleOf(row.id) }))
  const event = await keep(tx, room.id, seq, by, at, 'room.created', {
    facts: { ...factsView(room), members: people.length },
    people: named,
    at,
    by,
  })
  return [...people.map(({ id }): Telling => ({ do: 'follow', room: room.id, user: id })), tellRoom(event)]
}

function checkRoomName(core: Core, raw: string): string {
  const name = checkLine(raw, core.settings.limits.nameChars, 'room_name_invalid')
  if (name === '') throw new ChatError('room_name_invalid')
  return name
}
