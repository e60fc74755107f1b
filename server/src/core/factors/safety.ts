// What admins ask of everybody at signing in, and what they do for who cannot get at their second step any more.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import * as rows from '#store/codes.ts'
import type { Tx } from '#store/open.ts'
import * as passkeys from '#store/passkeys.ts'
import * as users from '#store/users.ts'
import { cutSessions } from '../accounts.ts'
import { type Core, type Handler, inWrite, quietly } from '../context.ts'
import { note } from '../moderation/audit.ts'
import { checkBelow, checkStaff } from '../moderation/staff.ts'
import type { Member, Telling } from '../outcome.ts'
import { endOlder, putBehind } from './behind.ts'
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
      if (isAsking) return quietly({ safety: guard.safety(), without: 0 })
      await keepSafety(tx, chosen)
      await note(core, tx, { by: caller.user, deed: 'settings.changed', detail: JSON.stringify(wanted) })
      return { reply: { safety: guard.safety(), without: 0 }, tellings: await atOnce(core, tx, chosen, everybody) }
    },
    (outcome) => {
      guard.follow(chosen, everybody)
      return { ...outcome, reply: { safety: guard.safety(), without: everybody.filter(({ id }) => guard.lacks(id)).length } }
    },
  )
}

/** What is asked of people from now on holds for what they have open, too. */
async function atOnce(core: Core, tx: Tx, chosen: ChosenSafety, everybody: readonly users.UserRow[]): Promise<readonly Telling[]> {
  const { guard } = core
  const ids = (rows: readonly users.UserRow[]): UserId[] => rows.map(({ id }) => id)
  const lacking = everybody.filter((row) => guard.wouldLack(row, { chosen }))
  const free = everybody.filter((row) => guard.lacks(row.id) && !lacking.includes(row))
  const members = everybody.filter(({ guest }) => !guest)
  return [
    ...(guard.safety(chosen).apps ? await endOlder(core, tx, ids(members), 'by password') : []),
    ...(await putBehind(core, tx, ids(lacking.filter(({ id }) => !guard.lacks(id))))),
    ...ids(free).map((user): Telling => ({ do: 'anew', user })),
  ]
}

type Wanted = { readonly roles?: ChosenSafety['roles'] | null; readonly apps?: boolean | null }

/** Undefined: as it was; null: as the settings say. */
function merged(before: ChosenSafety, { roles, apps }: Wanted): ChosenSafety {
  const next = { roles: roles === undefined ? before.roles : roles, apps: apps === undefined ? before.apps : apps }
  return { ...(next.roles == null ? {} : { roles: next.roles }), ...(next.apps == null ? {} : { apps: next.apps }) }
}

export const reset: Handler<'admin.factor'> = (core, caller, { user }) => {
  let row: users.UserRow | undefined
  return inWrite(
    async (tx) => {
      // Not from oneself: whoever sits at a device that was left open must not get around what guards it.
      row = await checkBelow(tx, await checkStaff(tx, caller, 'runServer'), user)
      return { reply: {}, tellings: await takeAway(core, tx, row.id, caller.user) }
    },
    (outcome) => {
      if (row !== undefined) forgetWays(core, row)
      return outcome
    },
  )
}

/** @param by null: the command line. Throws factor_off. */
export async function takeAway(core: Core, tx: Tx, user: UserId, by: UserId | null): Promise<readonly Telling[]> {
  const [hadCodes, hadPasskeys] = [await rows.forget(tx, user), await passkeys.forgetPerson(tx, user)]
  if (!hadCodes && !hadPasskeys) throw new ChatError('factor_off')
  await note(core, tx, { by, deed: 'second-step.reset', user })
  return cutSessions(core, tx, user, 'session_unknown')
}

/** Somebody has a second step from here on. Who had to ends all else that got in without; who wanted to, older programs that did. */
export async function endWithout(core: Core, tx: Tx, { user, session }: Member): Promise<readonly Telling[]> {
  if (core.guard.lacks(user)) return cutSessions(core, tx, user, 'session_unknown', session)
  return endOlder(core, tx, [user], 'by password')
}

/** Memory follows the disk. */
export function forgetWays(core: Core, row: users.UserRow): void {
  for (const way of ['code', 'passkey'] as const) core.guard.lost(row, way)
}
