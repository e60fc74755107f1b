// Shutting people and addresses out, and letting them in again.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import * as banRows from '#store/bans.ts'
import type { Tx } from '#store/open.ts'
import * as sessions from '#store/sessions.ts'
import type { UserRow } from '#store/users.ts'
import * as users from '#store/users.ts'
import { cutSessions } from '../accounts.ts'
import { addressMatcher, isAddressOrRange, isThisMachine, plainAddress } from '../bans.ts'
import { type Core, type Handler, inRead, inWrite, quietly } from '../context.ts'
import type { Telling } from '../outcome.ts'
import { mayOnServer, roleOf } from '../permissions.ts'
import { checkPerson } from '../seats.ts'
import { userView } from '../views.ts'
import { note } from './audit.ts'
import { checkAddresses, checkDevices } from './reaching.ts'
import { checkBelow, checkStaff } from './staff.ts'

/** `minutes` undefined: until it is lifted. */
type By = { readonly by: UserId | null; readonly reason: string; readonly minutes?: number | undefined }

const MINUTE_MS = 60_000
/** The hash of what a device calls itself by. */
export const isDevice = (what: string): boolean => /^[0-9a-f]{64}$/.test(what)

export const ban: Handler<'moderation.ban'> = (core, caller, { user, reason, addresses = [], devices, minutes }) => {
  if (!addresses.every(isAddressOrRange)) throw new ChatError('bad_request', { at: '/addresses' })
  const memory = bansOf(core)
  return inWrite(async (tx) => {
    const me = await checkStaff(tx, caller, 'ban')
    if (addresses.length > 0) await checkStaff(tx, caller, 'banAddress')
    const row = await checkBelow(tx, me, user)
    if (devices) await checkDevices(tx, me, await sessions.devicesOf(tx, row.id))
    await checkAddresses(core, tx, me, addresses)
    const by = { by: caller.user, reason, minutes }
    const tellings: Telling[] = devices ? [...(await banDevices(core, tx, row, by))] : []
    tellings.push(...(await banPerson(core, tx, row, by)))
    for (const address of addresses) tellings.push(...(await banAddress(core, tx, address, by)))
    await memory.read(tx)
    return { reply: {}, tellings }
  }, memory.follow)
}

export const unban: Handler<'moderation.unban'> = (core, caller, { user, address, device }) => {
  if ([user, address, device].filter((one) => one !== undefined).length !== 1) throw new ChatError('bad_request', { at: '/user' })
  const memory = bansOf(core)
  return inWrite(async (tx) => {
    await checkStaff(tx, caller, address === undefined ? 'ban' : 'banAddress')
    const what = user === undefined ? (address ?? device ?? '') : (await checkPerson(tx, user)).id
    await lift(core, tx, what, caller.user)
    await memory.read(tx)
    return quietly({})
  }, memory.follow)
}

/** The door asks memory; memory follows the disk. */
export function bansOf(core: Core) {
  let now: readonly banRows.BanRow[] = []
  return {
    read: async (tx: Tx): Promise<void> => {
      now = await banRows.list(tx)
    },
    follow: <O>(outcome: O): O => {
      core.bans.load(now)
      return outcome
    },
  }
}

export const list: Handler<'moderation.bans'> = (_core, caller) =>
  inRead(async (tx) => {
    const me = await checkStaff(tx, caller, 'ban')
    const all = await banRows.list(tx)
    const rows = mayOnServer(roleOf(me), 'banAddress') ? all : all.filter(({ kind }) => kind !== 'address')
    const ids = rows.flatMap(({ kind, value, about }) => (kind === 'user' ? [value as UserId] : (about ?? [])))
    const people = new Map((await users.byIds(tx, ids)).map((row): [string, UserRow] => [row.id, row]))
    return quietly({
      bans: rows.map(({ kind, value, reason, at, until, about }) => {
        const row = people.get(about ?? value)
        return { kind, value, ...(row && { user: userView(row) }), reason, at, until }
      }),
    })
  })

