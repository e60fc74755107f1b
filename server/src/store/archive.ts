// Old messages, as if they were rows: what segments hold is read, changed and forgotten here. They are moved into segments by archiving.ts.
//
//   a room's log   1 …………… 900 │ 901 ……… 1800 │ 1801 ………………… now
//   messages in    a segment   │ a segment    │ the table of messages
//                                    archived ┘
import { type MessageId, type RoomId, UserId } from '@hearth/protocol/ids.ts'
import { seqIn } from '@hearth/protocol/make-id.ts'
import { type RawBuilder, sql } from 'kysely'
import { Type } from 'typebox'
import { reader } from './columns.ts'
import { roomNumber } from './numbers.ts'
import type { MessageRow } from './say.ts'
import type { Tx } from './schema.ts'
import { changeWords } from './search.index.ts'
import { authorsOf, type OldRow, pack, unpack } from './segment.ts'
import { filled } from './wanted.ts'

export type { OldRow } from './segment.ts'

/** As it is in a message's own row. */
export const bare = ({ n: _n, ...row }: OldRow): MessageRow => row

/** The last ones before a place, in rising seq. */
export async function older(tx: Tx, room: RoomId, before: number, limit: number): Promise<OldRow[]> {
  let found: OldRow[] = []
  for (let end = before; found.length < limit; ) {
    const segment = await lastBelow(tx, room, end)
    if (segment === undefined) break
    found = [...segment.rows.filter(({ seq }) => seq < end), ...found]
    end = segment.first
  }
  return found.slice(-limit)
}

/** The first ones after a place, in rising seq. @param to nothing beyond this place */
export async function newer(tx: Tx, room: RoomId, after: number, limit: number, to = Number.MAX_SAFE_INTEGER): Promise<OldRow[]> {
  const found: OldRow[] = []
  for (let segment = (await lastBelow(tx, room, after + 1)) ?? (await firstAbove(tx, room, after)); segment !== undefined; ) {
    found.push(...segment.rows.filter(({ seq }) => seq > after && seq <= to))
    if (found.length >= limit || segment.last >= to) break
    segment = await firstAbove(tx, room, segment.first)
  }
  return found.slice(0, limit)
}

/** Those at these places, as far as there are any. */
export async function at(tx: Tx, room: RoomId, seqs: readonly number[]): Promise<OldRow[]> {
  const wanted = new Set(seqs)
  const found: OldRow[] = []
  for (let left = [...wanted]; left.length > 0; ) {
    const segment = await lastBelow(tx, room, Math.max(...left) + 1)
    if (segment === undefined) break
    found.push(...segment.rows.filter(({ seq }) => wanted.has(seq)))
    const { first } = segment
    left = left.filter((seq) => seq < first)
  }
  return found
}

/** The `n`-th of all messages, if it is an old one. */
export async function numbered(tx: Tx, n: number): Promise<{ readonly room: RoomId; readonly id: MessageId } | undefined> {
  const within = await tx
    .selectFrom('segments')
    .innerJoin('rooms', 'rooms.number', 'segments.room')
    .select(['rooms.id as room', sql<string>`encode(segments.body, 'base64')`.as('body')])
    .where('segments.first_n', '<=', n)
    .where('segments.last_n', '>=', n)
    .execute()
  for (const { room, body } of within) {
    const row = rowsIn(body, room).find((message) => message.n === n)
    if (row !== undefined) return { room, id: row.id }
  }
  return undefined
}

/** The newest that was kept before the `n`-th of all messages. */
export async function keptBefore(tx: Tx, room: RoomId, n: number): Promise<OldRow | undefined> {
  const row = await segmentsOf(tx, room).where('first_n', '<', n).orderBy('first', 'desc').limit(1).executeTakeFirst()
  return row && rowsIn(row.body, room).findLast((message) => message.n < n)
}

