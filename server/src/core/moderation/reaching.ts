// Whom a ban of a device or an address would hit besides the person it is meant for: nobody who does not stand below who gives it.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import type { Tx } from '#store/open.ts'
import * as sessions from '#store/sessions.ts'
import type { UserRow } from '#store/users.ts'
import * as users from '#store/users.ts'
import { addressMatcher } from '../bans.ts'
import type { Core } from '../context.ts'
import { isAboveOnServer, roleOf } from '../permissions.ts'

/** Addresses are given to others in time: where somebody came from longer ago is no longer theirs. */
const DAY_MS = 86_400_000

/** Throws ban_reaches_above. */
export async function checkDevices(tx: Tx, me: UserRow, devices: readonly string[]): Promise<void> {
  const people = await users.byIds(tx, await sessions.usersOn(tx, devices))
  if (people.some((row) => !isBelow(me, row))) throw new ChatError('ban_reaches_above')
}

/** Those count who are connected from there now, and whose sign-ins of there were used within a day. Throws ban_reaches_above. */
export async function checkAddresses(core: Core, tx: Tx, me: UserRow, addresses: readonly string[]): Promise<void> {
  if (addresses.length === 0) return
  const isHit = addressMatcher(addresses)
  const spared = (await users.byIds(tx, await users.staffIds(tx))).filter((row) => !isBelow(me, row)).map(({ id }) => id)
  const isHere = (user: UserId): boolean => core.whereabouts(user).some(({ address }) => isHit(address))
  const were = await sessions.addressesOf(tx, spared, core.now() - DAY_MS)
  if (spared.some(isHere) || were.some(({ address }) => isHit(address))) throw new ChatError('ban_reaches_above')
}

const isBelow = (me: UserRow, row: UserRow): boolean => isAboveOnServer(roleOf(me), roleOf(row))
