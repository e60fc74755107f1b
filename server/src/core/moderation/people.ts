// What moderators do about people: roles, silence for a while, the end of their sign-ins.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { ServerRole } from '@hearth/protocol/moderation-shapes.ts'
import * as members from '#store/members.ts'
import * as mutes from '#store/mutes.ts'
import type { Tx } from '#store/open.ts'
import * as rooms from '#store/rooms.ts'
import type { UserRow } from '#store/users.ts'
import * as users from '#store/users.ts'
import { cutSessions } from '../accounts.ts'
import { type Core, type Handler, inRead, inWrite, quietly } from '../context.ts'
import { metAnew } from '../factors/behind.ts'
import { tell } from '../log.ts'
import type { Telling } from '../outcome.ts'
import { isAboveOnServer, roleOf } from '../permissions.ts'
import { checkPerson, give } from '../seats.ts'
import { userView } from '../views.ts'
import { note } from './audit.ts'
import { checkBelow, checkOver, checkStaff } from './staff.ts'

const MINUTE_MS = 60_000

export const setRole: Handler<'moderation.role'> = (core, caller, { user, role }) =>
  inWrite(async (tx) => {
    const me = await checkStaff(tx, caller, 'giveServerRole')
    const row = await checkPerson(tx, user)
    const [mine, before] = [roleOf(me), roleOf(row)]
    if (before === role) return quietly({ user: userView(row) })
    // An owner may do all of it, also to another owner; everybody else only below themselves.
    const mayGive = mine === 'owner' || (isAboveOnServer(mine, before) && isAboveOnServer(mine, role))
    if (!mayGive) throw new ChatError('not_allowed')
    const { after, tellings } = await giveRole(core, tx, row, role, caller.user)
    return { reply: { user: userView(after) }, tellings }
  })

/** @param by null: the command line. Throws not_allowed, last_owner. */
export async function giveRole(
  core: Core,
  tx: Tx,
  row: UserRow,
  role: ServerRole,
  by: UserRow['id'] | null,
): Promise<{ after: UserRow; tellings: readonly Telling[] }> {
  // A guest has no account to come back to.
  if (row.guest || role === 'guest') throw new ChatError('not_allowed')
  const before = roleOf(row)
  if (before === 'owner' && (await users.owners(tx)) === 1) throw new ChatError('last_owner')
  const rank = role === 'owner' || role === 'moderator' ? role : null
  const admin = role === 'owner' || role === 'admin'
  await users.change(tx, row.id, { admin, rank })
  await note(core, tx, { by, deed: 'role.given', user: row.id, detail: `${before} → ${role}` })
  const after: UserRow = { ...row, admin, rank }
  const told: Telling = tell({ event: 'account.changed', with: { user: userView(after) } }, { to: 'everybody' })
  return { after, tellings: [told, ...(await inLobby(core, tx, after, by ?? row.id)), ...(await metAnew(core, tx, after))] }
}

/** Who looks after the server is admin of the room everybody is in. */
async function inLobby(core: Core, tx: Tx, row: UserRow, by: UserRow['id']): Promise<readonly Telling[]> {
  const lobby = await rooms.lobby(tx)
  const seat = await members.get(tx, lobby.id, row.id)
  const role = isAboveOnServer(roleOf(row), 'member') ? 'admin' : 'member'
  return seat === undefined || seat.role === role ? [] : give(core, tx, { room: lobby, member: seat }, role, by)
}

export const mute: Handler<'moderation.mute'> = (core, caller, { user, room, minutes, reason }) => {
  const memory = mutesOf(core)
  return inWrite(async (tx) => {
    if (room === undefined) await checkBelow(tx, await checkStaff(tx, caller, 'muteEverywhere'), user)
    else await checkOver(tx, caller, room, user, 'mute')
    const at = core.now()
    const until = at + minutes * MINUTE_MS
    await mutes.add(tx, { user, room: room ?? null, until, by: caller.user, reason, at })
    await note(core, tx, { by: caller.user, deed: 'mute.set', user, ...(room && { room }), detail: `${minutes} min ${reason}`.trim() })
    await memory.read(tx)
    return { reply: { until }, tellings: [{ do: 'hush', user, ...(room && { room }) }] }
  }, memory.follow)
}

export const unmute: Handler<'moderation.unmute'> = (core, caller, { user, room }) => {
  const memory = mutesOf(core)
  return inWrite(async (tx) => {
    if (room === undefined) await checkBelow(tx, await checkStaff(tx, caller, 'muteEverywhere'), user)
    else await checkOver(tx, caller, room, user, 'mute')
    const wasThere = await mutes.remove(tx, user, room ?? null)
    if (wasThere) await note(core, tx, { by: caller.user, deed: 'mute.lifted', user, ...(room && { room }) })
    await memory.read(tx)
    return quietly({})
  }, memory.follow)
}

/** Memory follows the disk: whoever speaks next is asked anew. */
function mutesOf(core: Core) {
  let now: readonly mutes.MuteRow[] = []
  return {
    read: async (tx: Tx): Promise<void> => {
      now = await mutes.list(tx, core.now())
    },
    follow: <O>(outcome: O): O => {
      core.curbs.load(now)
      core.standing.forgetAll()
      return outcome
    },
  }
}

export const listMutes: Handler<'moderation.mutes'> = (core, caller) =>
  inRead(async (tx) => {
    await checkStaff(tx, caller, 'muteEverywhere')
    const list = await mutes.list(tx, core.now())
    const people = new Map(
      (
        await users.byIds(
          tx,
          list.map(({ user }) => user),
        )
      ).map((row) => [row.id, userView(row)]),
    )
    return quietly({
      mutes: list.flatMap(({ user: id, ...mute }) => {
        const user = people.get(id)
        return user === undefined ? [] : [{ ...mute, user }]
      }),
    })
  })

export const signOut: Handler<'moderation.signout'> = (core, caller, { user }) =>
  inWrite(async (tx) => {
    await checkBelow(tx, await checkStaff(tx, caller, 'signOutOthers'), user)
    await note(core, tx, { by: caller.user, deed: 'person.signed-out', user })
    return { reply: {}, tellings: await cutSessions(core, tx, user, 'session_unknown') }
  })
