// To change how one signs in, one shows once more that it is oneself: a device that was left open must not be enough.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import type { ShownPasskey } from '@hearth/protocol/passkey-commands.ts'
import * as identities from '#store/identities.ts'
import * as older from '#store/older.ts'
import type { Tx } from '#store/open.ts'
import * as rows from '#store/passkeys.ts'
import type { UserRow } from '#store/users.ts'
import * as users from '#store/users.ts'
import type { Core } from '../context.ts'
import { provePassword } from '../keys.ts'
import type { Member } from '../outcome.ts'
import { checkShown } from './challenges.ts'
import { LDAP } from './directory.ts'
import { isOfDirectory, proveAtDirectory } from './outsiders.ts'
import { spend } from './spending.ts'

/** What a caller is by their password, and whether they have any. */
type Asked = { readonly row: UserRow; readonly isAsked: boolean }

/** Who has none came in by way of another server, and is asked for none. */
export async function hasPassword(core: Core, tx: Tx, row: UserRow): Promise<boolean> {
  if (core.directory !== undefined && (await identities.ofUser(tx, row.id)).some(({ source }) => source === LDAP)) return true
  return row.passwordHash !== null || (await older.keysOf(tx, row.id)).some(({ sealed }) => sealed !== null)
}

/**
 * The password, and nothing of who has none: only for what takes a code besides. Throws not_allowed for guests, bad_credentials, slow_down,
 * directory_away.
 */
export async function proveSelf(core: Core, caller: Member, password: string | undefined): Promise<UserRow> {
  return (await byPassword(core, caller, password)).row
}

async function byPassword(core: Core, caller: Member, password: string | undefined): Promise<Asked> {
  const { row, isAsked } = await core.store.read(async (tx) => {
    const found = await users.byId(tx, caller.user)
    if (found === undefined || found.deletedAt !== null) throw new ChatError('session_unknown')
    return { row: found, isAsked: await hasPassword(core, tx, found) }
  })
  if (row.guest) throw new ChatError('not_allowed')
  const who = { name: row.name, address: caller.address }
  if (isAsked && (await isOfDirectory(core, row))) await proveAtDirectory(core, await calledThere(core, row), password ?? '', who)
  else if (isAsked) await provePassword(core, row, password ?? '', who)
  return { row, isAsked }
}

/** The password, and what `session.challenge` gave for the ticket of the first answer, or a code. */
type Shown = {
  readonly password?: string | undefined
  readonly code?: string | undefined
  readonly shown?: { readonly ticket: string; readonly passkey: ShownPasskey } | undefined
}

/**
 * For what takes a guard away, or the account: where a second step is on it is taken once more, whatever the first one was.
 * Throws second_factor_needed where none was sent, code_wrong, code_skewed, ticket_invalid, passkey_refused, sign_in_anew of who has neither a
 * password nor a second step, and what `proveSelf` throws.
 */
export async function proveWithStep(core: Core, caller: Member, shown: Shown): Promise<UserRow> {
  const { row, isAsked } = await byPassword(core, caller, shown.password)
  const hasStep = await takeStep(core, row, shown)
  if (!isAsked && !hasStep) checkFresh(core, caller)
  return row
}

/**
 * For what adds a way in: the password. Who has none takes the second step instead, and who has no second step either has signed in anew just
 * now at the server that vouches for them. Throws what `proveWithStep` throws.
 */
export async function proveAnew(core: Core, caller: Member, shown: Shown): Promise<UserRow> {
  const { row, isAsked } = await byPassword(core, caller, shown.password)
  if (!isAsked && !(await takeStep(core, row, shown))) checkFresh(core, caller)
  return row
}

/** False: they have no second step. */
async function takeStep(core: Core, row: UserRow, { code, shown }: Shown): Promise<boolean> {
  const ways = core.guard.waysOf(row.id)
  if (ways.length === 0) return false
  if (shown !== undefined) await spendPasskey(core, row.id, shown)
  else if (code !== undefined) await spend(core, row.id, code)
  // Such a ticket signs nobody in.
  else throw new ChatError('second_factor_needed', { ticket: core.tickets.make(row.id, () => Promise.reject(over())), ways })
  return true
}

function checkFresh(core: Core, { session }: Member): void {
  if (!core.fresh.has(session)) throw new ChatError('sign_in_anew')
}

const over = (): ChatError => new ChatError('ticket_invalid')

async function spendPasskey(core: Core, user: UserId, { ticket, passkey }: NonNullable<Shown['shown']>): Promise<void> {
  const asked = core.challenges.take(`in ${ticket}`)
  if (asked === undefined || asked.user !== user) throw over()
  core.tickets.drop(ticket)
  const { row, counter } = await checkShown(core, asked, passkey)
  await core.store.write((tx) => rows.used(tx, row.id, counter, core.now()))
}

/** The name by which the directory knows them, whatever they have changed it to here. */
async function calledThere(core: Core, row: UserRow): Promise<string> {
  const known = await core.store.read((tx) => identities.ofUser(tx, row.id))
  return known.find(({ source }) => source === LDAP)?.called ?? row.name
}
