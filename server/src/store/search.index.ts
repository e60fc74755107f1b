// The search index: parts of a room's log, each with the grams of its messages. Made behind the commits, by core/indexing.ts.
//
//   room's log   1 …………………… 4096 │ 4097 … 4352 │ 4353 … 4416 │ 4417 … now
//   index        a large part │ a middle one │ a small one │ none: looked through as it is
//
// 1. What is said costs the index nothing: it looks for rooms that have come a small part further.
// 2. Words that are changed or deleted leave the index in the same transaction, and a room's with the room.
// 3. A part is made of a stretch of the log that will not grow any more; enough of a size become one of the next.
import type { MessageId, RoomId } from '@hearth/protocol/ids.ts'
import { seqIn } from '@hearth/protocol/make-id.ts'
import type { Insertable } from 'kysely'
import { namesOf } from './files.ts'
import { roomNumber } from './numbers.ts'
import type { SearchPartTable, Tx } from './schema.ts'
import { addPlace, changedLeaf, leafOf, leavesOf, MOST_LEAVES, type Postings, readLeaf } from './search.postings.ts'
import { eachGram, fold, gramsOf, lookedThrough } from './search.words.ts'

/** Each begins where a part of its size would if there were no others. */
const SMALL = 64
const MIDDLE = 256
/** No part is larger. */
export const LARGE = 4096
/** Rows in one insert. */
const AT_ONCE = 64
/** A look for work at this many rooms takes a millisecond. */
const ROOMS_AT_ONCE = 1000

/** Which of the next rooms, by their numbers, have come further than their index; `next` is where to look on, none after the last. */
export async function lacking(tx: Tx, from: number): Promise<{ readonly found: readonly number[]; readonly next: number | undefined }> {
  const rows = await tx
    .selectFrom('rooms')
    .leftJoin('search_rooms', 'search_rooms.room', 'rooms.number')
    .select(['rooms.number', 'rooms.seq', 'rooms.deleted_at', 'search_rooms.upto'])
    .where('rooms.number', '>', from)
    .orderBy('rooms.number')
    .limit(ROOMS_AT_ONCE)
    .execute()
  const found = rows.filter(({ deleted_at, seq, upto }) => deleted_at === null && seq - (upto ?? 0) >= SMALL)
  return { found: found.map(({ number }) => number), next: rows.length < ROOMS_AT_ONCE ? undefined : rows.at(-1)?.number }
}

/** The stretch of a room's log that its next part is made of, and what is looked through of each message: null once deleted. */
export type Stretch = {
  readonly upto: number
  readonly size: number
  readonly messages: readonly { readonly n: number; readonly seq: number; readonly words: string | null }[]
}
/** What a part of it will hold, put in order beside the writes. */
export type Prepared = { readonly stretch: Stretch; readonly leaves: readonly string[] }

/** The next stretch, a middle one where there is much to do; undefined: there is none yet. */
export async function nextStretch(tx: Tx, number: number): Promise<Stretch | undefined> {
  const room = await progress(tx, number)
  if (room === undefined || room.seq - room.upto < SMALL) return undefined
  const { seq, upto } = room
  const size = upto % MIDDLE === 0 && seq - upto >= MIDDLE ? MIDDLE : SMALL
  const rows = await tx
    .selectFrom('messages')
    .select(['n', 'seq', 'id', 'text', 'files'])
    .where('room', '=', number)
    .where('seq', '>', upto)
    .where('seq', '<=', upto + size)
    .orderBy('seq')
    .execute()
  const names = await namesOf(tx, rows)
  const wordsOf = (id: MessageId, text: string | null) => (text === null ? null : lookedThrough(text, names.get(id)))
  return { upto, size, messages: rows.map(({ n, seq: at, id, text }) => ({ n, seq: at, words: wordsOf(id, text) })) }
}

/** Adds what some of its messages hold, from the one at `from` on. False: those were the last. */
export function addWords({ upto, messages }: Stretch, from: number, many: number, into: Postings): boolean {
  for (const { seq, words } of messages.slice(from, from + many))
    if (words !== null) eachGram(fold(words), (gram) => addPlace(into, gram, seq - upto - 1))
  return from + many < messages.length
}

/**
 * Makes the room's next part. False: there is none to be made.
 * @param prepared taken as it is where none of its words was changed meanwhile; else all is done here, in some milliseconds
 */
