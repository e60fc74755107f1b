// Invitations with an end: made, listed, taken back, and spent by who comes in.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { InviteId, UserId } from '@hearth/protocol/ids.ts'
import { type Invite, MOST_INVITES } from '@hearth/protocol/way-commands.ts'
import * as rows from '#store/invites.ts'
import * as members from '#store/members.ts'
import type { Tx } from '#store/open.ts'
import * as rooms from '#store/rooms.ts'
import type { UserRow } from '#store/users.ts'
import * as users from '#store/users.ts'
import { type Core, type Handler, inRead, inWrite, quietly } from './context.ts'
import { asGiven, inviteBy, type Makers } from './invited.ts'
import { note } from './moderation/audit.ts'
import { wish } from './moderation/wishes.ts'
import type { Telling } from './outcome.ts'
import { checkMay, may } from './permissions.ts'
import { checkIn, checkPerson, seat } from './seats.ts'
import { secret, secretHash } from './secrets.ts'

const HOUR_MS = 3_600_000

export const create: Handler<'invite.create'> = (core, caller, { room, role = 'member', uses, hours, approval = false }) =>
  inWrite(async (tx) => {
    const me = await checkPerson(tx, caller.user)
    if (room === undefined && !me.admin) throw new ChatError('not_allowed')
    if (room !== undefined) {
      const place = await checkIn(tx, room, caller.user)
      checkMay(place.room.kind, place.member.role, 'invite')
      if (role === 'admin') checkMay(place.room.kind, place.member.role, 'setRole')
    }
    const createdAt = core.now()
    if ((await rows.list(tx, createdAt, { by: caller.user })).length >= MOST_INVITES) throw new ChatError('too_many_invites')
    const token = secret(core.chance)
    const row: rows.InviteRow = {
      ...{ id: core.newId<InviteId>(), tokenHash: secretHash(token), by: caller.user, room: room ?? null, role },
      ...{ createdAt, expiresAt: createdAt + hours * HOUR_MS, usesLeft: uses, uses, opens: me.admin, asks: approval },
    }
    await rows.add(tx, row)
    if (room === undefined) await note(core, tx, { by: caller.user, deed: 'invite.made', detail: `${uses} × ${hours} hours` })
    return quietly({ token, invite: view(row) })
  })

/** What is the same of each that lets people make an account. */
export const intoTheHouse = (core: Core, by: UserId | null): Pick<rows.InviteRow, 'id' | 'by' | 'room' | 'role' | 'opens' | 'asks'> => ({
  ...{ id: core.newId<InviteId>(), by, room: null, role: 'member', opens: true, asks: false },
})

export const list: Handler<'invite.list'> = (core, caller, { room }) =>
  inRead(async (tx) => {
    if (room !== undefined) {
      const place = await checkIn(tx, room, caller.user)
      checkMay(place.room.kind, place.member.role, 'invite')
    }
    const isAdmin = (await checkPerson(tx, caller.user)).admin
    const of = room !== undefined ? { room } : isAdmin ? {} : { by: caller.user }
    const given: Invite[] = []
    const makers: Makers = new Map()
    // One that sleeps is shown, too: whoever may take it back must see it, and it counts among its maker's.
    for (const row of await rows.list(tx, core.now(), of)) {
      const still = await asGiven(tx, row, makers)
      given.push(still === undefined ? { ...view(row), asleep: true } : view(still))
    }
    return quietly({ invites: given })
  })

export const revoke: Handler<'invite.revoke'> = (core, caller, { invite: id }) =>
  inWrite(async (tx) => {
    const row = await rows.byId(tx, id, core.now())
    if (row === undefined || !(await mayRevoke(tx, row, await checkPerson(tx, caller.user)))) throw new ChatError('invite_unknown')
    await rows.remove(tx, id)
    return quietly({})
  })

async function mayRevoke(tx: Tx, { by, room }: rows.InviteRow, me: UserRow): Promise<boolean> {
  if (me.admin || by === me.id) return true
  const place = room === null ? undefined : await members.seat(tx, room, me.id)
  return place !== undefined && may(place.room.kind, place.member.role, 'remove')
}

export const look: Handler<'invite.look'> = (core, _caller, { invite }) =>
  inRead(async (tx) => {
    const row = await inviteBy(core, tx, invite)
    const room = row?.room == null ? undefined : await rooms.byId(tx, row.room)
    if (row === undefined || (row.room !== null && (room === undefined || room.deletedAt !== null))) throw new ChatError('invite_invalid')
    const by = row.by === null ? undefined : (await users.byId(tx, row.by))?.displayName
    return quietly({
      ...(room === undefined ? {} : { room: { name: room.name, kind: room.kind, members: room.members } }),
      ...(by === undefined ? {} : { by }),
      opens: row.opens,
      ...(row.asks ? { approval: true as const } : {}),
      expiresAt: row.expiresAt,
    })
  })

/** Would it let somebody in just now? */
export const isGood = (core: Core, token: string): Promise<boolean> =>
  core.store.read(async (tx) => (await inviteBy(core, tx, token)) !== undefined)

/** One use of it is gone. Undefined: it is not good any more. */
export async function spend(core: Core, tx: Tx, token: string): Promise<rows.InviteRow | undefined> {
  const row = await inviteBy(core, tx, token)
  return row !== undefined && (await rows.burn(tx, row.tokenHash, core.now())) ? row : undefined
}

export type Way = Pick<rows.InviteRow, 'room' | 'role' | 'by' | 'asks'>

/**
 * Into the room the invitation is for, if it is for one that is still there; where the invitation asks, its admins are asked.
 * Throws too_many_rooms, too_many_members.
 */
export async function welcome(core: Core, tx: Tx, way: Way | undefined, person: UserRow): Promise<readonly Telling[]> {
  const room = way?.room == null ? undefined : await rooms.byId(tx, way.room)
  if (way === undefined || room === undefined || room.deletedAt !== null) return []
  if (way.asks) return (await wish(core, tx, room, person, way.role)) ?? []
  return seat(core, tx, room, person, way.role, way.by ?? person.id)
}

const view = ({ id, by, room, role, usesLeft, uses, createdAt, expiresAt, opens, asks }: rows.InviteRow): Invite => ({
  id,
  ...(by === null ? {} : { by }),
  ...(room === null ? {} : { room }),
  ...{ role, usesLeft, uses, createdAt, expiresAt, opens },
  ...(asks ? { approval: true as const } : {}),
})
