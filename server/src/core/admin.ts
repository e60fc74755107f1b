// What admins ask for about the server itself.
import type { AdminCommandName } from '@hearth/protocol/admin-commands.ts'
import type { Account, Figures, House } from '@hearth/protocol/admin-shapes.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import * as accounts from '#store/accounts.ts'
import * as invites from '#store/invites.ts'
import type { Tx } from '#store/open.ts'
import * as resets from '#store/resets.ts'
import * as users from '#store/users.ts'
import { addPerson, cutSessions } from './accounts.ts'
import { read as readBackups } from './backups.ts'
import { type Core, type Handler, inRead, inWrite, quietly } from './context.ts'
import { checkFirstStepEnough } from './factors/guard.ts'
import type { Finish } from './factors/tickets.ts'
import { intoTheHouse } from './inviting.ts'
import { renewKeys, sealForms } from './keys.ts'
import { note } from './moderation/audit.ts'
import { checkBelow, checkStaff } from './moderation/staff.ts'
import { checkName } from './names.ts'
import { roleOf } from './permissions.ts'
import { checkPerson } from './seats.ts'
import { secret, secretHash } from './secrets.ts'
import { checkNotBanned, startSession } from './signin.ts'
import { showStorage } from './upkeep.ts'
import { userView } from './views.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const PAGE = 50
const MOST_SHOWN = 20
const MOST_ROOMS = 200

/** Where nobody serves, there is nothing to measure. */
export const noFigures = (): Promise<Figures> => Promise.reject(new Error('no server runs here'))

const figures: Handler<'server.figures'> = async (core, caller) => {
  await core.store.read((tx) => checkStaff(tx, caller, 'seeFigures'))
  const now = await core.figures()
  return inRead(async () => quietly({ figures: now }))
}

const house: Handler<'admin.house'> = (core, caller) =>
  inRead(async (tx) => {
    await checkStaff(tx, caller, 'runServer')
    return quietly({ house: await houseNow(core, tx) })
  })

async function houseNow(core: Core, tx: Tx): Promise<House> {
  const { stored, archived, rooms, people } = await showStorage(tx, MOST_SHOWN)
  const { plan, last } = await readBackups(tx)
  return {
    doors: core.entrance.now(),
    rooms: await accounts.biggestRooms(tx, MOST_ROOMS),
    storage: {
      files: { called: '', ...stored },
      archived: { called: '', bytes: archived.bytes, count: archived.messages },
      people: people.map((one) => ({ ...one })),
      rooms: rooms.map((one) => ({ ...one })),
    },
    backups: { everyMs: plan?.everyMs ?? null, last: last && { at: last.at, failed: last.says !== undefined } },
  }
}

const doors: Handler<'admin.doors'> = (core, caller, wanted) => {
  let chosen: Awaited<ReturnType<Core['entrance']['keep']>> = {}
  return inWrite(
    async (tx) => {
      await checkStaff(tx, caller, 'runServer')
      chosen = await core.entrance.keep(tx, wanted)
      await note(core, tx, { by: caller.user, deed: 'settings.changed', detail: JSON.stringify(wanted) })
      return quietly({ doors: core.entrance.now() })
    },
    (outcome) => {
      core.entrance.follow(chosen)
      return { ...outcome, reply: { doors: core.entrance.now() } }
    },
  )
}

const people: Handler<'admin.people'> = (core, caller, { text, after }) =>
  inRead(async (tx) => {
    await checkStaff(tx, caller, 'muteEverywhere')
    const wanted = text?.toWellFormed().trim() ?? ''
    const page = wanted === '' ? await accounts.page(tx, after, PAGE + 1) : await users.search(tx, wanted, PAGE)
    const rows = page.slice(0, PAGE)
    const signIns = await accounts.signIns(
      tx,
      rows.map(({ id }) => id),
    )
    const shown = rows.map((row): Account => {
      const until = core.curbs.mutedUntil(null, row.id)
      return {
        ...{ user: userView(row), role: roleOf(row), createdAt: row.createdAt, seenAt: row.seenAt, banned: row.bannedAt !== null },
        ...{ mutedUntil: until > core.now() ? until : null, sessions: signIns.get(row.id) ?? 0 },
      }
    })
    return quietly({ people: shown, more: page.length > PAGE })
  })