export async function makePart(tx: Tx, number: number, prepared?: Prepared): Promise<boolean> {
  const stretch = await nextStretch(tx, number)
  if (stretch === undefined) return false
  const { upto, size, messages } = stretch
  const leaves = prepared !== undefined && isSame(prepared.stretch, stretch) ? prepared.leaves : leavesOfAll(stretch)
  const last = messages.at(-1)
  if (last !== undefined) await addPart(tx, { room: number, place: upto + 1, size, last_n: last.n }, leaves)
  await tx
    .insertInto('search_rooms')
    .values({ room: number, upto: upto + size })
    .onConflict((clash) => clash.column('room').doUpdateSet({ upto: upto + size }))
    .execute()
  return true
}

function leavesOfAll(stretch: Stretch): string[] {
  const postings: Postings = new Map()
  addWords(stretch, 0, stretch.messages.length, postings)
  return [...leavesOf(postings)]
}

const isSame = (one: Stretch, other: Stretch): boolean =>
  one.upto === other.upto &&
  one.size === other.size &&
  one.messages.length === other.messages.length &&
  one.messages.every(({ n, words }, at) => n === other.messages[at]?.n && words === other.messages[at].words)

/** The parts of a stretch that has come to the length of a larger one. */
export type Merging = { readonly number: number; readonly place: number; readonly size: number; readonly parts: readonly Part[] }
export type Part = Readonly<Record<'id' | 'room' | 'place' | 'size' | 'last_n' | 'leaves' | 'changes', number>>

export async function mergingOf(tx: Tx, number: number): Promise<Merging | undefined> {
  const room = await progress(tx, number)
  if (room === undefined) return undefined
  // Few, for they are put together as soon as they can be.
  const lesser = await tx
    .selectFrom('search_parts')
    .selectAll()
    .where('room', '=', number)
    .where('place', '>', room.upto - 2 * LARGE)
    .where('size', '<', LARGE)
    .orderBy('place')
    .execute()
  for (const size of [MIDDLE, LARGE]) {
    for (const { place } of lesser.filter((part) => part.size < size)) {
      const start = place - ((place - 1) % size)
      if (start + size - 1 > room.upto) continue
      return { number, place: start, size, parts: lesser.filter((part) => part.place >= start && part.place < start + size) }
    }
  }
  return undefined
}

/** Adds what one part holds to what the larger one will. */
export async function gather(tx: Tx, part: Part, { place }: Merging, into: Postings): Promise<void> {
  for (const { grams } of await leafRows(tx, part).execute()) {
    for (const [gram, places] of readLeaf(grams)) for (const at of places) addPlace(into, gram, part.place - place + at)
  }
}

/** Puts the larger part in the place of the others. False where one of them was changed meanwhile: then nothing is done. */
export async function finish(tx: Tx, merging: Merging, leaves: readonly string[]): Promise<boolean> {
  const now = await mergingOf(tx, merging.number)
  if (now === undefined || marks(now) !== marks(merging)) return false
  const { number, place, size, parts } = merging
  for (const part of parts) await dropPart(tx, part)
  const last = parts.at(-1)
  if (last !== undefined) await addPart(tx, { room: number, place, size, last_n: last.last_n }, leaves)
  return true
}

const marks = ({ place, size, parts }: Merging) => [place, size, ...parts.flatMap(({ id, changes }) => [id, changes])].join()

/** Before the words of a message are changed, or deleted (null), and its files with them. */
export async function change(tx: Tx, room: RoomId, id: MessageId, text: string | null): Promise<void> {
  const message = await tx
    .selectFrom('messages')
    .select(['room', 'seq', 'id', 'text', 'files'])
    .where('room', '=', roomNumber(tx, room))
    .where('seq', '=', seqIn(id))
    .where('id', '=', id)
    .executeTakeFirst()
  if (message !== undefined) await changeWords(tx, message, text)
}

type Worded = {
  readonly room: number
  readonly seq: number
  readonly id: MessageId
  readonly text: string | null
  readonly files?: number | null
}

