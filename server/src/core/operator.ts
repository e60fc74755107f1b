// What whoever looks after the server may do from its own machine: the command line's deeds, with or without a running server.

import { ChatError } from '@hearth/protocol/errors.ts'
import type { InviteId, UserId } from '@hearth/protocol/ids.ts'
import { type Static, type TObject, Type } from 'typebox'
import { Check } from 'typebox/value'
import * as banRows from '#store/bans.ts'
import * as files from '#store/files.ts'
import * as invites from '#store/invites.ts'
import type { Tx } from '#store/open.ts'
import * as users from '#store/users.ts'
import { addPerson, cutSessions } from './accounts.ts'
import * as backups from './backups.ts'
import { addressMatcher, isAddressOrRange, isThisMachine, plainAddress } from './bans.ts'
import type { Core } from './context.ts'
import * as damage from './damage.ts'
import { renewKeys, sealForms } from './keys.ts'
import { tell } from './log.ts'
import { checkName, nameKey } from './names.ts'
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
  'ban.add': Type.Object({ what: word, reason: Type.String({ maxLength: 250 }) }, strict),
  'ban.list': Type.Object({}, strict),
  'ban.remove': Type.Object({ what: word }, strict),
  'setup.link': Type.Object({}, strict),
  'storage.show': Type.Object({ most: Type.Integer({ minimum: 1, maximum: 10_000 }) }, strict),
  'storage.blobs': Type.Object({ after: Type.String({ maxLength: 64 }), most: Type.Integer({ minimum: 1, maximum: 10_000 }) }, strict),
  'storage.checked': Type.Object({ damaged: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 1000 }) }, strict),
  'room.archive': Type.Object({ room: word, afterDays: Type.Union([Type.Integer({ minimum: 0, maximum: 36_500 }), Type.Null()]) }, strict),
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
  'ban.list': { bans: { kind: 'address' | 'user'; value: string; reason: string; at: number }[] }
  'ban.remove': { value: string }
  'setup.link': { token: string | null }
  'storage.show': StorageShown
  /** Contents in the order of their hashes. */
  'storage.blobs': { blobs: { hash: string; size: number }[] }
  'storage.checked': { hits: readonly damage.Hit[] }
  'room.archive': Meant
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
      const passwordHash = await core.passwords.seal(password, [name])
      const keys = await sealForms(core, name, password)
      const gives = await write(core, async (tx) => {
        const { row, tellings } = await addPerson(core, tx, { name, passwordHash, admin, guest: false })
        await renewKeys(tx, row.id, keys)
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
      const passwordHash = await core.passwords.seal(password, [name])
      const keys = await sealForms(core, name, password)
      return write(core, async (tx) => {
        const row = await named(tx, name)
        const after = { ...row, passwordHash, guest: false }
        await users.change(tx, row.id, { passwordHash, guest: false })
        await renewKeys(tx, row.id, keys)
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
      const row = { id: core.newId<InviteId>(), by: null, room: null, role: 'member', opens: true } as const
      await core.store.write((tx) => invites.add(tx, { ...row, tokenHash: secretHash(token), createdAt, expiresAt, usesLeft: uses, uses }))
      return { token, expiresAt }
    },
    'ban.add': async (core, { what, reason }) => {
      const gives = await write(core, (tx) =>
        isAddressOrRange(what) ? banAddress(core, tx, what, reason) : banPerson(core, tx, what, reason),
      )
      await reload(core)
      return gives
    },
    'ban.list': (core) => core.store.read(async (tx) => ({ bans: await namedBans(tx) })),
    'ban.remove': async (core, { what }) => {
      await core.store.write((tx) => lift(tx, what))
      await reload(core)
      return { value: what }
    },
    'storage.show': (core, { most }) => core.store.read((tx) => showStorage(tx, most)),
    'storage.blobs': (core, { after, most }) => core.store.read(async (tx) => ({ blobs: await files.blobsAfter(tx, after, most) })),
    'storage.checked': (core, { damaged }) => damage.noteAll(core, publish, damaged),
    'room.archive': (core, { room, afterDays }) => core.store.write((tx) => archiveRoom(tx, room, afterDays)),
    'backup.plan': async ({ store }, { plan }) => {
      await backups.setPlan(store, publish, plan)
      return store.read(backups.read)
    },
    'backup.show': ({ store }) => store.read(backups.read),
    'setup.link': async (core) => ({ token: core.setup.isWaiting() ? core.setup.renew() : null }),
  }
}

type Banned = { readonly gives: OperatorGives['ban.add']; readonly tellings: readonly Telling[] }

async function banAddress(core: Core, tx: Tx, what: string, reason: string): Promise<Banned> {
  const value = plainAddress(what)
  if (isThisMachine(value.replace(/\/.*$/, ''))) throw new ChatError('not_bannable')
  await banRows.add(tx, { kind: 'address', value, reason, at: core.now() })
  const tellings: readonly Telling[] = [{ do: 'shut', banned: addressMatcher([value]) }]
  return { gives: { kind: 'address', value }, tellings }
}

async function banPerson(core: Core, tx: Tx, what: string, reason: string): Promise<Banned> {
  const row = await named(tx, what)
  const at = core.now()
  // By id: a name may change, the ban stays with the person.
  await banRows.add(tx, { kind: 'user', value: row.id, reason, at })
  await users.change(tx, row.id, { bannedAt: at })
  return { gives: { kind: 'user', value: row.name }, tellings: await cutSessions(core, tx, row.id, 'banned') }
}

/** Throws user_unknown, not_banned. */
async function lift(tx: Tx, what: string): Promise<void> {
  const person = isAddressOrRange(what) ? undefined : await named(tx, what)
  const wasThere = await banRows.remove(tx, person?.id ?? plainAddress(what))
  if (!wasThere) throw new ChatError('not_banned')
  if (person !== undefined) await users.change(tx, person.id, { bannedAt: null })
}

async function namedBans(tx: Tx): Promise<OperatorGives['ban.list']['bans']> {
  const bans = await banRows.list(tx)
  const ids = bans.flatMap(({ kind, value }) => (kind === 'user' ? [value as UserId] : []))
  const names = new Map((await users.byIds(tx, ids)).map(({ id, name }): [string, string] => [id, name]))
  return bans.map(({ kind, value, reason, at }) => ({ kind, value: names.get(value) ?? value, reason, at }))
}

async function named(tx: Tx, name: string): Promise<users.UserRow> {
  const row = await users.byNameKey(tx, nameKey(name))
  if (row === undefined) throw new ChatError('user_unknown')
  return row
}

/** The door asks memory; memory follows the disk. */
async function reload(core: Core): Promise<void> {
  core.bans.load(await core.store.read((tx) => banRows.list(tx)))
}
