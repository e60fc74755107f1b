// Tokens for programs: sign-ins of limited scope, with an end.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { SessionId } from '@hearth/protocol/ids.ts'
import type { Scope } from '@hearth/protocol/scopes.ts'
import type { AccessToken } from '@hearth/protocol/shapes.ts'
import type { Tx } from '#store/open.ts'
import * as sessions from '#store/sessions.ts'
import * as users from '#store/users.ts'
import { type Core, type Handler, inRead, inWrite, quietly } from './context.ts'
import { note } from './moderation/audit.ts'
import type { Telling } from './outcome.ts'
import { secret, secretHash } from './secrets.ts'

const DAY_MS = 24 * 60 * 60 * 1000

export const create: Handler<'token.create'> = (core, caller, { name, scope, days }) =>
  inWrite(async (tx) => {
    const owner = await users.byId(tx, caller.user)
    // A guest's account ends with the last device; nobody could end the token of one.
    if (owner === undefined || owner.guest) throw new ChatError('not_allowed')
    const held = await sessions.tokensOfUser(tx, caller.user)
    if (held.length >= core.settings.limits.sessionsPerPerson) throw new ChatError('too_many_sessions')
    const token = secret(core.chance)
    const at = core.now()
    const row: sessions.SessionRow = {
      ...{ id: core.newId<SessionId>(), user: caller.user, tokenHash: secretHash(token), client: name, createdAt: at, seenAt: at },
      limits: { scope: scope.toSorted(), expiresAt: at + days * DAY_MS },
    }
    await sessions.add(tx, row)
    await note(core, tx, { by: caller.user, deed: 'token.made', user: caller.user, detail: `${name}: ${scope.toSorted().join(', ')}` })
    return quietly({ token, made: viewOf(row) })
  })

export const list: Handler<'token.list'> = (_core, caller) =>
  inRead(async (tx) => quietly({ tokens: (await sessions.tokensOfUser(tx, caller.user)).map(viewOf) }))

export const revoke: Handler<'token.revoke'> = (core, caller, { token }) =>
  inWrite(async (tx) => {
    const own = (await sessions.tokensOfUser(tx, caller.user)).find(({ id }) => id === token)
    if (own === undefined) throw new ChatError('token_unknown')
    await sessions.remove(tx, token)
    await note(core, tx, { by: caller.user, deed: 'token.ended', user: caller.user, detail: own.client })
    core.ended.add(token)
    return { reply: {}, tellings: [{ do: 'cut', user: caller.user, session: token, code: 'session_unknown' }] }
  })

/** Those whose time is over are taken out, and their connections with them. */
export async function endOverdue(core: Pick<Core, 'now' | 'ended'>, tx: Tx): Promise<readonly Telling[]> {
  const over = await sessions.removeEnded(tx, core.now())
  for (const { id } of over) core.ended.add(id)
  return over.map(({ id, user }): Telling => ({ do: 'cut', user, session: id, code: 'session_unknown' }))
}

/** Is any one of these among what it may do? Throws not_in_scope. */
export function checkReach(scope: readonly Scope[] | undefined, wanted: readonly Scope[]): void {
  if (scope !== undefined && !wanted.some((one) => scope.includes(one))) throw new ChatError('not_in_scope')
}

const viewOf = ({ id, client, createdAt, seenAt, limits }: sessions.SessionRow): AccessToken => ({
  ...{ id, name: client, createdAt, seenAt },
  scope: [...(limits?.scope ?? [])],
  expiresAt: limits?.expiresAt ?? 0,
})