/** Changes one, in its segment and in the search index. Nothing is done where there is none. */
export async function change(
  tx: Tx,
  room: RoomId,
  id: MessageId,
  changed: (row: OldRow) => OldRow & { readonly text: string | null },
): Promise<void> {
  const segment = await lastBelow(tx, room, seqIn(id) + 1)
  const which = segment?.rows.findIndex((row) => row.id === id) ?? -1
  const row = segment?.rows[which]
  if (segment === undefined || row === undefined) return
  const next = changed(row)
  await changeWords(tx, { ...row, room: segment.room }, next.text)
  await tx
    .updateTable('segments')
    .set(bodyOf(segment.rows.with(which, next)))
    .where('room', '=', segment.room)
    .where('first', '=', segment.first)
    .execute()
  unpackedLately.delete(room + segment.body)
}

/** Before the room is removed: with the reactions on them. */
export async function forget(tx: Tx, room: RoomId): Promise<void> {
  for (let segment = await firstAbove(tx, room, -1); segment !== undefined; segment = await firstAbove(tx, room, segment.first)) {
    const ids = segment.rows.map(({ id }) => id)
    await tx.deleteFrom('reactions').where('message_id', 'in', ids).execute()
    const used = segment.rows.map(({ clientId }) => clientId)
    await tx.deleteFrom('said_before').where('client_id', 'in', used).where('room', '=', segment.room).execute()
    unpackedLately.delete(room + segment.body)
  }
  await tx.deleteFrom('segments').where('room', '=', roomNumber(tx, room)).execute()
}

/** What one person has read of one room. */
type Reading = { readonly room: RoomId; readonly user: UserId; readonly readSeq: number }

/** For each how many old messages of others come after what they have read. One query. */
export async function unread(tx: Tx, readings: readonly Reading[]): Promise<number[]> {
  const rooms = [...Map.groupBy(readings, ({ room }) => room)]
  const wanted = filled<(typeof rooms)[number] | undefined>(rooms, undefined).map(
    (one) =>
      sql`(${one?.[0] ?? ''}, cast(${Math.min(...(one?.[1] ?? []).map(({ readSeq }) => readSeq), Number.MAX_SAFE_INTEGER)} as bigint))`,
  )
  const from: RawBuilder<{ column1: RoomId; column2: number }> = sql`(values ${sql.join(wanted)})`
  const rows = await tx
    .selectFrom(from.as('wanted'))
    .innerJoin('rooms', 'rooms.id', 'wanted.column1')
    .innerJoin('segments', 'segments.room', 'rooms.number')
    .select(['rooms.id', 'segments.first', 'segments.authors'])
    .whereRef('segments.last', '>', 'wanted.column2')
    .execute()
  const segments = rows.map(({ id, first, authors }) => ({ room: id, first, authors: readAuthors(authors) }))
  const within = Map.groupBy(segments, ({ room }) => room)
  return readings.map((reading) => (within.get(reading.room) ?? []).reduce((sum, segment) => sum + unreadIn(segment, reading), 0))
}

export type Size = { readonly messages: number; readonly bytes: number }

/** How many they are, in a room or in all, and in how many bytes. Their words in the search index are not among them. */
export async function sizeOf(tx: Tx, room?: RoomId): Promise<Size> {
  const segments = tx.selectFrom('segments').select([messages.as('messages'), bytes.as('bytes')])
  const found = await (room === undefined ? segments : segments.where('room', '=', roomNumber(tx, room))).executeTakeFirst()
  return found ?? { messages: 0, bytes: 0 }
}

/** `days`: the room's own age; 0: never, null: as everywhere. */
export type Kept = Size & { readonly room: RoomId; readonly name: string; readonly days: number | null }

/** Rooms that have any, or an age of their own: those with most bytes first. */
export async function usage(tx: Tx, limit: number): Promise<Kept[]> {
  return await tx
    .selectFrom('rooms')
    .leftJoin('segments', 'segments.room', 'rooms.number')
    .select(['rooms.id as room', 'rooms.name', 'rooms.archive_days as days', messages.as('messages'), bytes.as('bytes')])
    .where('rooms.deleted_at', 'is', null)
    .where(({ or, eb }) => or([eb('rooms.archived', '>', 0), eb('rooms.archive_days', 'is not', null)]))
    .groupBy(['rooms.number', 'rooms.id', 'rooms.name', 'rooms.archive_days'])
    .orderBy('bytes', 'desc')
    .orderBy('rooms.id')
    .limit(limit)
    .execute()
}

