// What every way of signing in shares.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { SessionId, UserId } from '@hearth/protocol/ids.ts'
import type { AppRow } from '#store/apps.ts'
import * as identities from '#store/identities.ts'
import * as members from '#store/members.ts'
import type { Tx } from '#store/open.ts'
import * as sessions from '#store/sessions.ts'
import type { UserRow } from '#store/users.ts'
import { believed } from './clock.ts'
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

/** A new sign-in of somebody who has shown who they are, by whatever way; the log has it. */
export async function startSession(
  core: Core,
  tx: Tx,
  caller: Caller,
  row: UserRow,
  tellings: readonly Telling[],
  app?: AppRow,
): Promise<Outcome<'session.open'>> {
  if (row.bannedAt !== null) throw new ChatError('banned')
  await checkNotOff(core, tx, row)
  core.guard.met(row)
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
    address: caller.address,
    ...(app && { app: app.id }),
  })
  await noteSignIn(core, tx, caller, row.id)
  if (row.pending !== null) return { reply: { user: userView(row), session: id, token, waiting: true }, tellings }
  const seats = await members.roomsOf(tx, row.id)
  return {
    reply: { user: userView(row), session: id, token },
    tellings,
    signIn: { user: row.id, session: id, rooms: seats.map(({ room }) => room.id), missed: [], token, ...(app && { app: app.reach }) },
  }
}

/** Whoever comes from a directory and is switched off there is out here, too. Throws account_off. */
async function checkNotOff(core: Core, tx: Tx, row: UserRow): Promise<void> {
  if (core.directory === undefined) return
  if ((await identities.ofUser(tx, row.id)).some(({ offAt }) => offAt !== null)) throw new ChatError('account_off')
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
  core.guard.met(found.user)
  return found
}

/** A request that was already waiting when its sign-in ended comes too late. Throws session_unknown. */
export function checkStillIn(core: Pick<Core, 'ended'>, caller: Caller): void {
  if (caller.kind === 'signed-in' && core.ended.has(caller.session)) throw new ChatError('session_unknown')
}

/** A clock that jumps, or one that was wrong when somebody came in, puts nobody out; a token's time is over when the clock says so. */
function isOver(core: Core, { createdAt, seenAt, limits }: sessions.SessionRow): boolean {
  const now = core.now()
  if (limits) return now > limits.expiresAt
  return core.isClockSteady() && (now > believed(createdAt, now) + LIVES_MS || now > believed(seenAt, now) + IDLE_MS)
}

/** Who came in, for the audit log. */
const noteSignIn = (core: Core, tx: Tx, { client, address }: Caller, user: UserId): Promise<void> =>
  core.watch.note(tx, {
    deed: 'signed-in',
    by: user,
    user,
    from: address,
    detail: [client.slice(0, CLIENT_CHARS), `from ${address}`].filter(Boolean).join(', '),
  })

/** Who did not. A name that belongs to nobody is not written down: people type passwords into the wrong field. */
export function noteFailure(core: Core, { address }: Pick<Caller, 'address'>, user: UserId | undefined, why: unknown): void {
  if (why instanceof ChatError && why.code === 'bad_credentials')
    core.watch.saw({ deed: 'sign-in.failed', by: null, user, from: address, detail: `from ${address}` })
}

/** When devices were last here is worth a try, not a refusal: on a full disk people still come in and read. */
export function noteSeen(core: Core, used: readonly SessionId[]): void {
  if (used.length > 0) core.store.write((tx) => sessions.touch(tx, used, core.now())).catch(() => undefined)
}
