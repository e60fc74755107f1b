// What every way of signing in shares.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { SessionId } from '@hearth/protocol/ids.ts'
import * as members from '#store/members.ts'
import type { Tx } from '#store/open.ts'
import * as sessions from '#store/sessions.ts'
import type { UserRow } from '#store/users.ts'
import * as users from '#store/users.ts'
import type { Core } from './context.ts'
import type { Caller, Member, Outcome, Telling } from './outcome.ts'
import { secret, secretHash } from './secrets.ts'
import { userView } from './views.ts'

const CLIENT_CHARS = 200

/** Throws banned. */
export function checkNotBanned(core: Core, address: string): void {
  if (core.bans.has(address)) throw new ChatError('banned')
}

/** A new sign-in of somebody who has shown who they are. */
export async function startSession(
  core: Core,
  tx: Tx,
  caller: Caller,
  row: UserRow,
  tellings: readonly Telling[],
): Promise<Outcome<'session.open'>> {
  if (row.bannedAt !== null) throw new ChatError('banned')
  const held = await sessions.ofUser(tx, row.id)
  if (held.length >= core.settings.limits.sessionsPerPerson) throw new ChatError('too_many_sessions')
  const token = secret(core.chance)
  const id = core.newId<SessionId>()
  const at = core.now()
  await sessions.add(tx, {
    id,
    user: row.id,
    tokenHash: secretHash(token),
    client: caller.client.slice(0, CLIENT_CHARS),
    createdAt: at,
    seenAt: at,
  })
  const seats = await members.roomsOf(tx, row.id)
  return {
    reply: { user: userView(row), session: id, token },
    tellings,
    signIn: { user: row.id, session: id, rooms: seats.map(({ room }) => room.id), missed: [], token },
  }
}

/** Who a token belongs to. Throws session_unknown, banned. */
export async function bySecret(core: Core, tx: Tx, token: string): Promise<{ session: sessions.SessionRow; user: UserRow }> {
  const session = await sessions.byTokenHash(tx, secretHash(token))
  const user = session && (await users.byId(tx, session.user))
  if (session === undefined || user === undefined || user.deletedAt !== null || core.ended.has(session.id))
    throw new ChatError('session_unknown')
  if (user.bannedAt !== null) throw new ChatError('banned')
  return { session, user }
}

/** A request that was already waiting when its sign-in ended comes too late. Throws session_unknown. */
export function checkNotEnded(core: Core, caller: Member): void {
  if (core.ended.has(caller.session)) throw new ChatError('session_unknown')
}
