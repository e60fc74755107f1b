// What whoever looks after the server may do from its own machine: the command line's deeds, with or without a running server.

import type { Figures } from '@hearth/protocol/admin-shapes.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import { RoomId, UserId } from '@hearth/protocol/ids.ts'
import { type Static, type TObject, Type } from 'typebox'
import { Check } from 'typebox/value'
import * as banRows from '#store/bans.ts'
import * as files from '#store/files.ts'
import * as invites from '#store/invites.ts'
import type { Tx } from '#store/open.ts'
import * as users from '#store/users.ts'
import { addPerson, cutSessions } from './accounts.ts'
import * as backups from './backups.ts'
import { isAddressOrRange, plainAddress } from './bans.ts'
import type { Core } from './context.ts'
import * as damage from './damage.ts'
import { takenHere } from './exports.ts'
import { forgetWays } from './factors/safety.ts'
import { intoTheHouse } from './inviting.ts'
import { renewKeys, sealForms } from './keys.ts'
import { tell } from './log.ts'
import { note } from './moderation/audit.ts'
import { banAddress, banDevices, banPerson, isDevice, lift } from './moderation/banning.ts'
import {
  type AuditLine,
  moderationDeeds,
  mute as muteByName,
  reloadMutes,
  setRole,
  showAudit,
  signOut as signOutByName,
  unlock,
} from './moderation/operating.ts'
import { checkName } from './names.ts'
import { named } from './operated.ts'
import type { Telling } from './outcome.ts'
import { secret, secretHash } from './secrets.ts'
import { archiveRoom, type Meant, type StorageShown, showStorage } from './upkeep.ts'
import { userView } from './views.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const strict = { additionalProperties: false }
const word = Type.String({ minLength: 1, maxLength: 4096 })

/** name → what it takes. What each gives stands with its deed below. */
export const operatorCommands = {
  'user.add': Type.Object({ name: word, password: word, admin: Type.Boolean() }, strict),
  'user.list': Type.Object({}, strict),
  'user.password': Type.Object({ name: word, password: word }, strict),
  'invite.make': Type.Object(
    { uses: Type.Integer({ minimum: 1, maximum: 10_000 }), days: Type.Integer({ minimum: 1, maximum: 3650 }) },
    strict,
  ),
  'ban.add': Type.Object(
    {
      what: word,
      reason: Type.String({ maxLength: 250 }),
      minutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 5_256_000 })),
      devices: Type.Optional(Type.Literal(true)),
    },
    strict,
  ),
  'ban.list': Type.Object({}, strict),
  'ban.remove': Type.Object({ what: word }, strict),
  ...moderationDeeds,
  'setup.link': Type.Object({}, strict),
  'figures.show': Type.Object({}, strict),
  'storage.show': Type.Object({ most: Type.Integer({ minimum: 1, maximum: 10_000 }) }, strict),
  'storage.blobs': Type.Object({ after: Type.String({ maxLength: 64 }), most: Type.Integer({ minimum: 1, maximum: 10_000 }) }, strict),
  'storage.checked': Type.Object({ damaged: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 1000 }) }, strict),
  'room.archive': Type.Object({ room: word, afterDays: Type.Union([Type.Integer({ minimum: 0, maximum: 36_500 }), Type.Null()]) }, strict),
  'export.noted': Type.Object({ user: Type.Optional(UserId), room: Type.Optional(RoomId) }, strict),
  'backup.plan': backups.PlanOrNone,
  'backup.show': Type.Object({}, strict),
} as const satisfies Record<string, TObject>

export type OperatorCommand = keyof typeof operatorCommands
type OperatorTakes<N extends OperatorCommand> = Static<(typeof operatorCommands)[N]>

