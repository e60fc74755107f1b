// Finding what was said, newest first: in the parts of the index where a room has them, by looking at the words where it has none.
//
//   for each room a trail from its newest message back; always the trail whose next message may be the newest of all goes a step:
//   a stretch of words looked through, or the index asked about its next part, or the words of what a part says may match.
//   While the index knows of little, it is asked about more and more parts at once, of all rooms alike.
//
// 1. A step takes a few milliseconds and stands by itself: between two of them anybody else may read.
// 2. What is found is found by its words as they are in that moment; whoever shows it looks again (`show`).
// 3. Nothing of a room is touched but for its own members, so no answer takes longer for what others say elsewhere.
import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Reaction } from '@hearth/protocol/shapes.ts'
import { sql } from 'kysely'
import * as archive from './archive.ts'
import { namesOf } from './files.ts'
import { type MessageRow, messageRow } from './messages.ts'
import { of as reactionsOf } from './reactions.ts'
import type { Tx } from './schema.ts'
import { LARGE, type Part } from './search.index.ts'
import { type Lore, nothingLearnt, partsWithin, placesOfAll } from './search.parts.ts'
import { type Sieve, type Sifted, sift, withNumber } from './search.sieve.ts'
import { fold, lookedThrough, type Term, termsOf } from './search.words.ts'
import { inParts, wanted } from './wanted.ts'

/** A place in a room's log. */
export type Place = { readonly room: RoomId; readonly seq: number }
export type Hit = Place & { readonly n: number }
export type Wanted = {
  readonly user: UserId
  readonly text: string
  readonly room?: RoomId | undefined
  readonly from?: Place | undefined
  readonly sieve?: Sieve | undefined
}

/** A room's log on the way back: all above `to` is looked through, and nothing below is newer than `bound`. */
type Trail = {
  readonly room: RoomId
  readonly number: number
  /** Above it there is no index. */
  readonly upto: number
  /** Up to it the words lie in segments; looked up anew with each stretch of work. */
  archived: number
  to: number
  bound: number
  /** The next ones of its parts, newest first: those that begin above `known`. */
  parts: readonly Part[]
  known: number
  /** What the index says, newest last, and where the oldest of the parts that say so begins. */
  maybe?: { readonly seqs: number[]; readonly place: number } | undefined
}

export type Search = {
  readonly terms: readonly Term[]
  readonly sieve: Sieve | undefined
  readonly grams: readonly number[]
  readonly lore: Lore
  /** The index is asked about so many parts at once. */
  reach: number
  /** The one that may have the newest message first. Those at their end are gone. */
  readonly trails: Trail[]
  /** Newest first. */
  hits: Hit[]
}

/** Places whose words are looked at in one step, one after another, or picked. */
const STRETCH = 256
const A_LOOK = 64
const FEW = 8
/** Parts the index is asked about at once: more than that takes longer than a step should. */
const FARTHEST = 64
/** So many places are worth a look at their words; more than a look holds are more than were wanted. */
const WORTH_A_LOOK = A_LOOK / 4

/** Where to begin: the person's rooms, or one of them. Undefined where `from` is no place in a room of theirs. */
export async function begin(tx: Tx, { user, text, room, from, sieve: asked }: Wanted): Promise<Search | undefined> {
  const terms = termsOf(text)
  const end = from === undefined ? Number.MAX_SAFE_INTEGER : await endAfter(tx, user, from)
  if (end === undefined) return undefined
  const sieve = asked && (await withNumber(tx, asked))
  const isAny = terms.length > 0 || sieve !== undefined
  const trails = isAny ? await trailsOf(tx, user, room, end) : []
  if (isAny && from !== undefined) trails.push(...(await oldTrailsOf(tx, user, room, end, trails)))
  trails.sort((a, b) => b.bound - a.bound)
  return { terms, sieve, grams: [...new Set(terms.flatMap(({ grams }) => grams))], lore: nothingLearnt(), reach: 1, trails, hits: [] }
}

