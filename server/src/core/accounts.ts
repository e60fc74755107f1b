// Making, changing and ending accounts.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { SessionId, UserId } from '@hearth/protocol/ids.ts'
import { lookOf } from '@hearth/protocol/looks.ts'
import * as apps from '#store/apps.ts'
import * as codes from '#store/codes.ts'
import * as identities from '#store/identities.ts'
import * as invites from '#store/invites.ts'
import * as later from '#store/later.ts'
import * as members from '#store/members.ts'
import * as older from '#store/older.ts'
import type { Tx } from '#store/open.ts'
import * as own from '#store/own.ts'
import * as passkeys from '#store/passkeys.ts'
import * as resets from '#store/resets.ts'
import * as rooms from '#store/rooms.ts'
import * as seen from '#store/seen.ts'
import * as sessions from '#store/sessions.ts'
import * as stars from '#store/stars.ts'
import * as threadPlaces from '#store/thread-places.ts'
import type { Pending, UserRow } from '#store/users.ts'
import * as users from '#store/users.ts'
import { type Core, type Handler, inWrite } from './context.ts'
import { metAnew } from './factors/behind.ts'
import { checkNotReserved } from './factors/reserved.ts'
import { apart, checkCalled, checkShown, isOfStaff } from './imitation.ts'
import { isGood, spend, welcome } from './inviting.ts'
import { provePassword, renewKeys, type Sealed, sealForms } from './keys.ts'
import { tell } from './log.ts'
import { note } from './moderation/audit.ts'
import { checkDisplayName, checkName, nameFrom, nameKey } from './names.ts'
import { callPerson } from './older.ts'
import type { Outcome, Telling } from './outcome.ts'
import { takeDown } from './pictures.ts'
import { seat, unseat } from './seats.ts'
import { checkNotBanned, startSession } from './signin.ts'
import { checkLine } from './text.ts'
import { userView } from './views.ts'
import { goesFor, pendingBy, waiting } from './waiting.ts'

export const register: Handler<'account.register'> = async (core, caller, { name: rawName, password, displayName, invite, setup }) => {
  checkNotBanned(core, caller.address)
  const { limits } = core.settings
  const { registration } = core.entrance.now()
  const name = checkName(rawName, limits.nameChars)
  if (setup !== undefined && !core.setup.fits(setup)) throw new ChatError('setup_invalid')
  const isOpen = registration === 'open' || registration === 'approval'
  if (setup === undefined && invite === undefined && !isOpen) throw new ChatError('registration_closed')
  if (invite === undefined || (await isGood(core, invite))) await checkNotReserved(core, name)
  const passwordHash = await core.passwords.seal(password, [name], caller.address)
  const keys = await sealForms(core, { name, address: caller.address }, password)
  return inWrite(
    async (tx) => {
      if (setup !== undefined && (await users.hasAdmin(tx))) throw new ChatError('setup_invalid')
      const way = invite === undefined ? undefined : await spend(core, tx, invite)
      if (setup === undefined && !isOpen && way?.opens !== true) throw new ChatError('invite_invalid')
      const waits = setup === undefined ? await pendingBy(core, tx, { registration, way, address: caller.address }) : undefined
      const person = await addPerson(core, tx, { name, displayName, passwordHash, admin: setup !== undefined, guest: false, waits })
      await renewKeys(tx, person.row.id, keys)
      return startSession(core, tx, caller, person.row, await comesBy(core, tx, way, person))
    },
    setup === undefined ? undefined : setUp(core),
  )
}

/** The link is spent when its admin is on disk, not before. */
const setUp = (core: Core) => (outcome: Outcome<'account.register'>) => {
  core.setup.done()
  return outcome
}

export const enterAsGuest: Handler<'guest.enter'> = async (core, caller, { name: rawName, invite }) => {
  checkNotBanned(core, caller.address)
  if (!core.entrance.now().guests) throw new ChatError('guests_closed')
  // People at a door give their name as they say it: `Ada & Bo` come in as Ada.Bo, and are called what they said.
  const displayName = checkLine(rawName, core.settings.limits.nameChars, 'name_invalid')
  const name = checkName(nameFrom(displayName), core.settings.limits.nameChars)
  if (invite === undefined || (await isGood(core, invite))) await checkNotReserved(core, name)
  return inWrite(async (tx) => {
    const way = invite === undefined ? undefined : await spend(core, tx, invite)
    if (invite !== undefined && way === undefined) throw new ChatError('invite_invalid')
    const waits = way?.asks ? await pendingBy(core, tx, { registration: 'open', way, address: caller.address }) : undefined
    const person = await addPerson(core, tx, { name, displayName, passwordHash: null, admin: false, guest: true, waits })
    return startSession(core, tx, caller, person.row, await comesBy(core, tx, way, person))
  })
}