const messages = sql<number>`cast(coalesce(sum(segments.count), 0) as bigint)`
const bytes = sql<number>`cast(coalesce(sum(octet_length(segments.body) + octet_length(segments.authors)), 0) as bigint)`

type Segment = {
  readonly room: number
  readonly first: number
  readonly last: number
  readonly count: number
  readonly body: string
  readonly rows: readonly OldRow[]
}

/** The one that begins last before a place. */
export async function lastBelow(tx: Tx, room: RoomId, seq: number): Promise<Segment | undefined> {
  const row = await segmentsOf(tx, room).where('first', '<', seq).orderBy('first', 'desc').limit(1).executeTakeFirst()
  return row && { ...row, rows: rowsIn(row.body, room) }
}

async function firstAbove(tx: Tx, room: RoomId, seq: number): Promise<Segment | undefined> {
  const row = await segmentsOf(tx, room).where('first', '>', seq).orderBy('first').limit(1).executeTakeFirst()
  return row && { ...row, rows: rowsIn(row.body, room) }
}

/** As it is written; what `authors` says does not change with its messages. */
export async function put(tx: Tx, room: number, rows: readonly OldRow[]): Promise<void> {
  const [first, last] = [rows[0], rows.at(-1)]
  if (first === undefined || last === undefined) return
  const made = { last: last.seq, last_n: last.n, count: rows.length, authors: authorsOf(rows), ...bodyOf(rows) }
  await tx
    .insertInto('segments')
    .values({ room, first: first.seq, first_n: first.n, ...made })
    .onConflict((clash) => clash.columns(['room', 'first']).doUpdateSet(made))
    .execute()
}

const bodyOf = (rows: readonly OldRow[]) => ({
  body: sql<never>`decode(${pack(rows).toString('base64')}, 'base64')`,
  worded: rows.filter(({ text }) => text !== null).length,
})

const segmentsOf = (tx: Tx, room: RoomId) =>
  tx
    .selectFrom('segments')
    .select(['room', 'first', 'last', 'count', sql<string>`encode(body, 'base64')`.as('body')])
    .where('room', '=', roomNumber(tx, room))

/**
 * Who scrolls reads ten pages of a segment, and a search goes to and fro between rooms. The bytes are the name, so that what stands here is
 * never out of date. Ten megabytes at most.
 */
const unpackedLately = new Map<string, readonly OldRow[]>()
const MOST_UNPACKED = 32

function rowsIn(body: string, room: RoomId): readonly OldRow[] {
  const name = room + body
  const rows = unpackedLately.get(name) ?? unpacked(body, room)
  unpackedLately.delete(name)
  unpackedLately.set(name, rows)
  const [oldest] = unpackedLately.keys()
  if (unpackedLately.size > MOST_UNPACKED && oldest !== undefined) unpackedLately.delete(oldest)
  return rows
}

/** Of a segment that cannot be read nothing is there, and all else is. */
function unpacked(body: string, room: RoomId): readonly OldRow[] {
  try {
    return unpack(Buffer.from(body, 'base64'), room)
  } catch (cause) {
    lost.set(room, { room, cause })
    return []
  }
}

/** Rooms of which a segment could not be read since this was last asked, and why. */
export function takeLost(): readonly Lost[] {
  if (lost.size === 0) return NONE
  const found = [...lost.values()]
  lost.clear()
  return found
}

export type Lost = { readonly room: RoomId; readonly cause: unknown }
const lost = new Map<RoomId, Lost>()
const NONE: readonly never[] = []

type ReadAuthors = { readonly people: readonly UserId[]; readonly places: readonly string[] }

const readWritten = reader(Type.Object({ people: Type.Array(UserId), places: Type.String() }))
function readAuthors(written: string): ReadAuthors {
  // Who said what cannot be read is nobody: it counts as unread for nobody.
  const { people, places } = readWritten(written) ?? { people: [], places: '' }
  return { people, places: places.split(',') }
}

function unreadIn({ first, authors }: { readonly first: number; readonly authors: ReadAuthors }, { user, readSeq }: Reading): number {
  const own = authors.people.indexOf(user).toString(36)
  return authors.places.slice(Math.max(0, readSeq + 1 - first)).filter((author) => author !== '' && author !== own).length
}