/** The same for one that is known. */
export async function changeWords(tx: Tx, message: Worded, text: string | null): Promise<void> {
  const part = await partAt(tx, message.room, message.seq)
  if (part === undefined) return
  const names = (await namesOf(tx, [message])).get(message.id)
  const had = gramsOf(lookedThrough(message.text ?? '', names))
  const has = gramsOf(text === null ? '' : lookedThrough(text, names))
  const at = message.seq - part.place
  const touched = byLeaf(part, without(had, has), without(has, had))
  const leaves =
    touched.size === 0
      ? []
      : await tx
          .selectFrom('search_leaves')
          .selectAll()
          .where('id', 'in', [...touched.keys()])
          .execute()
  const changed = leaves.flatMap(({ id: leaf, grams }) => {
    const what = touched.get(leaf)
    return what === undefined ? [] : [{ id: leaf, grams: changedLeaf(grams, at, what.gone, what.come) }]
  })
  if (changed.length > 0) {
    await tx
      .insertInto('search_leaves')
      .values(changed)
      .onConflict((clash) => clash.column('id').doUpdateSet((eb) => ({ grams: eb.ref('excluded.grams') })))
      .execute()
  }
  await tx
    .updateTable('search_parts')
    .set(({ eb }) => ({ changes: eb('changes', '+', 1) }))
    .where('id', '=', part.id)
    .execute()
}

/** Before a room's messages are removed. */
export async function forget(tx: Tx, room: RoomId): Promise<void> {
  const parts = await tx.selectFrom('search_parts').selectAll().where('room', '=', roomNumber(tx, room)).execute()
  for (const part of parts) await dropPart(tx, part)
  await tx.deleteFrom('search_rooms').where('room', '=', roomNumber(tx, room)).execute()
}

const without = (some: ReadonlySet<number>, others: ReadonlySet<number>) => [...some].filter((gram) => !others.has(gram))

type Progress = { readonly seq: number; readonly upto: number }

async function progress(tx: Tx, number: number): Promise<Progress | undefined> {
  const row = await tx
    .selectFrom('rooms')
    .leftJoin('search_rooms', 'search_rooms.room', 'rooms.number')
    .select(['rooms.seq', 'search_rooms.upto'])
    .where('rooms.number', '=', number)
    .where('rooms.deleted_at', 'is', null)
    .executeTakeFirst()
  return row && { seq: row.seq, upto: row.upto ?? 0 }
}

type NewPart = Pick<Insertable<SearchPartTable>, 'room' | 'place' | 'size' | 'last_n'>

async function addPart(tx: Tx, part: NewPart, leaves: readonly string[]): Promise<void> {
  const { id } = await tx
    .insertInto('search_parts')
    .values({ ...part, leaves: leaves.length, changes: 0 })
    .returning('id')
    .executeTakeFirstOrThrow()
  const rows = leaves.map((grams, at) => ({ id: id * MOST_LEAVES + at, grams }))
  for (let at = 0; at < rows.length; at += AT_ONCE) {
    await tx
      .insertInto('search_leaves')
      .values(rows.slice(at, at + AT_ONCE))
      .execute()
  }
}

async function dropPart(tx: Tx, { id }: Part): Promise<void> {
  await tx
    .deleteFrom('search_leaves')
    .where('id', '>=', id * MOST_LEAVES)
    .where('id', '<', (id + 1) * MOST_LEAVES)
    .execute()
  await tx.deleteFrom('search_parts').where('id', '=', id).execute()
}

const leafRows = (tx: Tx, { id }: Part) =>
  tx
    .selectFrom('search_leaves')
    .select('grams')
    .where('id', '>=', id * MOST_LEAVES)
    .where('id', '<', (id + 1) * MOST_LEAVES)
    .orderBy('id')

async function partAt(tx: Tx, room: number, seq: number): Promise<Part | undefined> {
  const part = await tx
    .selectFrom('search_parts')
    .selectAll()
    .where('room', '=', room)
    .where('place', '<=', seq)
    .orderBy('place', 'desc')
    .limit(1)
    .executeTakeFirst()
  return part !== undefined && seq < part.place + part.size ? part : undefined
}

type Touched = { readonly gone: Set<number>; readonly come: Set<number> }

function byLeaf({ id, leaves }: Part, gone: readonly number[], come: readonly number[]): Map<number, Touched> {
  const touched = new Map<number, Touched>()
  const put = (what: keyof Touched) => (gram: number) => {
    const leaf = id * MOST_LEAVES + leafOf(gram, leaves)
    const one = touched.get(leaf) ?? { gone: new Set(), come: new Set() }
    one[what].add(gram)
    touched.set(leaf, one)
  }
  gone.forEach(put('gone'))
  come.forEach(put('come'))
  return touched
}
