// Who is in a room, who comes in, who is put out, and what they may do there.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import * as rows from '#store/members.ts'
import type { Tx } from '#store/open.ts'
import * as rooms from '#store/rooms.ts'
import { type Handler, inTurn, inWrite, quietly } from './context.ts'
import { note } from './moderation/audit.ts'
import type { Telling } from './outcome.ts'
import { checkMay, isAbove } from './permissions.ts'
import { checkReachable } from './reach.ts'
import { checkIn, checkPerson, give, type Place, seat, unseat } from './seats.ts'
import { userView } from './views.ts'

const PAGE = 200

export const list: Handler<'room.members'> = (_core, caller, { room, text, after, limit }) =>
  inTurn(async (tx) => {
    await checkIn(tx, room, caller.user)
    const most = limit ?? PAGE
    const some = { ...(after === undefined ? {} : { after }), ...(text === undefined ? {} : { text: text.toWellFormed().trim() }) }
    const page = await rows.page(tx, room, { ...some, limit: most + 1 })
    const members = page.slice(0, most).map(({ person, role, joinedAt }) => ({ user: userView(person), role, joinedAt }))
    return quietly({ members, more: page.length > most })
  })

export const invite: Handler<'room.invite'> = (core, caller, { room: id, users: ids }) =>
  inWrite(async (tx) => {
    const { room, member } = await checkIn(tx, id, caller.user)
    checkMay(room.kind, member.role, 'invite')
    const tellings: Telling[] = []
    await checkReachable(tx, caller.user, ids)
    for (const user of ids) {
      const person = await checkPerson(tx, user)
      if ((await rows.get(tx, id, user)) !== undefined) continue
      const now = (await rooms.byId(tx, id)) ?? room
      tellings.push(...(await seat(core, tx, now, person, 'member', caller.user)))
    }
    return { reply: {}, tellings }
  })

export const remove: Handler<'room.remove'> = (core, caller, { room: id, user }) =>
  inWrite(async (tx) => {
    const { room, member } = await checkIn(tx, id, caller.user)
    checkMay(room.kind, member.role, 'remove')
    const target = await checkTarget(tx, { room, member }, user)
    if (!isAbove(member.role, target.member.role)) throw new ChatError('not_allowed')
    await note(core, tx, { by: caller.user, deed: 'room.put-out', user, room: id })
    return { reply: {}, tellings: await unseat(core, tx, target, caller.user) }
  })

export const setRole: Handler<'room.role'> = (core, caller, { room: id, user, role }) =>
  inWrite(async (tx) => {
    const { room, member } = await checkIn(tx, id, caller.user)
    checkMay(room.kind, member.role, 'setRole')
    const target = await checkTarget(tx, { room, member }, user)
    if (target.member.role === role) return quietly({})
    const isLastOwner = target.member.role === 'owner' && (await rows.owners(tx, id)) === 1
    if (isLastOwner) throw new ChatError('last_owner')
    await note(core, tx, { by: caller.user, deed: 'room.role', user, room: id, detail: `${target.member.role} → ${role}` })
    return { reply: {}, tellings: await give(core, tx, target, role, caller.user) }
  })

/** Somebody in the same room. Throws user_unknown. */
async function checkTarget(tx: Tx, { room }: Place, user: UserId): Promise<Place> {
  const member = await rows.get(tx, room.id, user)
  if (member === undefined) throw new ChatError('user_unknown')
  return { room, member }
}