/** Into the room they are invited to, or behind those who wait. */
async function comesBy(core: Core, tx: Tx, way: invites.InviteRow | undefined, { row, tellings }: Added): Promise<readonly Telling[]> {
  if (row.pending === null) return [...tellings, ...(await welcome(core, tx, way, row))]
  const gone = await goesFor(tx, row)
  const told = gone === undefined ? [] : await endAccount(core, tx, gone.id)
  if (gone !== undefined)
    await core.watch.note(tx, { deed: 'account.refused', by: null, from: gone.pending?.from, detail: 'the list of who waits is full' })
  return [...tellings, ...told, await waiting(tx)]
}

export const change: Handler<'account.change'> = async (core, caller, wanted) => {
  const { limits } = core.settings
  const changed: Partial<Omit<UserRow, 'id'>> = {
    ...(wanted.displayName === undefined ? {} : { displayName: checkDisplayName(wanted.displayName, '', limits.nameChars) }),
    ...(wanted.colour === undefined ? {} : { colour: wanted.colour }),
    ...(wanted.status === undefined ? {} : { status: checkLine(wanted.status, limits.statusChars, 'text_too_long') }),
  }
  if (changed.displayName === '') throw new ChatError('name_invalid')
  const name = wanted.name === undefined ? undefined : checkName(wanted.name, limits.nameChars)
  if (name !== undefined) await checkNotReserved(core, name, caller.user)
  const fresh = wanted.password === undefined ? undefined : await newPassword(core, caller, wanted.password, wanted.oldPassword)
  return inWrite(async (tx) => {
    const before = await checkStillThere(tx, caller.user)
    if (changed.displayName !== undefined) await checkShown(tx, changed.displayName, before)
    if (name !== undefined) await checkCalled(tx, name, before)
    const named = name === undefined ? {} : { name, nameKey: await freeKey(core, tx, name, caller.user) }
    const sealed = fresh === undefined ? {} : { passwordHash: fresh.passwordHash, guest: false }
    const after: UserRow = { ...before, ...changed, ...named, ...sealed }
    await users.change(tx, caller.user, { ...changed, ...named, ...sealed })
    if (fresh !== undefined) {
      await renewKeys(tx, caller.user, fresh.keys)
      await note(core, tx, { by: caller.user, deed: 'password.set', user: caller.user })
    }
    const cut = fresh === undefined ? [] : await cutSessions(core, tx, caller.user, 'session_unknown', caller.session)
    const anew = before.guest ? await metAnew(core, tx, after) : []
    return {
      reply: { user: userView(after) },
      tellings: [tell({ event: 'account.changed', with: { user: userView(after) } }, { to: 'everybody' }), ...cut, ...anew],
    }
  })
}

export type NewPerson = {
  readonly name: string
  readonly displayName?: string | undefined
  readonly passwordHash: string | null
  readonly admin: boolean
  readonly guest: boolean
  /** Somebody else gave the name: who comes with that of an admin is told apart, and not kept out. */
  readonly vouched?: true | undefined
  /** Somebody lets them in first. */
  readonly waits?: Pending | null | undefined
}
export type Added = { readonly row: UserRow; readonly tellings: readonly Telling[] }

/** A new person, seated in the lobby; or one of whom nobody hears yet. `name` is checked already. Throws name_taken, name_invalid. */
export async function addPerson(core: Core, tx: Tx, { name, displayName, vouched, waits = null, ...given }: NewPerson): Promise<Added> {
  // Who is vouched for may well be who they look like.
  if (!vouched) await checkCalled(tx, name)
  const row = users.personRow({
    ...{ ...given, id: core.newId<UserId>(), name, nameKey: await freeKey(core, tx, name) },
    displayName: await freeShown(core, tx, { name, displayName, vouched }),
    colour: (core.chance(1)[0] ?? 0) % 12,
    createdAt: core.now(),
    seenAt: core.now(),
    // Whoever is the first to look after the server owns it.
    rank: given.admin && !(await users.hasAdmin(tx)) ? 'owner' : null,
    pending: waits,
  })
  await users.add(tx, row)
  return { row, tellings: waits === null ? await bringIn(core, tx, row) : [] }
}

async function freeShown(core: Core, tx: Tx, given: Pick<NewPerson, 'name' | 'displayName' | 'vouched'>): Promise<string> {
  const { nameChars } = core.settings.limits
  const shown = checkDisplayName(given.displayName, given.name, nameChars)
  if (given.vouched && (await isOfStaff(tx, shown))) return apart(shown, given.name, nameChars)
  await checkShown(tx, shown)
  return shown
}

