// Rooms, and the next place in their log.

import type { FileId, RoomId } from '@hearth/protocol/ids.ts'
import type { RoomKind } from '@hearth/protocol/shapes.ts'
import type { Selectable } from 'kysely'
import { type Static, Type } from 'typebox'
import { forget as forgetOld } from './archive.ts'
import { reader } from './columns.ts'
import { removeOfRoom } from './files.ts'
import * as invites from './invites.ts'
import * as later from './later.ts'
import { roomNumber } from './numbers.ts'
import * as own from './own.ts'
import type { RoomTable, Tx } from './schema.ts'
import { forget } from './search.index.ts'
import * as threadPlaces from './thread-places.ts'

export type RoomRow = {
  readonly id: RoomId
  readonly kind: RoomKind
  readonly name: string
  readonly topic: string
  readonly public: boolean
  readonly code: string | null
  /** Both people of a direct room, so that there is one. */
  readonly directKey: string | null
  /** The last entry of its log. */
  readonly seq: number
  /** How many people are in it; kept by members.ts. */
  readonly members: number
  readonly createdAt: number
  readonly deletedAt: number | null
  readonly picture: FileId | null
  /** After so many days the bytes of its files are deleted; null: as everywhere. */
  readonly fileDays: number | null
  /** So much all of its files may have together, and so many they may be; null: as everywhere. */
  readonly fileBytes: number | null
  readonly fileCount: number | null
  /** After so many days its messages are put away compressed; 0: never, null: as everywhere. */
  readonly archiveDays: number | null
  /** Up to this place they are; kept by archiving.ts. */
  readonly archived: number
  /** A place to talk: people come and go. */
  readonly voice: boolean
  /** What holds in it besides roles; null for nothing. */
  readonly rules: KeptRules | null
}

/** `words`: a message that holds one of them is refused. */
export const KeptRules = Type.Object(
  {
    slowSeconds: Type.Optional(Type.Integer({ minimum: 1 })),
    locked: Type.Optional(Type.Literal(true)),
    approval: Type.Optional(Type.Literal(true)),
    words: Type.Optional(Type.Unsafe<readonly string[]>(Type.Array(Type.String(), { maxItems: 1000 }))),
  },
  { additionalProperties: false },
)
export type KeptRules = Readonly<Static<typeof KeptRules>>

export async function add(tx: Tx, row: RoomRow): Promise<void> {
  const { id, kind, name, topic, code, directKey, seq, members, createdAt, deletedAt, picture, archiveDays, archived } = row
  await tx
    .insertInto('rooms')
    .values({
      ...{ id, kind, name, topic, public: row.public ? 1 : 0, code, direct_key: directKey },
      ...{ seq, member_count: members, created_at: createdAt, deleted_at: deletedAt },
      ...{ picture, archive_days: archiveDays, archived, voice: row.voice ? 1 : 0 },
      ...{ file_days: row.fileDays, file_bytes: row.fileBytes, file_count: row.fileCount },
      rules: row.rules === null ? null : JSON.stringify(row.rules),
    })
    .execute()
}

/** A deleted one too: see its deletedAt. */
export async function byId(tx: Tx, id: RoomId): Promise<RoomRow | undefined> {
  const found = await tx.selectFrom('rooms').selectAll().where('id', '=', id).executeTakeFirst()
  return found && roomRow(found)
}

export async function byCode(tx: Tx, code: string): Promise<RoomRow | undefined> {
  const found = await tx.selectFrom('rooms').selectAll().where('code', '=', code).executeTakeFirst()
  return found && roomRow(found)
}

export async function byDirectKey(tx: Tx, key: string): Promise<RoomRow | undefined> {
  const found = await tx.selectFrom('rooms').selectAll().where('direct_key', '=', key).executeTakeFirst()
  return found && roomRow(found)
}

export async function byPicture(tx: Tx, picture: FileId): Promise<RoomRow | undefined> {
  const found = await tx.selectFrom('rooms').selectAll().where('picture', '=', picture).where('deleted_at', 'is', null).executeTakeFirst()
  return found && roomRow(found)
}

/** The room everybody is in. Throws where `findLobby` finds none: it is made at the first start. */
export async function lobby(tx: Tx): Promise<RoomRow> {
  const found = await findLobby(tx)
  if (found === undefined) throw new Error('there is no lobby yet')
  return found
}

export async function findLobby(tx: Tx): Promise<RoomRow | undefined> {
  const found = await tx.selectFrom('rooms').selectAll().where('kind', '=', 'lobby').executeTakeFirst()
  return found && roomRow(found)
}

type Changed = Partial<Pick<RoomRow, 'name' | 'topic' | 'code' | 'picture' | 'fileDays' | 'fileBytes' | 'fileCount' | 'archiveDays'>>