/** Goes on for about so long. @param until `performance.now()` then; at least one step is done */
export async function go(tx: Tx, search: Search, limit: number, until: number): Promise<void> {
  // Parts may have been put together since the last time; what they said is still so.
  for (const trail of search.trails) trail.parts = []
  await findArchived(tx, search)
  do {
    const trail = search.trails[0]
    if (trail === undefined || isDone(search, limit)) return
    await step(tx, search, trail)
    putBack(search)
  } while (performance.now() < until)
}

/** Is everything looked through, or enough found to know a page and what comes after it? */
export function isDone(search: Search, limit: number): boolean {
  const beyond = search.hits[limit]
  const trail = search.trails[0]
  return trail === undefined || (beyond !== undefined && beyond.n > trail.bound)
}

/** The page as far as it is sure, and from where the next one goes on, that place included. None: everything is looked through. */
export async function pageOf(
  tx: Tx,
  search: Search,
  limit: number,
): Promise<{ readonly hits: readonly Hit[]; readonly next: Place | undefined }> {
  await findArchived(tx, search)
  const trail = await settle(tx, search)
  const sure = search.hits.filter(({ n }) => trail === undefined || n > trail.bound)
  const next = sure[limit] ?? (trail && { room: trail.room, seq: trail.to })
  return { hits: sure.slice(0, limit), next: next && { room: next.room, seq: next.seq } }
}

export type Shown = MessageRow & { readonly reactions: readonly Reaction[] }

/** Messages may have been moved since the last time. */
async function findArchived(tx: Tx, { trails }: Search): Promise<void> {
  const moved = await tx.selectFrom('segments').select('room').limit(1).executeTakeFirst()
  const rooms = moved === undefined ? [] : trails.map(({ room }) => room)
  const rows = await inParts(rooms, (some) =>
    tx
      .selectFrom(wanted(some).as('wanted'))
      .innerJoin('rooms', 'rooms.id', 'wanted.column1')
      .select(['rooms.number', 'rooms.archived'])
      .where('rooms.archived', '>', 0)
      .execute(),
  )
  const known = new Map(rows.map(({ number, archived }) => [number, archived]))
  for (const trail of trails) trail.archived = known.get(trail.number) ?? 0
}

/** Those that are still there for this person and still hold what is looked for, newest first. Four queries at most, and some for old messages. */
export async function show(tx: Tx, user: UserId, search: Search, hits: readonly Hit[]): Promise<Shown[]> {
  if (hits.length === 0) return []
  const rooms = await tx.selectFrom('members').select('room_id').where('user_id', '=', user).execute()
  const own = new Set(rooms.map(({ room_id }) => room_id))
  const rows = await tx
    .selectFrom('messages')
    .selectAll()
    // Not joined: from a room to all that was said in it would be a way to find them, too.
    .select((eb) =>
      eb.selectFrom('rooms').select('rooms.id').whereRef('rooms.number', '=', 'messages.room').$asScalar().$notNull().as('room_id'),
    )
    .select((eb) =>
      eb.selectFrom('users').select('users.id').whereRef('users.number', '=', 'messages.author').$asScalar().$notNull().as('author_id'),
    )
    .where(
      'n',
      'in',
      hits.map(({ n }) => n),
    )
    .execute()
  const fresh = rows.filter(({ room_id }) => own.has(room_id)).map((row) => ({ ...messageRow(row), n: row.n }))
  const old = await oldOf(
    tx,
    hits.filter(({ room, n }) => own.has(room) && fresh.every((row) => row.n !== n)),
  )
  const shown = [...fresh, ...old]
  const held = await holding(tx, search, shown)
  const found = shown.filter(({ n }) => held.has(n)).toSorted((a, b) => b.n - a.n)
  const reactions = await reactionsOf(
    tx,
    found.map(({ id }) => id),
  )
  return found.map(({ n: _n, ...row }) => ({ ...row, reactions: reactions.get(row.id) ?? [] }))
}

