// What admins ask of everybody at signing in, and what they do for who cannot get at their second step any more.
import { ChatError } from '@hearth/protocol/errors.ts'
import * as rows from '#store/codes.ts'
import * as passkeys from '#store/passkeys.ts'
import * as users from '#store/users.ts'
import { cutSessions } from '../accounts.ts'
import { type Handler, inWrite, quietly } from '../context.ts'
import { note } from '../moderation/audit.ts'
import { checkBelow, checkStaff } from '../moderation/staff.ts'
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
      const [hadCodes, hadPasskeys] = [await rows.forget(tx, row.id), await passkeys.forgetPerson(tx, row.id)]
      if (!hadCodes && !hadPasskeys) throw new ChatError('factor_off')
      await note(core, tx, { by: caller.user, deed: 'second-step.reset', user })
      return { reply: {}, tellings: await cutSessions(core, tx, user, 'session_unknown', isSelf ? caller.session : undefined) }
    },
    (outcome) => {
      for (const way of ['code', 'passkey'] as const) core.guard.has(user, way, false)
      return outcome
    },
  )