export type OperatorGives = {
  'user.add': { id: string; name: string; admin: boolean }
  'user.list': {
    users: {
      id: string
      name: string
      displayName: string
      admin: boolean
      guest: boolean
      banned: boolean
      createdAt: number
      seenAt: number | null
    }[]
  }
  'user.password': { name: string }
  'invite.make': { token: string; expiresAt: number }
  'ban.add': { kind: 'address' | 'user'; value: string }
  'ban.list': { bans: { kind: 'address' | 'user' | 'device'; value: string; reason: string; at: number; until: number | null }[] }
  'ban.remove': { value: string }
  'user.role': { name: string; role: string }
  'user.mute': { name: string; until: number | null }
  'user.signout': { name: string }
  'user.unlock': { name: string }
  'audit.show': { lines: AuditLine[] }
  'figures.show': Figures
  'setup.link': { token: string | null }
  'storage.show': StorageShown
  /** Contents in the order of their hashes. */
  'storage.blobs': { blobs: { hash: string; size: number }[] }
  'storage.checked': { hits: readonly damage.Hit[] }
  'room.archive': Meant
  'export.noted': Record<never, never>
  'backup.plan': backups.Backups
  'backup.show': backups.Backups
}

export type Operator = {
  /** Carries out a deed by name. Rejects with ChatError: `unknown_command`, `bad_request`, and what the deed may meet. */
  operate(name: string, takes: unknown): Promise<OperatorGives[OperatorCommand]>
}

type Deed<N extends OperatorCommand> = (core: Core, takes: OperatorTakes<N>) => Promise<OperatorGives[N]>
type Publish = (tellings: readonly Telling[]) => void

export function createOperator(core: Core, publish: Publish): Operator {
  const deeds = deedsOf(publish)
  return {
    async operate(name, takes) {
      if (!isCommand(name)) throw new ChatError('unknown_command')
      if (!Check(operatorCommands[name], takes)) throw new ChatError('bad_request')
      // Checked against the same row of the table the deed's parameter derives from.
      return deeds[name](core, takes as never)
    },
  }
}

const isCommand = (name: string): name is OperatorCommand => Object.hasOwn(operatorCommands, name)

