// Files: what is known of each, and which bytes on the disk somebody still refers to. The same bytes are one blob with many files.
import type { FileId, MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { FileKind } from '@hearth/protocol/shapes.ts'
import { type Selectable, sql } from 'kysely'
import type { FileTable, Tx } from './schema.ts'

export type FileRow = {
  readonly id: FileId
  readonly owner: UserId
  /** Where it is, or is meant to go; null for a picture of a person. */
  readonly room: RoomId | null
  /** Null until it is sent. */
  readonly message: MessageId | null
  readonly name: string
  /** Bytes, as announced; as they are when it is whole. */
  readonly size: number
  /** SHA-256 in hex; null until it is whole, and when it is gone. */
  readonly hash: string | null
  readonly kind: FileKind
  readonly type: string
  readonly width: number | null
  readonly height: number | null
  readonly durationMs: number | null
  /** Of a person, whom everybody signed in may see, or of a room. */
  readonly picture: boolean
  /** When it was begun, went on, became whole, was sent: the last of these, to the hour. */
  readonly at: number
  readonly gone: 'expired' | null
}
export type Content = Pick<FileRow, 'kind' | 'type' | 'width' | 'height' | 'durationMs'> & { readonly hash: string; readonly size: number }
export type Sum = { readonly bytes: number; readonly count: number }

/** Behind all files of a message: the picture of its link, which is none of them. */
export const PREVIEW_PLACE = 1000

/** @param place among the files of its message */
export async function add(tx: Tx, row: FileRow, place = 0): Promise<void> {
  const { id, owner, room, message, name, size, hash, kind, type, width, height, durationMs, picture, at, gone } = row
  await tx
    .insertInto('files')
    .values({
      ...{ id, owner_id: owner, room_id: room, message_id: message, place, name, size, hash, kind, type, width, height },
      ...{ duration: durationMs, picture: picture ? 1 : 0, at, gone },
    })
    .execute()
}

export async function byId(tx: Tx, id: FileId): Promise<FileRow | undefined> {
  const found = await tx.selectFrom('files').selectAll().where('id', '=', id).executeTakeFirst()
  return found && fileRow(found)
}

/** In no particular order; unknown ids are left out. */
export async function byIds(tx: Tx, ids: readonly FileId[]): Promise<FileRow[]> {
  if (ids.length === 0) return []
  return (await tx.selectFrom('files').selectAll().where('id', 'in', ids).execute()).map(fileRow)
}

/** In the order of each message; messages without files are left out. */
export async function ofMessages(tx: Tx, ids: readonly MessageId[]): Promise<Map<MessageId, FileRow[]>> {
  const found = new Map<MessageId, FileRow[]>()
  if (ids.length === 0) return found
  const rows = await tx
    .selectFrom('files')
    .selectAll()
    .where('message_id', 'in', ids)
    .where('place', '<', PREVIEW_PLACE)
    .orderBy('message_id')
    .orderBy('place')
    .execute()
  for (const row of rows) {
    const { message } = fileRow(row)
    if (message !== null) found.set(message, [...(found.get(message) ?? []), fileRow(row)])
  }
  return found
}

/** What the files of each message are called, in their order; of messages without files nothing is asked. */
export async function namesOf(
  tx: Tx,
  said: readonly { readonly id: MessageId; readonly files?: number | null }[],
): Promise<ReadonlyMap<MessageId, readonly string[]>> {
  const found = new Map<MessageId, string[]>()
  const ids = said.flatMap(({ id, files }) => ((files ?? 0) === 0 ? [] : [id]))
  if (ids.length === 0) return found
  const rows = await tx
    .selectFrom('files')
    .select(['message_id', 'name'])
    .where('message_id', 'in', ids)
    .orderBy('message_id')
    .orderBy('place')
    .execute()
  for (const { message_id, name } of rows) if (message_id !== null) found.set(message_id, [...(found.get(message_id) ?? []), name])
  return found
}

/** The upload is whole: its bytes are on the disk under their hash. */
export async function complete(tx: Tx, id: FileId, content: Content, at: number): Promise<void> {
  const { hash, size, kind, type, width, height, durationMs: duration } = content
  await keepBlob(tx, hash, size)
  await tx.updateTable('files').set({ hash, size, kind, type, width, height, duration, at }).where('id', '=', id).execute()
}

/** Bytes that somebody refers to from here on. */
export async function keepBlob(tx: Tx, hash: string, size: number): Promise<void> {
  await tx
    .insertInto('blobs')
    .values({ hash, size, loose: 0 })
    .onConflict((clash) => clash.column('hash').doUpdateSet({ loose: 0 }))
    .execute()
}

/** It goes on: its time begins anew. */
export async function touch(tx: Tx, id: FileId, at: number): Promise<void> {
  await tx.updateTable('files').set({ at }).where('id', '=', id).execute()
}

/** It is in a message now. */
export async function send(
  tx: Tx,
  id: FileId,
  { room, message, place, at }: { readonly room: RoomId; readonly message: MessageId; readonly place: number; readonly at: number },
): Promise<void> {
  await tx.updateTable('files').set({ room_id: room, message_id: message, place, at }).where('id', '=', id).execute()
}

export async function setPicture(tx: Tx, id: FileId, at: number): Promise<void> {
  await tx.updateTable('files').set({ picture: 1, room_id: null, at }).where('id', '=', id).execute()
}

/** Nothing of it stays but, where it is in a message, a card that says so. */
export async function expire(tx: Tx, ids: readonly FileId[]): Promise<void> {
  await loosen(tx, ids)
  await tx.updateTable('files').set({ hash: null, gone: 'expired' }).where('id', 'in', ids).execute()
}

export async function remove(tx: Tx, ids: readonly FileId[]): Promise<void> {
  if (ids.length === 0) return
  await loosen(tx, ids)
  await tx.deleteFrom('files').where('id', 'in', ids).execute()
}

export async function removeOfMessage(tx: Tx, message: MessageId): Promise<void> {
  const rows = await tx.selectFrom('files').select('id').where('message_id', '=', message).execute()
  await remove(
    tx,
    rows.map(({ id }) => id),
  )
}

export async function removeOfRoom(tx: Tx, room: RoomId): Promise<void> {
  const { picture } = await tx.selectFrom('rooms').select('picture').where('id', '=', room).executeTakeFirstOrThrow()
  if (picture !== null) await remove(tx, [picture])
  const blobs = tx.selectFrom('files').select('hash').where('room_id', '=', room).where('hash', 'is not', null)
  await tx.updateTable('blobs').set({ loose: 1 }).where('hash', 'in', blobs.$castTo<{ hash: string }>()).execute()
  await tx.deleteFrom('files').where('room_id', '=', room).execute()
}

async function loosen(tx: Tx, ids: readonly FileId[]): Promise<void> {
  const blobs = tx.selectFrom('files').select('hash').where('id', 'in', ids).where('hash', 'is not', null)
  await tx.updateTable('blobs').set({ loose: 1 }).where('hash', 'in', blobs.$castTo<{ hash: string }>()).execute()
}

/** What counts for a person: all that is theirs and not gone, on its way or not. */
export const ofOwner = (tx: Tx, owner: UserId): Promise<Sum> => summed(tx.selectFrom('files').where('owner_id', '=', owner))

export const ofRoom = (tx: Tx, room: RoomId): Promise<Sum> => summed(tx.selectFrom('files').where('room_id', '=', room))

/** Whole ones of a room. */
export async function countOfKind(tx: Tx, room: RoomId, kind: FileKind): Promise<number> {
  const { count } = await kept(tx)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('room_id', '=', room)
    .where('kind', '=', kind)
    .where('hash', 'is not', null)
    .executeTakeFirstOrThrow()
  return count
}

/** Uploads in no message yet. */
export async function countUnsent(tx: Tx, owner: UserId): Promise<number> {
  const { count } = await tx
    .selectFrom('files')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('owner_id', '=', owner)
    .where(({ eb, lit }) => eb.and([eb('message_id', 'is', null), eb('picture', '=', lit(0))]))
    .executeTakeFirstOrThrow()
  return count
}

/** Of all contents, each once. */
export async function ofBlobs(tx: Tx): Promise<Sum> {
  return await tx
    .selectFrom('blobs')
    .select(({ fn }) => [bytes('size').as('bytes'), fn.countAll<number>().as('count')])
    .executeTakeFirstOrThrow()
}

type Kept = ReturnType<typeof kept>
const kept = (tx: Tx) => tx.selectFrom('files').where('gone', 'is', null)

const bytes = (column: string) => sql<number>`cast(coalesce(sum(${sql.ref(column)}), 0) as bigint)`

async function summed(from: Kept): Promise<Sum> {
  return await from
    .where('gone', 'is', null)
    .select(({ fn }) => [bytes('size').as('bytes'), fn.countAll<number>().as('count')])
    .executeTakeFirstOrThrow()
}

/** Those in messages whose time is over: of a kind, sent before. */
export async function sentBefore(tx: Tx, kind: FileKind, before: number, limit: number): Promise<FileRow[]> {
  const rows = await kept(tx)
    .selectAll()
    .where('message_id', 'is not', null)
    .where('kind', '=', kind)
    .where('at', '<', before)
    .orderBy('at')
    .limit(limit)
    .execute()
  return rows.map(fileRow)
}

/** The same for rooms that keep files for a time of their own. */
export async function overdueInRooms(tx: Tx, now: number, limit: number): Promise<FileRow[]> {
  const rows = await tx
    .selectFrom('rooms')
    .innerJoin('files', 'files.room_id', 'rooms.id')
    .selectAll('files')
    .where('rooms.file_days', 'is not', null)
    .where('files.gone', 'is', null)
    .where('files.message_id', 'is not', null)
    .where(({ eb, ref }) => eb('files.at', '<', sql<number>`${now} - ${ref('rooms.file_days')} * 86400000`))
    .limit(limit)
    .execute()
  return rows.map(fileRow)
}

/** Uploads nobody sent. */
export async function unsentBefore(tx: Tx, before: number, limit: number): Promise<FileRow[]> {
  const rows = await tx
    .selectFrom('files')
    .selectAll()
    .where(({ eb, lit }) => eb.and([eb('message_id', 'is', null), eb('picture', '=', lit(0))]))
    .where('at', '<', before)
    .limit(limit)
    .execute()
  return rows.map(fileRow)
}

/** Which of these uploads are on their way. */
export async function onTheWay(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  // Names of files on the disk: what is no id is in no row.
  const rows = await tx
    .selectFrom('files')
    .select('id')
    .where('id', 'in', ids as FileId[])
    .where('hash', 'is', null)
    .execute()
  return new Set(rows.map(({ id }) => id))
}

/** Contents that nobody may refer to any more. */
export async function loose(tx: Tx, limit: number): Promise<string[]> {
  const rows = await tx
    .selectFrom('blobs')
    .select('hash')
    .where(({ eb, lit }) => eb('loose', '=', lit(1)))
    .limit(limit)
    .execute()
  return rows.map(({ hash }) => hash)
}

/** Forgets the content if nobody refers to it. Gives its size then. */
export async function forgetBlob(tx: Tx, hash: string): Promise<number | undefined> {
  const user = await tx.selectFrom('files').select('id').where('hash', '=', hash).limit(1).executeTakeFirst()
  if (user !== undefined) {
    await tx.updateTable('blobs').set({ loose: 0 }).where('hash', '=', hash).execute()
    return undefined
  }
  const gone = await tx.deleteFrom('blobs').where('hash', '=', hash).returning('size').executeTakeFirst()
  return gone?.size
}

export async function knownBlobs(tx: Tx, hashes: readonly string[]): Promise<Set<string>> {
  if (hashes.length === 0) return new Set()
  const rows = await tx.selectFrom('blobs').select('hash').where('hash', 'in', hashes).execute()
  return new Set(rows.map(({ hash }) => hash))
}

/** Contents in the order of their hashes, those behind `after`. */
export async function blobsAfter(tx: Tx, after: string, limit: number): Promise<{ readonly hash: string; readonly size: number }[]> {
  return await tx.selectFrom('blobs').select(['hash', 'size']).where('hash', '>', after).orderBy('hash').limit(limit).execute()
}

/** What refers to these contents, the oldest first. */
export async function ofHashes(tx: Tx, hashes: readonly string[], limit: number): Promise<FileRow[]> {
  if (hashes.length === 0) return []
  const rows = await tx.selectFrom('files').selectAll().where('hash', 'in', hashes).orderBy('at').orderBy('id').limit(limit).execute()
  return rows.map(fileRow)
}

export type OfKind = Sum & { readonly kind: FileKind }

/** Most bytes first. */
export async function kindsOf(tx: Tx, { room, owner }: { readonly room?: RoomId; readonly owner?: UserId }): Promise<OfKind[]> {
  let from = kept(tx)
  if (room !== undefined) from = from.where('room_id', '=', room)
  if (owner !== undefined) from = from.where('owner_id', '=', owner)
  return await from
    .groupBy('kind')
    .select('kind')
    .select(({ fn }) => [bytes('size').as('bytes'), fn.countAll<number>().as('count')])
    .orderBy('bytes', 'desc')
    .orderBy('kind')
    .execute()
}

export type Usage = {
  readonly stored: Sum
  readonly rooms: readonly (Sum & { readonly room: RoomId | null })[]
  readonly people: readonly (Sum & { readonly user: UserId })[]
  readonly kinds: readonly OfKind[]
}

/** Most bytes first. What is stored once counts for each who keeps it. */
export async function usage(tx: Tx, limit: number): Promise<Usage> {
  const by = <C extends 'room_id' | 'owner_id'>(column: C) =>
    kept(tx)
      .groupBy(column)
      .select(column)
      .select(({ fn }) => [bytes('size').as('bytes'), fn.countAll<number>().as('count')])
      .orderBy('bytes', 'desc')
      .orderBy(column)
      .limit(limit)
  const rooms = await by('room_id').execute()
  const people = await by('owner_id').execute()
  const kinds = await kindsOf(tx, {})
  return {
    stored: await ofBlobs(tx),
    rooms: rooms.map(({ room_id, bytes: size, count }) => ({ room: room_id, bytes: size, count })),
    people: people.map(({ owner_id, bytes: size, count }) => ({ user: owner_id, bytes: size, count })),
    kinds,
  }
}

const fileRow = (row: Selectable<FileTable>): FileRow => ({
  id: row.id,
  owner: row.owner_id,
  room: row.room_id,
  message: row.message_id,
  name: row.name,
  size: row.size,
  hash: row.hash,
  kind: row.kind,
  type: row.type,
  width: row.width,
  height: row.height,
  durationMs: row.duration,
  picture: row.picture === 1,
  at: row.at,
  gone: row.gone,
})