async function oldOf(tx: Tx, hits: readonly Hit[]): Promise<archive.OldRow[]> {
  const found: archive.OldRow[] = []
  for (const [room, places] of Map.groupBy(hits, (hit) => hit.room)) {
    const seqs = places.map(({ seq }) => seq)
    found.push(...(await archive.at(tx, room, seqs)))
  }
  return found
}

type Row = Sifted & { readonly n: number; readonly files?: number | null }

/** Which of them hold every term, in their words or in what their files are called, and pass the sieve. */
async function holding(tx: Tx, { terms, sieve }: Pick<Search, 'terms' | 'sieve'>, rows: readonly Row[]): Promise<ReadonlySet<number>> {
  const left = sieve === undefined ? rows : await sift(tx, sieve, rows)
  const names = terms.length === 0 ? NO_NAMES : await namesOf(tx, left)
  const held = left.filter(({ id, text }) => text !== null && matches(terms, lookedThrough(text, names.get(id))))
  return new Set(held.map(({ n }) => n))
}
const NO_NAMES: ReadonlyMap<MessageId, readonly string[]> = new Map()
const NONE_FOUND: ReadonlyMap<number, Part[]> = new Map()

function matches(terms: readonly Term[], text: string): boolean {
  const folded = fold(text)
  return terms.every((term) => term.isIn(folded))
}