export async function change(tx: Tx, id: RoomId, { fileDays, fileBytes, fileCount, archiveDays, ...changed }: Changed): Promise<void> {
  const set = {
    ...changed,
    ...(fileDays === undefined ? {} : { file_days: fileDays }),
    ...(fileBytes === undefined ? {} : { file_bytes: fileBytes }),
    ...(fileCount === undefined ? {} : { file_count: fileCount }),
    ...(archiveDays === undefined ? {} : { archive_days: archiveDays }),
  }
  if (Object.keys(set).length === 0) return
  await tx.updateTable('rooms').set(set).where('id', '=', id).execute()
}

export async function setRules(tx: Tx, id: RoomId, rules: KeptRules | null): Promise<void> {
  await tx
    .updateTable('rooms')
    .set({ rules: rules === null ? null : JSON.stringify(rules) })
    .where('id', '=', id)
    .execute()
}

/** Those anybody may enter: not deleted, biggest first. */
export async function publicRooms(tx: Tx, limit: number): Promise<RoomRow[]> {
  return (await biggest(tx).selectAll().limit(limit).execute()).map(roomRow)
}

/** What they are called alone, for there may be many. */
export async function publicNames(tx: Tx, limit: number): Promise<Pick<RoomRow, 'id' | 'name' | 'topic'>[]> {
  return await biggest(tx).select(['id', 'name', 'topic']).limit(limit).execute()
}

/** Those of these that anybody may enter, as they are named. */
export async function publicByIds(tx: Tx, ids: readonly RoomId[]): Promise<RoomRow[]> {
  if (ids.length === 0) return []
  const found = await tx
    .selectFrom('rooms')
    .selectAll()
    .where('id', 'in', ids)
    .where('public', '=', 1)
    .where('deleted_at', 'is', null)
    .execute()
  const rows = new Map(found.map((row) => [row.id, roomRow(row)]))
  return ids.map((id) => rows.get(id)).filter((row) => row !== undefined)
}

const biggest = (tx: Tx) =>
  tx
    .selectFrom('rooms')
    // Written out, for an index that holds these rows alone is found by its very words.
    .where(({ eb, lit }) => eb.and([eb('public', '=', lit(1)), eb('deleted_at', 'is', null)]))
    .orderBy('member_count', 'desc')
    .orderBy('id', 'desc')

/** Takes the next place in the room's log: 1, 2, 3 … without gaps, for a job that fails gives its own back. */
export async function nextSeq(tx: Tx, id: RoomId): Promise<number> {
  const { seq } = await tx
    .updateTable('rooms')
    .set(({ eb }) => ({ seq: eb('seq', '+', 1) }))
    .where('id', '=', id)
    .returning('seq')
    .executeTakeFirstOrThrow()
  return seq
}

/** All that was in it is really deleted; a bare row stays, so that its id keeps meaning "gone". */
export async function remove(tx: Tx, id: RoomId, at: number): Promise<void> {
  await forget(tx, id)
  await forgetOld(tx, id)
  await removeOfRoom(tx, id)
  await own.forgetRoom(tx, id)
  await later.forgetRoom(tx, id)
  await invites.forgetRoom(tx, id)
  await threadPlaces.forgetRoom(tx, id)
  const said = tx.selectFrom('messages').select('id').where('room', '=', roomNumber(tx, id))
  await tx.deleteFrom('reactions').where('message_id', 'in', said).execute()
  for (const table of ['messages', 'entries'] as const) await tx.deleteFrom(table).where('room', '=', roomNumber(tx, id)).execute()
  for (const table of [
    'mentions',
    'members',
    'calls',
    'pins',
    'stars',
    'versions',
    'threads',
    'replies',
    'polls',
    'votes',
    'older_rooms',
    'wishes',
    'mutes',
  ] as const)
    await tx.deleteFrom(table).where('room_id', '=', id).execute()
  const bare = {
    name: '',
    topic: '',
    public: 0,
    code: null,
    direct_key: null,
    member_count: 0,
    deleted_at: at,
    picture: null,
    archived: 0,
    rules: null,
  } as const
  await tx.updateTable('rooms').set(bare).where('id', '=', id).execute()
}

export const roomRow = (row: Omit<Selectable<RoomTable>, 'number'>): RoomRow => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  topic: row.topic,
  public: row.public === 1,
  code: row.code,
  directKey: row.direct_key,
  seq: row.seq,
  members: row.member_count,
  createdAt: row.created_at,
  deletedAt: row.deleted_at,
  picture: row.picture,
  fileDays: row.file_days,
  fileBytes: row.file_bytes,
  fileCount: row.file_count,
  archiveDays: row.archive_days,
  archived: row.archived,
  voice: row.voice === 1,
  rules: rulesIn(row.rules),
})

/** What held in it cannot be read any more: until its admins say it anew, nobody else speaks. */
const UNREADABLE: KeptRules = { locked: true }

const readRules = reader(KeptRules)
const rulesIn = (json: string | null): KeptRules | null => (json === null ? null : (readRules(json) ?? UNREADABLE))