const create: Handler<'admin.create'> = (core, caller, { name: raw, displayName }) =>
  inWrite(async (tx) => {
    await checkStaff(tx, caller, 'runServer')
    const name = checkName(raw, core.settings.limits.nameChars)
    const { row, tellings } = await addPerson(core, tx, { name, displayName, passwordHash: null, admin: false, guest: false })
    await note(core, tx, { by: caller.user, deed: 'account.made', user: row.id })
    return { reply: { user: userView(row), ...(await link(core, tx, row.id)) }, tellings }
  })

const reset: Handler<'admin.reset'> = (core, caller, { user }) =>
  inWrite(async (tx) => {
    const me = await checkStaff(tx, caller, 'runServer')
    const row = user === caller.user ? await checkPerson(tx, user) : await checkBelow(tx, me, user)
    if (row.guest) throw new ChatError('user_unknown')
    await note(core, tx, { by: caller.user, deed: 'password.link', user })
    return quietly(await link(core, tx, user))
  })

async function link(core: Core, tx: Tx, user: UserId): Promise<{ token: string; expiresAt: number }> {
  const token = secret(core.chance)
  const expiresAt = core.now() + DAY_MS
  await resets.add(tx, { user, tokenHash: secretHash(token), expiresAt })
  return { token, expiresAt }
}

const invite: Handler<'admin.invite'> = (core, caller, { uses, days }) =>
  inWrite(async (tx) => {
    await checkStaff(tx, caller, 'runServer')
    const token = secret(core.chance)
    const createdAt = core.now()
    const expiresAt = createdAt + days * DAY_MS
    await invites.add(tx, { ...intoTheHouse(core, caller.user), tokenHash: secretHash(token), createdAt, expiresAt, usesLeft: uses, uses })
    await note(core, tx, { by: caller.user, deed: 'invite.made', detail: `${uses} × ${days} days` })
    return quietly({ token, expiresAt })
  })

const useReset: Handler<'account.reset'> = async (core, caller, { token, password }) => {
  checkNotBanned(core, caller.address)
  const hash = secretHash(token)
  const found = await core.store.read(async (tx) => {
    const user = await resets.find(tx, hash, core.now())
    return user && users.byId(tx, user)
  })
  if (!found || found.deletedAt !== null) throw new ChatError('reset_invalid')
  const passwordHash = await core.passwords.seal(password, [found.name], caller.address)
  const keys = await sealForms(core, { name: found.name, address: caller.address }, password)
  const finish: Finish = async (tx, who) => {
    const row = await users.byId(tx, found.id)
    // Used, or replaced, while the password was being sealed, or the second step was taken.
    if (!(await resets.burn(tx, hash)) || row === undefined || row.deletedAt !== null) throw new ChatError('reset_invalid')
    await users.change(tx, row.id, { passwordHash })
    await renewKeys(tx, row.id, keys)
    await note(core, tx, { by: row.id, deed: 'password.set', user: row.id })
    const cut = await cutSessions(core, tx, row.id, 'session_unknown')
    return startSession(core, tx, who, { ...row, passwordHash }, cut)
  }
  return inWrite(async (tx) => {
    // A link by mail or on paper is no second step: the new password holds once that is done, too.
    checkFirstStepEnough(core, found.id, finish)
    return finish(tx, caller)
  })
}

export const admin: { readonly [N in AdminCommandName]: Handler<N> } = {
  'server.figures': figures,
  'admin.house': house,
  'admin.doors': doors,
  'admin.people': people,
  'admin.create': create,
  'admin.reset': reset,
  'admin.invite': invite,
  'account.reset': useReset,
}
