// People, guests included. A deleted one keeps its row, so that what they said has an author; the name is free again.

import { At, type FileId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { LastSeen } from '@hearth/protocol/own-shapes.ts'
import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import { type Static, Type } from 'typebox'
import { reader } from './columns.ts'
import type { Flag, Tx, UserTable } from './schema.ts'
import { filled, inParts, wanted } from './wanted.ts'

export type UserRow = {
  readonly id: UserId
  readonly name: string
  /** The name as it is compared; null when deleted. */
  readonly nameKey: string | null
  readonly displayName: string
  readonly colour: number
  readonly status: string
  readonly admin: boolean
  readonly guest: boolean
  readonly passwordHash: string | null
  readonly createdAt: number
  readonly seenAt: number | null
  readonly deletedAt: number | null
  readonly bannedAt: number | null
  readonly picture: FileId | null
  /** Who may know when they were last here. */
  readonly lastSeen: LastSeen
  /** Besides `admin`: the owner among the admins, or a moderator. */
  readonly rank: 'owner' | 'moderator' | null
  /** Since when they wait to be let in, and what brought them; null: they are in. */
  readonly pending: Pending | null
}

/** `by` and `room`: of the invitation they came by. `asks`: the room's admins let them in there, too. */
export const Pending = Type.Object(
  {
    at: At,
    by: Type.Optional(UserId),
    room: Type.Optional(RoomId),
    role: Type.Optional(Type.Union([Type.Literal('member'), Type.Literal('admin')])),
    asks: Type.Optional(Type.Literal(true)),
    from: Type.Optional(Type.String({ maxLength: 64, description: 'from which address, where nobody has invited them' })),
  },
  { additionalProperties: false },
)
export type Pending = Readonly<Static<typeof Pending>>

type Least = Pick<UserRow, 'id' | 'name' | 'nameKey' | 'displayName' | 'createdAt'>

/** Somebody of whom nothing is known but this, and what else is given. The one place where a new column of a person says what is meant without it. */
export const personRow = (known: Least & Partial<UserRow>): UserRow => ({
  colour: 0,
  status: '',
  admin: false,
  guest: false,
  passwordHash: null,
  seenAt: null,
  deletedAt: null,
  bannedAt: null,
  picture: null,
  lastSeen: 'everyone',
  rank: null,
  pending: null,
  ...known,
})

export async function add(tx: Tx, row: UserRow): Promise<void> {
  await tx
    .insertInto('users')
    .values({ ...always(row), id: row.id })
    .execute()
}

export async function byId(tx: Tx, id: UserId): Promise<UserRow | undefined> {
  const found = await tx.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()
  return found && userRow(found)
}

/** In no particular order; unknown ids are left out. */
export async function byIds(tx: Tx, ids: readonly UserId[]): Promise<UserRow[]> {
  return inParts(ids, async (some) => {
    const list = tx.selectFrom(wanted(some).as('wanted')).crossJoin('users').selectAll('users')
    return (await list.whereRef('users.id', '=', 'wanted.column1').execute()).map(userRow)
  })
}

export async function byNameKey(tx: Tx, key: string): Promise<UserRow | undefined> {
  const found = await tx.selectFrom('users').selectAll().where('name_key', '=', key).executeTakeFirst()
  return found && userRow(found)
}

/** Those whose names have letters beyond ASCII, and the keys of them. */
export async function beyondAscii(tx: Tx): Promise<readonly Pick<UserRow, 'id' | 'nameKey'>[]> {
  const rows = await tx
    .selectFrom('users')
    .select(['id', 'name_key'])
    .where(sql<boolean>`octet_length(name_key) > length(name_key)`)
    .execute()
  return rows.map(({ id, name_key: nameKey }) => ({ id, nameKey }))
}

export async function change(tx: Tx, id: UserId, changed: Partial<Omit<UserRow, 'id'>>): Promise<void> {
  if (Object.keys(changed).length === 0) return
  await tx.updateTable('users').set(sometimes(changed)).where('id', '=', id).execute()
}

/** When each of many was last here. */
export async function wereSeen(tx: Tx, seen: ReadonlyMap<UserId, number>): Promise<void> {
  await inParts([...seen.keys()], async (some) => {
    const pairs = filled<UserId | ''>(some, '').map((id) => sql`(${id}, cast(${id === '' ? 0 : seen.get(id)} as bigint))`)
    const list = sql<{ column1: string; column2: number }>`(values ${sql.join(pairs)})`.as('wanted')
    await tx
      .updateTable('users')
      .from(list)
      .set(({ ref }) => ({ seen_at: ref('wanted.column2') }))
      .whereRef('users.id', '=', 'wanted.column1')
      .execute()
    return []
  })
}

/** Part of the name or display name, whatever the case; those that begin with it first. Nobody deleted, and nobody who is not in yet. */
export async function search(tx: Tx, text: string, limit: number): Promise<UserRow[]> {
  const part = partOf(text)
  const rows = await tx
    .selectFrom('users')
    .selectAll()
    .where('deleted_at', 'is', null)
    .where('pending', 'is', null)
    .where(({ or }) => or([likeEscaped('name_fold', `%${part}%`), likeEscaped('display_fold', `%${part}%`)]))
    .orderBy(({ case: when, or }) =>
      when()
        .when(or([likeEscaped('name_fold', `${part}%`), likeEscaped('display_fold', `${part}%`)]))
        .then(0)
        .else(1)
        .end(),
    )
    .orderBy('name_fold')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(userRow)
}

export async function all(tx: Tx): Promise<UserRow[]> {
  return (await tx.selectFrom('users').selectAll().orderBy('id').execute()).map(userRow)
}

/** Those who let not everyone know when they were last here. */
export async function discreet(tx: Tx): Promise<ReadonlyMap<UserId, LastSeen>> {
  const rows = await tx.selectFrom('users').select(['id', 'last_seen']).where('last_seen', 'is not', null).execute()
  return new Map(rows.map(({ id, last_seen }) => [id, last_seen ?? 'everyone']))
}

/** Who looks after the server. */
export async function adminIds(tx: Tx): Promise<UserId[]> {
  const rows = await tx.selectFrom('users').select('id').where('admin', '=', 1).where('deleted_at', 'is', null).orderBy('id').execute()
  return rows.map(({ id }) => id)
}

/** Who looks after what people say to each other. */
export async function staffIds(tx: Tx): Promise<UserId[]> {
  const rows = await tx
    .selectFrom('users')
    .select('id')
    .where(({ or, eb }) => or([eb('admin', '=', 1), eb('rank', 'is not', null)]))
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** What those are called and shown as who look after the server, or after what people say to each other. */
export async function staffNames(tx: Tx): Promise<readonly { readonly id: UserId; readonly names: readonly string[] }[]> {
  const rows = await tx
    .selectFrom('users')
    .select(['id', 'name', 'display_name'])
    .where(({ or, eb }) => or([eb('admin', '=', 1), eb('rank', 'is not', null)]))
    .where('deleted_at', 'is', null)
    .execute()
  return rows.map(({ id, name, display_name: shown }) => ({ id, names: [name, shown] }))
}

/** Who waits to be let in, the longest waiting first. */
export async function waiting(tx: Tx, limit: number): Promise<UserRow[]> {
  const rows = await tx.selectFrom('users').selectAll().where('pending', 'is not', null).orderBy('id').limit(limit).execute()
  return rows.map(userRow)
}

/** How many wait to be let in. */
export async function countWaiting(tx: Tx): Promise<number> {
  const { waiting } = await tx
    .selectFrom('users')
    .select(({ fn }) => fn.countAll<number>().as('waiting'))
    .where('pending', 'is not', null)
    .executeTakeFirstOrThrow()
  return waiting
}

/** How many own the server. */
export async function owners(tx: Tx): Promise<number> {
  const { owners } = await tx
    .selectFrom('users')
    .select(({ fn }) => fn.countAll<number>().as('owners'))
    .where('rank', '=', 'owner')
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow()
  return owners
}

/** Is there an admin who is not deleted? */
export async function hasAdmin(tx: Tx): Promise<boolean> {
  const found = await tx.selectFrom('users').select('id').where('admin', '=', 1).where('deleted_at', 'is', null).limit(1).executeTakeFirst()
  return found !== undefined
}

export function userRow(row: Omit<Selectable<UserTable>, 'number'>): UserRow {
  return {
    id: row.id,
    name: row.name,
    nameKey: row.name_key,
    displayName: row.display_name,
    colour: row.colour,
    status: row.status,
    admin: row.admin === 1,
    guest: row.guest === 1,
    passwordHash: row.password_hash,
    createdAt: row.created_at,
    seenAt: row.seen_at,
    deletedAt: row.deleted_at,
    bannedAt: row.banned_at,
    picture: row.picture,
    lastSeen: row.last_seen ?? 'everyone',
    rank: row.rank,
    // Row mapping: only this file writes the column.
    pending: row.pending === null ? null : pendingIn(row.pending),
  }
}

const readPending = reader(Pending)
/** Whoever has to be let in waits, however little is known of it. */
const pendingIn = (json: string): Pending => readPending(json) ?? { at: 0 }

type Values = Omit<Insertable<UserTable>, 'id' | 'number'>

const always = (row: Omit<UserRow, 'id'>): Values => ({
  name: row.name,
  name_key: row.nameKey,
  name_fold: fold(row.name),
  display_name: row.displayName,
  display_fold: fold(row.displayName),
  colour: row.colour,
  status: row.status,
  admin: flag(row.admin),
  guest: flag(row.guest),
  password_hash: row.passwordHash,
  created_at: row.createdAt,
  seen_at: row.seenAt,
  deleted_at: row.deletedAt,
  banned_at: row.bannedAt,
  picture: row.picture,
  last_seen: seenBy(row.lastSeen),
  rank: row.rank,
  pending: waits(row.pending),
})

/** What is not given is undefined, which Kysely leaves out. */
const sometimes = (row: Partial<Omit<UserRow, 'id'>>): { [K in keyof Values]?: Updateable<UserTable>[K] | undefined } => ({
  name: row.name,
  name_key: row.nameKey,
  name_fold: row.name === undefined ? undefined : fold(row.name),
  display_name: row.displayName,
  display_fold: row.displayName === undefined ? undefined : fold(row.displayName),
  colour: row.colour,
  status: row.status,
  admin: row.admin === undefined ? undefined : flag(row.admin),
  guest: row.guest === undefined ? undefined : flag(row.guest),
  password_hash: row.passwordHash,
  created_at: row.createdAt,
  seen_at: row.seenAt,
  deleted_at: row.deletedAt,
  banned_at: row.bannedAt,
  picture: row.picture,
  last_seen: row.lastSeen && seenBy(row.lastSeen),
  rank: row.rank,
  pending: row.pending === undefined ? undefined : waits(row.pending),
})

const waits = (pending: Pending | null) => pending && JSON.stringify(pending)
const seenBy = (whom: LastSeen) => (whom === 'everyone' ? null : whom)

// Folded here and not by the engines: each has its own idea of small letters.
/** As names are looked for: whatever the capitals, and the width of letters. */
export const fold = (text: string) => text.normalize('NFKC').toLowerCase()
const flag = (is: boolean): Flag => (is ? 1 : 0)
/** The part of a name as `like` takes it: nothing in it stands for anything else. */
export const partOf = (text: string): string => fold(text).replace(/[\\%_]/g, '\\$&')

export const likeEscaped = (column: 'name_fold' | 'display_fold', pattern: string) =>
  sql<boolean>`${sql.ref(column)} like ${pattern} escape '\\'`
