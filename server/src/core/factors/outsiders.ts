// People for whom somebody else vouches: a directory, or another server that signs people in. They get an account of their own here with their
// first sign-in, under a name that is free; what they are elsewhere is kept beside it, and never their password.
import { ChatError } from '@hearth/protocol/errors.ts'
import * as identities from '#store/identities.ts'
import type { Tx } from '#store/open.ts'
import type { UserRow } from '#store/users.ts'
import * as users from '#store/users.ts'
import { addPerson } from '../accounts.ts'
import { type Core, inWrite, type Plan } from '../context.ts'
import { note } from '../moderation/audit.ts'
import { giveRole } from '../moderation/people.ts'
import { checkName, nameFrom } from '../names.ts'
import type { Caller, Telling } from '../outcome.ts'
import { roleOf } from '../permissions.ts'
import { startSession } from '../signin.ts'
import { DirectoryAway, LDAP, type Vouched } from './directory.ts'
import { checkFirstStepEnough } from './guard.ts'
import type { Finish } from './tickets.ts'

type Prover = { readonly name: string; readonly address: string }
export type Known = { readonly row: UserRow; readonly tellings: readonly Telling[] }

/** Is their password the directory’s matter? */
export async function isOfDirectory(core: Core, row: UserRow | undefined): Promise<boolean> {
  if (core.directory === undefined) return false
  if (row === undefined) return true
  return core.store.read(async (tx) => (await identities.ofUser(tx, row.id)).some(({ source }) => source === LDAP))
}

/** Throws bad_credentials, directory_away, slow_down. */
export async function proveAtDirectory(core: Core, name: string, password: string, who: Prover): Promise<Vouched> {
  const { directory } = core
  if (directory === undefined) throw new ChatError('bad_credentials')
  return core.passwords
    .elsewhere(who, () => directory.check(name, password))
    .catch((why: unknown) => {
      throw why instanceof DirectoryAway ? new ChatError('directory_away', {}, why) : why
    })
}

export async function openByDirectory(core: Core, caller: Caller, name: string, password: string): Promise<Plan<'session.open'>> {
  const vouched = await proveAtDirectory(core, name, password, { name, address: caller.address })
  return inWrite(async (tx) => {
    const finish: Finish = async (tx, who) => {
      const { row, tellings } = await personOf(core, tx, LDAP, vouched, true)
      return startSession(core, tx, who, row, tellings)
    }
    const known = await identities.get(tx, LDAP, vouched.subject)
    if (known !== undefined) checkFirstStepEnough(core, known.user, finish)
    return finish(tx, caller)
  })
}

/** @param makes who is new gets an account. Throws account_off, bad_credentials, name_taken, name_invalid. */
export async function personOf(core: Core, tx: Tx, source: string, vouched: Vouched, makes: boolean): Promise<Known> {
  if (vouched.isOff) throw new ChatError('account_off')
  const at = core.now()
  const known = await identities.get(tx, source, vouched.subject)
  const before = known && (await users.byId(tx, known.user))
  if (before !== undefined && before.deletedAt === null) {
    await identities.change(tx, source, vouched.subject, at, null)
    return withRole(core, tx, before, vouched, [])
  }
  if (!makes) throw new ChatError('bad_credentials')
  const name = checkName(nameFrom(vouched.name), core.settings.limits.nameChars)
  const { row, tellings } = await addPerson(core, tx, {
    name,
    displayName: vouched.displayName,
    passwordHash: null,
    admin: false,
    guest: false,
    vouched: true,
  })
  if (known !== undefined) await identities.remove(tx, known.user, source)
  await identities.add(tx, {
    ...{ source, subject: vouched.subject, user: row.id, called: vouched.name, madeAt: at, seenAt: at, offAt: null },
  })
  await note(core, tx, { by: null, deed: 'account.made', user: row.id, detail: `vouched for by ${source}` })
  return withRole(core, tx, row, vouched, tellings)
}

/** What somebody is elsewhere they are here; but the server keeps its owner. */
async function withRole(core: Core, tx: Tx, row: UserRow, { role }: Vouched, tellings: readonly Telling[]): Promise<Known> {
  if (role === null || roleOf(row) === role) return { row, tellings }
  try {
    const given = await giveRole(core, tx, row, role, null)
    return { row: given.after, tellings: [...tellings, ...given.tellings] }
  } catch (why) {
    if (why instanceof ChatError && why.code === 'last_owner') return { row, tellings }
    throw why
  }
}