export const whereabouts: Handler<'moderation.whereabouts'> = (core, caller, { user }) =>
  inRead(async (tx) => {
    await checkBelow(tx, await checkStaff(tx, caller, 'seeWhereabouts'), user)
    return quietly({ addresses: core.whereabouts(user).map((one) => ({ ...one })) })
  })

/** Whoever is banned stays so by id: a name may change. */
export async function banPerson(core: Core, tx: Tx, row: UserRow, { by, reason, minutes }: By): Promise<readonly Telling[]> {
  const at = core.now()
  await banRows.add(tx, { kind: 'user', value: row.id, reason, at, until: endOf(at, minutes), about: null })
  await users.change(tx, row.id, { bannedAt: at })
  await note(core, tx, { by, deed: 'ban.set', user: row.id, detail: lasting(minutes, reason) })
  return cutSessions(core, tx, row.id, 'banned')
}

/**
 * The devices somebody is signed in on, with every sign-in that was made there, whoever made it. A device is known by what its client keeps
 * beside the sign-in: who clears that away, or takes another browser, comes as a device nobody has seen.
 */
export async function banDevices(core: Core, tx: Tx, row: UserRow, { by, reason, minutes }: By): Promise<readonly Telling[]> {
  const at = core.now()
  const tellings: Telling[] = []
  for (const value of await sessions.devicesOf(tx, row.id)) {
    await banRows.add(tx, { kind: 'device', value, reason, at, until: endOf(at, minutes), about: row.id })
    await note(core, tx, { by, deed: 'ban.set', user: row.id, detail: lasting(minutes, `device ${markOf(value)} ${reason}`) })
    for (const { id, user } of await sessions.removeOfDevice(tx, value)) {
      core.ended.add(id)
      tellings.push({ do: 'cut', user, session: id, code: 'banned' })
    }
  }
  return tellings
}

const endOf = (at: number, minutes: number | undefined): number | null => (minutes === undefined ? null : at + minutes * MINUTE_MS)
const lasting = (minutes: number | undefined, reason: string): string =>
  (minutes === undefined ? reason : `${minutes} min ${reason}`).trim()
/** Enough to tell one from another in a log. */
const markOf = (device: string): string => device.slice(0, 8)

/** Throws not_bannable. */
export async function banAddress(core: Core, tx: Tx, address: string, { by, reason, minutes }: By): Promise<readonly Telling[]> {
  const value = plainAddress(address)
  if (isThisMachine(value.split('/', 1)[0] ?? '')) throw new ChatError('not_bannable')
  const at = core.now()
  await banRows.add(tx, { kind: 'address', value, reason, at, until: endOf(at, minutes), about: null })
  await note(core, tx, { by, deed: 'ban.set', detail: lasting(minutes, `${value} ${reason}`) })
  return [{ do: 'shut', banned: addressMatcher([value]) }]
}

/** @param what a person’s id, an address or range, or a device. Throws not_banned. */
export async function lift(core: Core, tx: Tx, what: string, by: UserId | null): Promise<void> {
  const isAddress = isAddressOrRange(what)
  const wasThere = await banRows.remove(tx, isAddress ? plainAddress(what) : what)
  if (!wasThere) throw new ChatError('not_banned')
  if (isAddress) return note(core, tx, { by, deed: 'ban.lifted', detail: plainAddress(what) })
  if (isDevice(what)) return note(core, tx, { by, deed: 'ban.lifted', detail: `device ${markOf(what)}` })
  const [row] = await users.byIds(tx, [what as UserId])
  if (row === undefined) return
  await users.change(tx, row.id, { bannedAt: null })
  await note(core, tx, { by, deed: 'ban.lifted', user: row.id })
}

/** Bans whose time is over are lifted. Gives what is still shut out where any was, for memory. */
export async function liftOverdue(core: Core, tx: Tx): Promise<readonly banRows.BanRow[] | undefined> {
  const over = await banRows.overdue(tx, core.now())
  if (over.length === 0) return undefined
  for (const what of over) await lift(core, tx, what, null)
  return banRows.list(tx)
}
