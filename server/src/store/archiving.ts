// Moves old messages into segments (archive.ts), a run at a time: each is one transaction, so that a message is always in one place.
import { sql } from 'kysely'
import { lastBelow, type OldRow, put } from './archive.ts'
import { messageRow } from './messages.ts'
import type { Tx } from './schema.ts'

/** So many are moved in one transaction: some milliseconds. */
const RUN = 128
/** So many are in a segment at most: a page of history unpacks one, or two. */
const FULL = 512
/** The newest of a room stay where they are: what it shows when it is opened. At least one, for readers tell by it where the others are. */
const FRESH = 50
/** A look for work at this many rooms takes some milliseconds. */
const ROOMS_AT_ONCE = 200
const DAY_MS = 86_400_000

/** `days`: of rooms that say nothing of their own; 0: never. */
export type Age = { readonly now: number; readonly days: number }
/** How many are moved at a time, and how many are left: other numbers are for tests. */
export type Portion = { readonly run: number; readonly full: number; readonly fresh: number }
const usual: Portion = { run: RUN, full: FULL, fresh: FRESH }

/**
 * Which of the next rooms, by their numbers, have a whole run that is old enough, and enough that is newer; `next`: where to look on, none
 * after the last. Rooms that wait for that cost a look into an index, and no write.
 */
export async function ripe(
  tx: Tx,
  from: number,
  { now, days }: Age,
  { run, fresh }: Portion = usual,
): Promise<{ readonly found: readonly number[]; readonly next: number | undefined }> {
  const rows = await tx
    .selectFrom('rooms')
    .select(['number', 'archive_days'])
    .select(({ selectFrom }) => {
      const nth = (n: number) =>
        selectFrom('messages')
          .select('at')
          .whereRef('messages.room', '=', 'rooms.number')
          .orderBy('seq')
          .limit(1)
          .offset(n - 1)
      return [nth(run).as('last'), nth(run + fresh).as('newer')]
    })
    .where('number', '>', from)
    .where('deleted_at', 'is', null)
    .where(({ eb, fn, val }) => eb(fn.coalesce('archive_days', val(days)), '>', 0))
    .where(({ eb }) => eb(eb('seq', '-', eb.ref('archived')), '>=', run + fresh))
    .orderBy('number')
    .limit(ROOMS_AT_ONCE)
    .execute()
  const found = rows.filter(
    ({ archive_days, last, newer }) => newer !== null && last !== null && last < now - (archive_days ?? days) * DAY_MS,
  )
  return { found: found.map(({ number }) => number), next: rows.length < ROOMS_AT_ONCE ? undefined : rows.at(-1)?.number }
}

/**
 * Moves the room's next run. False: it is not long enough yet, or not old, or not in the search index, or a row in it cannot be read: what is
 * left of that would be lost in a segment, so it waits where it is to be mended.
 * @param damaged is told of that row
 */
export async function moveRun(
  tx: Tx,
  number: number,
  { now, days }: Age,
  portion: Portion = usual,
  damaged: (row: OldRow) => void = () => {},
): Promise<boolean> {
  const room = await tx
    .selectFrom('rooms')
    .innerJoin('search_rooms', 'search_rooms.room', 'rooms.number')
    .select(['rooms.id', 'archived', 'upto', 'archive_days'])
    .where('number', '=', number)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  const after = room?.archive_days ?? days
  if (room === undefined || after === 0) return false
  const rows = await nextRun(tx, number, room, portion.run)
  const broken = rows.find((row) => row.damaged)
  if (broken !== undefined) damaged(broken)
  const last = broken === undefined ? rows.at(-1) : undefined
  // A time to come is of a clock that was wrong.
  const isOld = rows.every(({ at }) => at < now - after * DAY_MS || at > now)
  if (last === undefined || rows.length < portion.run || !isOld || !(await leaves(tx, number, last.seq, portion.fresh))) return false
  const before = await lastBelow(tx, room.id, Number.MAX_SAFE_INTEGER)
  // One that cannot be read stays as it is, for somebody to mend.
  const isRoom = before !== undefined && before.rows.length === before.count && before.count + rows.length <= portion.full
  await put(tx, number, isRoom ? [...before.rows, ...rows] : rows)
  await take(tx, number, last)
  return true
}

async function nextRun(
  tx: Tx,
  number: number,
  { archived, upto }: { readonly archived: number; readonly upto: number },
  limit: number,
): Promise<OldRow[]> {
  const rows = await tx
    .selectFrom('messages')
    .innerJoin('rooms', 'rooms.number', 'messages.room')
    .innerJoin('users', 'users.number', 'messages.author')
    .selectAll('messages')
    .select(['rooms.id as room_id', 'users.id as author_id'])
    .where('messages.room', '=', number)
    .where('messages.seq', '>', archived)
    .where('messages.seq', '<=', upto)
    .orderBy('messages.seq')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ ...messageRow(row), n: row.n }))
}

async function leaves(tx: Tx, number: number, last: number, fresh: number): Promise<boolean> {
  const rows = await tx.selectFrom('messages').select('seq').where('room', '=', number).where('seq', '>', last).limit(fresh).execute()
  return rows.length === fresh
}

/** What stands in a segment now leaves the table; its clientIds stay used. */
async function take(tx: Tx, number: number, { seq, n }: OldRow): Promise<void> {
  await tx
    .insertInto('said_before')
    .columns(['client_id', 'author', 'room', 'seq'])
    .expression(tx.selectFrom('messages').select(['client_id', 'author', 'room', 'seq']).where('room', '=', number).where('seq', '<=', seq))
    .execute()
  await tx.deleteFrom('messages').where('room', '=', number).where('seq', '<=', seq).execute()
  await keepCounting(tx, n)
  await tx.updateTable('rooms').set({ archived: seq }).where('number', '=', number).execute()
}

/** SQLite counts on from the largest `n` that is there: a row of no room keeps the place of what has left the table. */
async function keepCounting(tx: Tx, n: number): Promise<void> {
  const nobody = { room: 0, seq: 0, id: sql<never>`''`, author: 0, text: null, client_id: '', reply_to: null, at: 0, mentions: '[]' }
  await tx
    .insertInto('messages')
    .values({ n, ...nobody, edited_at: null, deleted_at: null, files: null })
    .onConflict((clash) => clash.columns(['client_id', 'author']).doUpdateSet({ n }).where('messages.n', '<', n))
    .execute()
}
