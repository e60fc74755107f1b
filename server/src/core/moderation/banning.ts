// Shutting people and addresses out, and letting them in again.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import * as banRows from '#store/bans.ts'
import type { Tx } from '#store/open.ts'
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
import { checkBelow, checkStaff } from './staff.ts'

type By = { readonly by: UserId | null; readonly reason: string }

export const ban: Handler<'moderation.ban'> = (core, caller, { user, reason, addresses = [] }) => {
  if (!addresses.every(isAddressOrRange)) throw new ChatError('bad_request', { at: '/addresses' })
  const memory = bansOf(core)
  return inWrite(async (tx) => {
    const me = await checkStaff(tx, caller, 'ban')
    if (addresses.length > 0) await checkStaff(tx, caller, 'banAddress')
    const row = await checkBelow(tx, me, user)
    const by = { by: caller.user, reason }
    const tellings = [...(await banPerson(core, tx, row, by))]
    for (const address of addresses) tellings.push(...(await banAddress(core, tx, address, by)))
    await memory.read(tx)
    return { reply: {}, tellings }
  }, memory.follow)
}

export const unban: Handler<'moderation.unban'> = (core, caller, { user, address }) => {
  if ((user === undefined) === (address === undefined)) throw new ChatError('bad_request', { at: '/user' })
  const memory = bansOf(core)
  return inWrite(async (tx) => {
    await checkStaff(tx, caller, user === undefined ? 'banAddress' : 'ban')
    const what = user === undefined ? (address ?? '') : (await checkPerson(tx, user)).id
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
    const rows = mayOnServer(roleOf(me), 'banAddress') ? all : all.filter(({ kind }) => kind === 'user')
    const ids = rows.flatMap(({ kind, value }) => (kind === 'user' ? [value as UserId] : []))
    const people = new Map((await users.byIds(tx, ids)).map((row): [string, UserRow] => [row.id, row]))
    return quietly({
      bans: rows.map(({ kind, value, reason, at }) => {
        const row = people.get(value)
        return { kind, value, ...(row && { user: userView(row) }), reason, at }
      }),
    })
  })

export const whereabouts: Handler<'moderation.whereabouts'> = (core, caller, { user }) =>
  inRead(async (tx) => {
    await checkBelow(tx, await checkStaff(tx, caller, 'seeWhereabouts'), user)
    return quietly({ addresses: core.whereabouts(user).map((one) => ({ ...one })) })
  })

/** Whoever is banned stays so by id: a name may change. */
export async function banPerson(core: Core, tx: Tx, row: UserRow, { by, reason }: By): Promise<readonly Telling[]> {
  const at = core.now()
  await banRows.add(tx, { kind: 'user', value: row.id, reason, at })
  await users.change(tx, row.id, { bannedAt: at })
  await note(core, tx, { by, deed: 'ban.set', user: row.id, detail: reason })
  return cutSessions(core, tx, row.id, 'banned')
}

/** Throws not_bannable. */
export async function banAddress(core: Core, tx: Tx, address: string, { by, reason }: By): Promise<readonly Telling[]> {
  const value = plainAddress(address)
  if (isThisMachine(value.replace(/\/.*$/, ''))) throw new ChatError('not_bannable')
  await banRows.add(tx, { kind: 'address', value, reason, at: core.now() })
  await note(core, tx, { by, deed: 'ban.set', detail: `${value} ${reason}`.trim() })
  return [{ do: 'shut', banned: addressMatcher([value]) }]
}

/** @param what a person’s id, or an address or range. Throws not_banned. */
export async function lift(core: Core, tx: Tx, what: string, by: UserId | null): Promise<void> {
  const isAddress = isAddressOrRange(what)
  const wasThere = await banRows.remove(tx, isAddress ? plainAddress(what) : what)
  if (!wasThere) throw new ChatError('not_banned')
  if (isAddress) return note(core, tx, { by, deed: 'ban.lifted', detail: plainAddress(what) })
  const [row] = await users.byIds(tx, [what as UserId])
  if (row === undefined) return
  await users.change(tx, row.id, { bannedAt: null })
  await note(core, tx, { by, deed: 'ban.lifted', user: row.id })
}