/** Just above the newest message up to that place. */
async function endAfter(tx: Tx, user: UserId, { room, seq }: Place): Promise<number | undefined> {
  const found = await tx
    .selectFrom('members')
    .innerJoin('rooms', 'rooms.id', 'members.room_id')
    .innerJoin('messages', 'messages.room', 'rooms.number')
    .select('messages.n')
    .where('members.user_id', '=', user)
    .where('members.room_id', '=', room)
    .where('messages.seq', '<=', seq)
    .orderBy('messages.seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  const last = found ?? (await lastOld(tx, user, room, seq))
  return last && last.n + 1
}

async function lastOld(tx: Tx, user: UserId, room: RoomId, seq: number): Promise<archive.OldRow | undefined> {
  const inside = await tx.selectFrom('members').select('role').where('user_id', '=', user).where('room_id', '=', room).executeTakeFirst()
  return inside && (await archive.older(tx, room, seq + 1, 1))[0]
}

/** Rooms with at least one message before the end, each with the newest such message. */
async function trailsOf(tx: Tx, user: UserId, room: RoomId | undefined, end: number): Promise<Trail[]> {
  const rows = await tx
    .selectFrom('members')
    .innerJoin('rooms', 'rooms.id', 'members.room_id')
    .leftJoin('search_rooms', 'search_rooms.room', 'rooms.number')
    .innerJoin('messages', (on) =>
      on.on('messages.n', '=', (eb) =>
        eb
          .selectFrom('messages as said')
          .select('said.n')
          .whereRef('said.room', '=', 'rooms.number')
          // The plus keeps SQLite on the index of the room's log: by `n` it would look at everybody's messages.
          .where(sql`+said.n`, '<', end)
          // Else the way back from the newest message would be as long as all that came after the end.
          .where('said.seq', '<', (within) =>
            within.fn.coalesce(
              within
                .selectFrom('search_parts')
                .select(sql<number>`min(search_parts.place + search_parts.size)`.as('beyond'))
                .whereRef('search_parts.room', '=', 'rooms.number')
                .where('search_parts.last_n', '>=', end),
              within.lit(Number.MAX_SAFE_INTEGER),
            ),
          )
          .orderBy('said.seq', 'desc')
          .limit(1),
      ),
    )
    .select(['rooms.id', 'rooms.number', 'search_rooms.upto', 'messages.seq', 'messages.n'])
    .where('members.user_id', '=', user)
    .where((eb) => (room === undefined ? eb.lit(true) : eb('members.room_id', '=', room)))
    .execute()
  return rows.map(
    ({ id, number, upto, seq, n }): Trail => ({ room: id, number, upto: upto ?? 0, archived: 0, to: seq, bound: n, parts: [], known: 0 }),
  )
}

/** Rooms whose newest message before the end has left the table. */
async function oldTrailsOf(tx: Tx, user: UserId, room: RoomId | undefined, end: number, known: readonly Trail[]): Promise<Trail[]> {
  const rows = await tx
    .selectFrom('members')
    .innerJoin('rooms', 'rooms.id', 'members.room_id')
    .innerJoin('search_rooms', 'search_rooms.room', 'rooms.number')
    .select(['rooms.id', 'rooms.number', 'search_rooms.upto', 'rooms.archived'])
    .where('members.user_id', '=', user)
    .where('rooms.archived', '>', 0)
    .where((eb) => (room === undefined ? eb.lit(true) : eb('members.room_id', '=', room)))
    .execute()
  const trails: Trail[] = []
  for (const { id, number, upto, archived } of rows) {
    if (known.some((trail) => trail.number === number)) continue
    const last = await archive.keptBefore(tx, id, end)
    if (last !== undefined) trails.push({ room: id, number, upto, archived, to: last.seq, bound: last.n, parts: [], known: 0 })
  }
  return trails
}

/** The first trail has moved: puts it where it belongs now. */
function putBack({ trails }: Search): void {
  const moved = trails.shift()
  if (moved === undefined || moved.to <= 0) return
  const at = trails.findIndex(({ bound }) => bound < moved.bound)
  trails.splice(at < 0 ? trails.length : at, 0, moved)
}

/** The trail that may have the newest of what is left, brought to that very message. */
async function settle(tx: Tx, search: Search): Promise<Trail | undefined> {
  for (;;) {
    const trail = search.trails[0]
    if (trail === undefined) return undefined
    const fresh = await said(tx, trail).where('seq', '<=', trail.to).limit(1).executeTakeFirst()
    const [last] = fresh === undefined && trail.archived > 0 ? await archive.older(tx, trail.room, trail.to + 1, 1) : [fresh]
    if (last?.n === trail.bound) return trail
    trail.bound = last?.n ?? 0
    trail.to = last?.seq ?? 0
    putBack(search)
  }
}

async function step(tx: Tx, search: Search, trail: Trail): Promise<void> {
  if (trail.to > trail.upto || search.grams.length === 0) return lookThrough(tx, search, trail)
  if (trail.maybe !== undefined) return lookAt(tx, search, trail, trail.maybe)
  await lookAhead(tx, search, trail)
}

/** Asks the index about the next part of the first trail, or about the next ones of all that stand before parts. */
async function lookAhead(tx: Tx, search: Search, first: Trail): Promise<void> {
  const { reach } = search
  const asked = search.trails.filter((trail) => trail.to > 0 && trail.to <= trail.upto && trail.maybe === undefined).slice(0, reach)
  const each = Math.ceil(reach / asked.length)
  await knowParts(tx, asked, each)
  const bound = first.parts[0]?.last_n ?? first.bound
  // A step of its own: from what the part says of its newest message another room may be newer.
  if (reach === 1 && first.bound > bound) return void (first.bound = bound)
  const ahead = asked.map((trail) => ({ trail, parts: trail.parts.slice(0, each) }))
  const parts = ahead.flatMap((one) => one.parts)
  const found = await placesOfAll(tx, parts, search.grams, search.lore)
  let at = 0
  let places = 0
  for (const one of ahead) places += heed(one.trail, one.parts, found.slice(at, (at += one.parts.length)))
  // In the same step, or a page that has time for one would get nowhere.
  if (first.maybe !== undefined) await lookAt(tx, search, first, first.maybe)
  if (places < WORTH_A_LOOK) search.reach = Math.min(FARTHEST, reach * 2)
  else if (places > A_LOOK) search.reach = Math.ceil(reach / 2)
  search.trails.sort((a, b) => b.bound - a.bound)
}

async function knowParts(tx: Tx, trails: readonly Trail[], many: number): Promise<void> {
  const lacking = trails.filter(({ parts }) => parts.length === 0)
  for (const trail of lacking) trail.known = Math.max(0, trail.to - many * LARGE)
  const stretches = lacking.map(({ number, known, to }) => ({ number, from: known, to }))
  const found = stretches.length === 0 ? NONE_FOUND : await partsWithin(tx, stretches)
  for (const trail of lacking) trail.parts = found.get(trail.number) ?? []
}

/** What the index says of a trail's next parts. @returns how many places */
function heed(trail: Trail, parts: readonly Part[], found: readonly (readonly number[])[]): number {
  const oldest = parts.at(-1)
  if (oldest === undefined) {
    leave(trail, trail.known)
    return 0
  }
  const newest = found.findIndex((places) => places.length > 0)
  trail.bound = Math.min(trail.bound, parts[Math.max(0, newest)]?.last_n ?? 0)
  const seqs = parts.flatMap(({ place }, at) => (found[at] ?? []).map((there) => place + there).toReversed()).toReversed()
  const maybe = seqs.filter((seq) => seq <= trail.to)
  if (maybe.length === 0) leave(trail, oldest.place - 1)
  else trail.maybe = { seqs: maybe, place: oldest.place }
  return maybe.length
}

/** Words without an index. */
async function lookThrough(tx: Tx, search: Search, trail: Trail): Promise<void> {
  const floor = trail.to > trail.upto ? trail.upto : 0
  const from = Math.max(floor + 1, trail.to - STRETCH + 1)
  const rows = await said(tx, trail).where('seq', '>=', from).where('seq', '<=', trail.to).execute()
  const old = from <= trail.archived ? await archive.newer(tx, trail.room, from - 1, STRETCH, trail.to) : []
  await take(tx, search, trail, [...rows, ...old.toReversed()])
  leave(trail, from - 1)
}

/** The newest of what may match. */
async function lookAt(tx: Tx, search: Search, trail: Trail, maybe: NonNullable<Trail['maybe']>): Promise<void> {
  const seqs = maybe.seqs.splice(-A_LOOK)
  const [old, fresh] = [seqs.filter((seq) => seq <= trail.archived), seqs.filter((seq) => seq > trail.archived)]
  const rows = fresh.length === 0 ? [] : await said(tx, trail).where('seq', 'in', padded(fresh)).execute()
  const before = old.length === 0 ? [] : await archive.at(tx, trail.room, old)
  await take(tx, search, trail, [...rows, ...before.toSorted((a, b) => b.seq - a.seq)])
  const isLast = maybe.seqs.length === 0
  leave(trail, (isLast ? maybe.place : (seqs[0] ?? 1)) - 1)
  if (!isLast) trail.maybe = maybe
}

/** Of two lengths, for each is a query to be prepared. */
const padded = (seqs: readonly number[]): number[] =>
  Array.from({ length: seqs.length > FEW ? A_LOOK : FEW }, (_, at) => seqs[at] ?? seqs[0] ?? 0)

const said = (tx: Tx, { number }: Trail) =>
  tx
    .selectFrom('messages')
    .select(['n', 'seq', 'id', 'author', 'at', 'text', 'files', 'extra'])
    .where('room', '=', number)
    .orderBy('seq', 'desc')

async function take(tx: Tx, search: Search, trail: Trail, rows: readonly (Row & { readonly seq: number })[]): Promise<void> {
  const held = await holding(tx, search, rows)
  const found = rows.filter(({ n }) => held.has(n)).map(({ n, seq }) => ({ room: trail.room, seq, n }))
  if (found.length > 0) search.hits = [...search.hits, ...found].toSorted((a, b) => b.n - a.n)
  const last = rows.at(-1)
  if (last !== undefined) trail.bound = Math.min(trail.bound, last.n - 1)
}

function leave(trail: Trail, to: number): void {
  trail.to = to
  if (to <= 0) trail.bound = 0
  trail.maybe = undefined
  trail.parts = trail.parts.filter(({ place }) => place <= to)
}
