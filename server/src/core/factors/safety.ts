// What admins ask of everybody at signing in, and what they do for who cannot get at their second step any more.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { SessionId, UserId } from '@hearth/protocol/ids.ts'
import * as rows from '#store/codes.ts'
import type { Tx } from '#store/open.ts'
import * as passkeys from '#store/passkeys.ts'
import * as users from '#store/users.ts'
import { cutSessions } from '../accounts.ts'
import { type Core, type Handler, inWrite, quietly } from '../context.ts'
import { note } from '../moderation/audit.ts'
import { checkBelow, checkStaff } from '../moderation/staff.ts'
import type { Telling } from '../outcome.ts'
import { checkPerson } from '../seats.ts'
import { type ChosenSafety, keepSafety } from './guard.ts'

export const safety: Handler<'admin.safety'> = (core, caller, wanted) => {
  const { guard } = core
  const isAsking = wanted.roles === undefined && wanted.apps === undefined
  let everybody: readonly users.UserRow[] = []
  let chosen: ChosenSafety = {}
  return inWrite(
    async (tx) => {
      await checkStaff(tx, caller, 'runServer')
      everybody = await users.all(tx)
      chosen = merged(guard.chosen(), wanted)
      if (!isAsking) {
        await keepSafety(tx, chosen)
        await note(core, tx, { by: caller.user, deed: 'settings.changed', detail: JSON.stringify(wanted) })
      }
      return quietly({ safety: guard.safety(), without: 0 })
    },
    (outcome) => {
      guard.follow(chosen, everybody)
      return { ...outcome, reply: { safety: guard.safety(), without: everybody.filter(({ id }) => guard.lacks(id)).length } }
    },
  )
}

type Wanted = { readonly roles?: ChosenSafety['roles'] | null; readonly apps?: boolean | null }

/** Undefined: as it was; null: as the settings say. */
function merged(before: ChosenSafety, { roles, apps }: Wanted): ChosenSafety {
  const next = { roles: roles === undefined ? before.roles : roles, apps: apps === undefined ? before.apps : apps }
  return { ...(next.roles == null ? {} : { roles: next.roles }), ...(next.apps == null ? {} : { apps: next.apps }) }
}

export const reset: Handler<'admin.factor'> = (core, caller, { user }) =>
  inWrite(
    async (tx) => {
      const me = await checkStaff(tx, caller, 'runServer')
      const isSelf = user === caller.user
      const row = isSelf ? await checkPerson(tx, user) : await checkBelow(tx, me, user)
      return { reply: {}, tellings: await takeAway(core, tx, row.id, caller.user, isSelf ? caller.session : undefined) }
    },
    (outcome) => {
      forgetWays(core, user)
      return outcome
    },
  )

/** @param by null: the command line. Throws factor_off. */
export async function takeAway(core: Core, tx: Tx, user: UserId, by: UserId | null, except?: SessionId): Promise<readonly Telling[]> {
  const [hadCodes, hadPasskeys] = [await rows.forget(tx, user), await passkeys.forgetPerson(tx, user)]
  if (!hadCodes && !hadPasskeys) throw new ChatError('factor_off')
  await note(core, tx, { by, deed: 'second-step.reset', user })
  return cutSessions(core, tx, user, 'session_unknown', except)
}

/** Memory follows the disk. */
export function forgetWays(core: Core, user: UserId): void {
  for (const way of ['code', 'passkey'] as const) core.guard.has(user, way, false)
}
