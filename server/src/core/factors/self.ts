// To change how one signs in, one shows once more that it is oneself: a device that was left open must not be enough.
import { ChatError } from '@hearth/protocol/errors.ts'
import * as identities from '#store/identities.ts'
import * as older from '#store/older.ts'
import type { Tx } from '#store/open.ts'
import type { UserRow } from '#store/users.ts'
import * as users from '#store/users.ts'
import type { Core } from '../context.ts'
import { provePassword } from '../keys.ts'
import type { Member } from '../outcome.ts'
import { LDAP } from './directory.ts'
import { isOfDirectory, proveAtDirectory } from './outsiders.ts'

/** Who has none came in by way of another server, and is asked for none. */
export async function hasPassword(core: Core, tx: Tx, row: UserRow): Promise<boolean> {
  if (core.directory !== undefined && (await identities.ofUser(tx, row.id)).some(({ source }) => source === LDAP)) return true
  return row.passwordHash !== null || (await older.keysOf(tx, row.id)).some(({ sealed }) => sealed !== null)
}

/** Throws not_allowed for guests, bad_credentials, slow_down. */
export async function proveSelf(core: Core, caller: Member, password: string | undefined): Promise<UserRow> {
  const { row, isAsked } = await core.store.read(async (tx) => {
    const found = await users.byId(tx, caller.user)
    if (found === undefined || found.deletedAt !== null) throw new ChatError('session_unknown')
    return { row: found, isAsked: await hasPassword(core, tx, found) }
  })
  if (row.guest) throw new ChatError('not_allowed')
  const who = { name: row.name, address: caller.address }
  if (isAsked && (await isOfDirectory(core, row))) await proveAtDirectory(core, await calledThere(core, row), password ?? '', who)
  else if (isAsked) await provePassword(core, row, password ?? '', who)
  return row
}

/** The name by which the directory knows them, whatever they have changed it to here. */
async function calledThere(core: Core, row: UserRow): Promise<string> {
  const known = await core.store.read((tx) => identities.ofUser(tx, row.id))
  return known.find(({ source }) => source === LDAP)?.called ?? row.name
}
