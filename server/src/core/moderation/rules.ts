// What holds in a room besides its roles, and who is let in where its admins decide.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { RoomId } from '@hearth/protocol/ids.ts'
import * as invites from '#store/invites.ts'
import * as members from '#store/members.ts'
import * as mutes from '#store/mutes.ts'
import type { Tx } from '#store/open.ts'
import type { KeptRules, RoomRow } from '#store/rooms.ts'
import * as rooms from '#store/rooms.ts'
import { type Handler, inRead, inWrite, quietly } from '../context.ts'
import { inviteBy } from '../invited.ts'
import { append, tellRoom } from '../log.ts'
import type { Member } from '../outcome.ts'
import { checkMay, type Deed, may } from '../permissions.ts'
import { checkIn, checkPerson, type Place, seat } from '../seats.ts'
import { readCode } from '../secrets.ts'
import { rulesView, userView } from '../views.ts'
import { note } from './audit.ts'
import { MOST_ASKING, wish } from './wishes.ts'
import { keptWords } from './words.ts'

export const setRules: Handler<'room.rules'> = (core, caller, { room: id, slowSeconds, locked, approval, words }) => {
  const filter = words === undefined ? undefined : { words: keptWords(words) }
  return inWrite(async (tx) => {
    const { room } = await checkAdmin(tx, caller, id, 'rule')
    // The lobby is everybody's: nobody asks to be let in there.
    if (approval === true && room.kind === 'lobby') throw new ChatError('room_is_fixed')
    const before = room.rules ?? {}
    const rules = without({
      slowSeconds: slowSeconds === undefined ? before.slowSeconds : (slowSeconds ?? undefined),
      locked: locked === undefined ? before.locked : locked || undefined,
      approval: approval === undefined ? before.approval : approval || undefined,
      words: filter === undefined ? before.words : filter.words,
    })
    const shown = rulesView(rules)
    if (JSON.stringify(rules) === JSON.stringify(without(before))) return quietly({ seq: room.seq, rules: shown })
    const at = core.now()
    await rooms.setRules(tx, id, Object.keys(rules).length === 0 ? null : rules)
    core.standing.forget(id)
    await note(core, tx, { by: caller.user, deed: 'room.ruled', room: id, detail: JSON.stringify(shown) })
    const event = await append(tx, id, caller.user, at, 'room.ruled', { rules: shown, at, by: caller.user })
    return { reply: { seq: event.seq, rules: shown }, tellings: [tellRoom(event)] }
  })
}

type Wanted = { readonly [K in keyof KeptRules]: KeptRules[K] | undefined | false }

/** What is not set is not there, in one order. */
const without = ({ slowSeconds, locked, approval, words }: Wanted): KeptRules => ({
  ...(slowSeconds ? { slowSeconds } : {}),
  ...(locked ? { locked } : {}),
  ...(approval ? { approval } : {}),
  ...(words ? { words } : {}),
})

export const listWords: Handler<'room.words'> = (_core, caller, { room: id }) =>
  inRead(async (tx) => {
    const { room } = await checkAdmin(tx, caller, id, 'rule')
    return quietly({ words: [...(room.rules?.words ?? [])] })
  })

export const ask: Handler<'room.ask'> = (core, caller, { code, room: id, invite }) => {
  if ([code, id, invite].filter((way) => way !== undefined).length !== 1) throw new ChatError('bad_request', { at: '/code' })
  return inWrite(async (tx) => {
    const way = invite === undefined ? undefined : await inviteBy(core, tx, invite)
    const room = invite === undefined ? await open(tx, code, id) : await invitedTo(tx, way)
    if ((await members.get(tx, room.id, caller.user)) !== undefined) return quietly({})
    const tellings = await wish(core, tx, room, await checkPerson(tx, caller.user), way?.role ?? 'member')
    if (tellings === undefined) return quietly({})
    if (way !== undefined) await invites.burn(tx, way.tokenHash, core.now())
    return { reply: {}, tellings }
  })
}

/** A room one may ask for. A private room's id opens nothing, and says nothing. Throws code_invalid, room_unknown. */
async function open(tx: Tx, code: string | undefined, id: RoomId | undefined): Promise<RoomRow> {
  const room = code !== undefined ? await rooms.byCode(tx, readCode(code)) : id && (await rooms.byId(tx, id))
  const isOpen = room !== undefined && room.deletedAt === null && (code !== undefined || room.public)
  if (!isOpen) throw new ChatError(code === undefined ? 'room_unknown' : 'code_invalid')
  return room
}

/** Throws invite_invalid. */
async function invitedTo(tx: Tx, way: invites.InviteRow | undefined): Promise<RoomRow> {
  const room = way?.room == null ? undefined : await rooms.byId(tx, way.room)
  if (room === undefined || room.deletedAt !== null) throw new ChatError('invite_invalid')
  return room
}

/** Where its admins let people in, a code or its being public is not enough. Throws approval_needed. */
export function checkOpen(room: RoomRow): void {
  if (room.rules?.approval) throw new ChatError('approval_needed')
}

export const listAsking: Handler<'room.asking'> = (_core, caller, { room }) =>
  inRead(async (tx) => {
    const place = await checkAdmin(tx, caller, room, 'invite')
    const wishes = await mutes.wishesOf(tx, room, MOST_ASKING)
    return quietly({ people: wishes.map(({ user, at, role }) => ({ user: userView(user), at, role: roleGiven(place, role) })) })
  })

export const admit: Handler<'room.admit'> = (core, caller, { room: id, user, yes }) =>
  inWrite(async (tx) => {
    const { room, member } = await checkAdmin(tx, caller, id, 'invite')
    const person = await checkPerson(tx, user)
    const wished = await mutes.unwish(tx, id, user)
    if (wished === undefined) throw new ChatError('user_unknown')
    await note(core, tx, { by: caller.user, deed: yes ? 'room.admitted' : 'room.refused', user, room: id })
    if (!yes || (await members.get(tx, id, user)) !== undefined) return quietly({})
    return { reply: {}, tellings: await seat(core, tx, room, person, roleGiven({ room, member }, wished), caller.user) }
  })

/** Whoever invited them may have lost the right since: they come in as what who lets them in may give. */
const roleGiven = ({ room, member }: Pick<Place, 'room' | 'member'>, wished: mutes.Wish['role']): mutes.Wish['role'] =>
  may(room.kind, member.role, 'setRole') ? wished : 'member'

/** What a room's kind knows, its admins may; whatever else members may. Throws room_unknown, not_a_member, room_is_fixed, not_allowed. */
async function checkAdmin(tx: Tx, caller: Member, room: RoomId, deed: Deed): Promise<Place> {
  const place = await checkIn(tx, room, caller.user)
  checkMay(place.room.kind, place.member.role, deed)
  if (place.member.role === 'member') throw new ChatError('not_allowed')
  return place
}