/** Somebody new is there from here on, in the lobby, and everybody hears of it. */
export async function bringIn(core: Core, tx: Tx, row: UserRow): Promise<readonly Telling[]> {
  await callPerson(core, tx, row.id, row.name)
  const seated = await seat(core, tx, await rooms.lobby(tx), row, row.admin ? 'admin' : 'member', row.id)
  return [tell({ event: 'account.changed', with: { user: userView(row) } }, { to: 'everybody' }), ...seated]
}

/** Ends a person's sign-ins: all, or all but one. What is told last cuts their connections. */
export async function cutSessions(
  core: Core,
  tx: Tx,
  user: UserId,
  code: 'session_unknown' | 'banned',
  except?: SessionId,
): Promise<readonly Telling[]> {
  for (const id of await sessions.removeOfUser(tx, user, except)) core.ended.add(id)
  return [{ do: 'cut', user, code, ...(except === undefined ? {} : { except }) }]
}

/** Out of every room, the name free, the words left; nobody can sign in as them again. */
export async function endAccount(core: Core, tx: Tx, user: UserId): Promise<readonly Telling[]> {
  const before = await checkStillThere(tx, user)
  const told: Telling[] = []
  for (const { room, member } of await members.roomsOf(tx, user)) {
    if (room.kind !== 'direct') told.push(...(await unseat(core, tx, { room, member }, user)))
  }
  const gone = {
    nameKey: null,
    name: `deleted.${user.slice(-8)}`,
    displayName: 'Deleted account',
    status: '',
    passwordHash: null,
    admin: false,
    rank: null,
    picture: null,
    pending: null,
    deletedAt: core.now(),
  }
  await users.change(tx, user, gone)
  await older.forgetPerson(tx, user)
  await resets.forget(tx, user)
  await stars.removeOf(tx, user)
  await threadPlaces.removeOf(tx, user)
  await seen.setShown(tx, user, true)
  await own.forgetPerson(tx, user)
  await later.forgetPerson(tx, user)
  await invites.forgetPerson(tx, user)
  await apps.forgetPerson(tx, user)
  await codes.forget(tx, user)
  await identities.forgetPerson(tx, user)
  await passkeys.forgetPerson(tx, user)
  core.older?.people.delete(user)
  await takeDown(tx, before.picture)
  // Of who was never let in nobody has heard.
  if (before.pending === null)
    told.push(tell({ event: 'account.changed', with: { user: userView({ ...before, ...gone }) } }, { to: 'everybody' }))
  return [...told, ...(await cutSessions(core, tx, user, 'session_unknown'))]
}

export async function checkStillThere(tx: Tx, user: UserId): Promise<UserRow> {
  const row = await users.byId(tx, user)
  if (row === undefined || row.deletedAt !== null) throw new ChatError('session_unknown')
  return row
}

/** Also not a word by which older programs know somebody: they would sign in as the one and be taken for the other. */
export async function freeKey(core: Core, tx: Tx, name: string, unless?: UserId): Promise<string> {
  const key = nameKey(name)
  const holder = await users.byNameKey(tx, key)
  const called = core.older === undefined ? undefined : await older.personCalled(tx, key)
  if (called !== undefined && called !== unless) throw new ChatError('name_taken')
  if (holder !== undefined && holder.id !== unless) throw new ChatError('name_taken')
  await checkLook(tx, key, unless)
  return key
}

/** Who would be taken for somebody else is not called so. Throws name_taken. */
async function checkLook(tx: Tx, key: string, unless: UserId | undefined): Promise<void> {
  const look = lookOf(key)
  const latin = look === key ? undefined : await users.byNameKey(tx, look)
  const others = [...(latin === undefined ? [] : [latin]), ...(await users.beyondAscii(tx))]
  if (others.some(({ id, nameKey: other }) => id !== unless && other !== null && other !== key && lookOf(other) === look))
    throw new ChatError('name_taken')
}

/** A guest becomes a full account with the first password; everybody else must know the old one. */
async function newPassword(
  core: Core,
  caller: { user: UserId; address: string },
  password: string,
  old: string | undefined,
): Promise<{ readonly passwordHash: string; readonly keys: readonly Sealed[] }> {
  const row = await core.store.read((tx) => checkStillThere(tx, caller.user))
  // A guest who may become an account without being asked would be a way around whoever lets people in.
  if (row.guest && core.entrance.now().registration !== 'open') throw new ChatError('registration_closed')
  if (!row.guest) await provePassword(core, row, old ?? '', { name: row.name, address: caller.address })
  const passwordHash = await core.passwords.seal(password, [row.name], caller.address)
  return { passwordHash, keys: await sealForms(core, { name: row.name, address: caller.address }, password) }
}