function deedsOf(publish: Publish): { readonly [N in OperatorCommand]: Deed<N> } {
  const write = <T>(core: Core, work: (tx: Tx) => Promise<{ gives: T; tellings: readonly Telling[] }>): Promise<T> =>
    core.store.write(work, ({ tellings }) => publish(tellings)).then(({ gives }) => gives)

  return {
    'user.add': async (core, { name: raw, password, admin }) => {
      const name = checkName(raw, core.settings.limits.nameChars)
      const passwordHash = await core.passwords.seal(password, [name], '')
      const keys = await sealForms(core, { name, address: '' }, password)
      const gives = await write(core, async (tx) => {
        const { row, tellings } = await addPerson(core, tx, { name, passwordHash, admin, guest: false })
        await renewKeys(tx, row.id, keys)
        await note(core, tx, { by: null, deed: 'account.made', user: row.id, detail: row.admin ? 'admin' : '' })
        return { gives: { id: row.id, name: row.name, admin: row.admin }, tellings }
      })
      if (admin) core.setup.done()
      return gives
    },
    'user.list': (core) =>
      core.store.read(async (tx) => ({
        users: (await users.all(tx))
          .filter(({ deletedAt }) => deletedAt === null)
          .map(({ id, name, displayName, admin, guest, bannedAt, createdAt, seenAt }) => ({
            id,
            name,
            displayName,
            admin,
            guest,
            banned: bannedAt !== null,
            createdAt,
            seenAt,
          })),
      })),
    'user.password': async (core, { name, password }) => {
      const passwordHash = await core.passwords.seal(password, [name], '')
      const keys = await sealForms(core, { name, address: '' }, password)
      return write(core, async (tx) => {
        const row = await named(tx, name)
        const after = { ...row, passwordHash, guest: false }
        await users.change(tx, row.id, { passwordHash, guest: false })
        await renewKeys(tx, row.id, keys)
        await note(core, tx, { by: null, deed: 'password.set', user: row.id })
        const cut = await cutSessions(core, tx, row.id, 'session_unknown')
        return {
          gives: { name: row.name },
          tellings: [tell({ event: 'account.changed', with: { user: userView(after) } }, { to: 'everybody' }), ...cut],
        }
      })
    },
    'invite.make': async (core, { uses, days }) => {
      const token = secret(core.chance)
      const createdAt = core.now()
      const expiresAt = createdAt + days * DAY_MS
      await core.store.write(async (tx) => {
        await invites.add(tx, { ...intoTheHouse(core, null), tokenHash: secretHash(token), createdAt, expiresAt, usesLeft: uses, uses })
        await note(core, tx, { by: null, deed: 'invite.made', detail: `${uses} × ${days} days` })
      })
      return { token, expiresAt }
    },
    'ban.add': async (core, takes) => {
      const gives = await write(core, (tx) => addBan(core, tx, takes))
      await reload(core)
      return gives
    },
    'ban.list': (core) => core.store.read(async (tx) => ({ bans: await namedBans(tx) })),
    'ban.remove': async (core, { what }) => {
      await core.store.write(async (tx) =>
        lift(core, tx, isAddressOrRange(what) || isDevice(what) ? what : (await named(tx, what)).id, null),
      )
      await reload(core)
      return { value: what }
    },
    'user.role': async (core, { name, role }) => {
      const gives = await write(core, (tx) => setRole(core, tx, name, role))
      if (role === 'owner' || role === 'admin') core.setup.done()
      return gives
    },
    'user.mute': async (core, { name, minutes, reason }) => {
      const gives = await write(core, (tx) => muteByName(core, tx, name, minutes, reason))
      await reloadMutes(core)
      return gives
    },
    'user.signout': (core, { name }) => write(core, (tx) => signOutByName(core, tx, name)),
    'user.unlock': async (core, { name }) => {
      const { row, ...gives } = await write(core, (tx) => unlock(core, tx, name))
      forgetWays(core, row)
      return gives
    },
    'audit.show': (core, { most }) => core.store.read((tx) => showAudit(tx, most)),
    'figures.show': (core) => core.figures(),
    'storage.show': (core, { most }) => core.store.read((tx) => showStorage(tx, most)),
    'storage.blobs': (core, { after, most }) => core.store.read(async (tx) => ({ blobs: await files.blobsAfter(tx, after, most) })),
    'storage.checked': (core, { damaged }) => damage.noteAll(core, publish, damaged),
    'room.archive': (core, { room, afterDays }) => core.store.write((tx) => archiveRoom(tx, room, afterDays)),
    'export.noted': async (core, what) => {
      await core.store.write((tx) => takenHere(core, tx, what))
      return {}
    },
    'backup.plan': async ({ store }, { plan }) => {
      await backups.setPlan(store, publish, plan)
      return store.read(backups.read)
    },
    'backup.show': ({ store }) => store.read(backups.read),
    'setup.link': async (core) => ({ token: core.setup.isWaiting() ? core.setup.renew() : null }),
  }
}

type Banned = { readonly gives: OperatorGives['ban.add']; readonly tellings: readonly Telling[] }

async function addBan(core: Core, tx: Tx, { what, reason, minutes, devices }: OperatorTakes<'ban.add'>): Promise<Banned> {
  const by = { by: null, reason, minutes }
  if (isAddressOrRange(what))
    return { gives: { kind: 'address', value: plainAddress(what) }, tellings: await banAddress(core, tx, what, by) }
  const row = await named(tx, what)
  return {
    gives: { kind: 'user', value: row.name },
    tellings: [...(devices ? await banDevices(core, tx, row, by) : []), ...(await banPerson(core, tx, row, by))],
  }
}

async function namedBans(tx: Tx): Promise<OperatorGives['ban.list']['bans']> {
  const bans = await banRows.list(tx)
  const ids = bans.flatMap(({ kind, value }) => (kind === 'user' ? [value as UserId] : []))
  const names = new Map((await users.byIds(tx, ids)).map(({ id, name }): [string, string] => [id, name]))
  return bans.map(({ kind, value, reason, at, until }) => ({ kind, value: names.get(value) ?? value, reason, at, until }))
}

/** The door asks memory; memory follows the disk. */
async function reload(core: Core): Promise<void> {
  core.bans.load(await core.store.read((tx) => banRows.list(tx)))
}
