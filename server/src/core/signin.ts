// What every way of signing in shares.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { SessionId } from '@hearth/protocol/ids.ts'
import * as members from '#store/members.ts'
import type { Tx } from '#store/open.ts'
import * as sessions from '#store/sessions.ts'
import type { UserRow } from '#store/users.ts'
import type { Core } from './context.ts'
import type { Caller, Outcome, Telling } from './outcome.ts'
import { secret, secretHash } from './secrets.ts'
import { userView } from './views.ts'

const CLIENT_CHARS = 200
const DAY_MS = 24 * 60 * 60 * 1000
/** A sign-in ends a year after it began, or when its device was away for a quarter of one. */
const LIVES_MS = 365 * DAY_MS
const IDLE_MS = 91 * DAY_MS
/** Who waits to be let in asks again so often. */
const LOOK_AGAIN_MS = 3000

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
  const held: sessions.SessionRow[] = []
  for (const session of await sessions.ofUser(tx, row.id)) {
    if (isOver(core, session)) await sessions.remove(tx, session.id)
    else held.push(session)
  }
  if (held.length >= core.settings.limits.sessionsPerPerson) throw new ChatError('too_many_sessions')
  const token = secret(core.chance)
  const id = core.newId<SessionId>()
  const at = core.now()
  await sessions.add(tx, {
    id,
    user: row.id,
    tokenHash: secretHash(token),
    client: caller.client.slice(0, CLIENT_CHARS),
    device: caller.device,
    createdAt: at,
    seenAt: at,
  })
  if (row.pending !== null) return { reply: { user: userView(row), session: id, token, waiting: true }, tellings }
  const seats = await members.roomsOf(tx, row.id)
  return {
    reply: { user: userView(row), session: id, token },
    tellings,
    signIn: { user: row.id, session: id, rooms: seats.map(({ room }) => room.id), missed: [], token },
  }
}

export type SignedIn = { readonly session: sessions.SessionRow; readonly user: UserRow }

/** Who a token belongs to. Throws session_unknown, banned, approval_waiting. */
export async function bySecret(core: Core, tx: Tx, token: string): Promise<SignedIn> {
  const [found] = await sessions.byTokenHashes(tx, [secretHash(token)])
  return checkSignIn(core, found)
}

/** Throws session_unknown, banned, approval_waiting. */
export function checkSignIn(core: Core, found: SignedIn | undefined): SignedIn {
  if (found === undefined || found.user.deletedAt !== null || core.ended.has(found.session.id) || isOver(core, found.session))
    throw new ChatError('session_unknown')
  if (found.user.bannedAt !== null || core.bans.hasDevice(found.session.device)) throw new ChatError('banned')
  if (found.user.pending !== null) throw new ChatError('approval_waiting', { retryAfterMs: LOOK_AGAIN_MS })
  return found
}

/** A request that was already waiting when its sign-in ended comes too late. Throws session_unknown. */
export function checkStillIn(core: Pick<Core, 'ended'>, caller: Caller): void {
  if (caller.kind === 'signed-in' && core.ended.has(caller.session)) throw new ChatError('session_unknown')
}

function isOver(core: Core, { createdAt, seenAt, limits }: sessions.SessionRow): boolean {
  const now = core.now()
  if (limits) return now > limits.expiresAt
  return now > createdAt + LIVES_MS || now > seenAt + IDLE_MS
}

/** When devices were last here is worth a try, not a refusal: on a full disk people still come in and read. */
export function noteSeen(core: Core, used: readonly SessionId[]): void {
  if (used.length > 0) core.store.write((tx) => sessions.touch(tx, used, core.now())).catch(() => undefined)
}
