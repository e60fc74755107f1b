// What a message takes up on the disk, and what pages of history and searches cost, before and after all that is old is put away.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { temporary } from '#harness/server.ts'
import { until } from '#harness/until.ts'
import { enterRooms, fill, type Reader, type Search, searching, untilIndexed } from './deep.ts'
import { cpuOf } from './load/party.ts'
import { allAtRest } from './measure.ts'
import { type Env, type Started, startHearth } from './servers/start.ts'

export type Archive = {
  readonly messages: number
  /** How many of them lie in segments afterwards. */
  readonly archived: number
  readonly before: Kept
  readonly after: Kept
}
export type Kept = {
  readonly bytes: Bytes
  /** Processor time of one page of 50, in ms. */
  readonly page: { readonly newest: number; readonly anywhere: number; readonly scrolling: number }
  readonly search: Search
}
/** For each message. `file` is all that lies on the disk with the server stopped, `free` what of it is empty pages, the rest what is in use. */
export type Bytes = {
  readonly file: number
  readonly free: number
  /** With their indexes. */
  readonly messages: number
  readonly segments: number
  readonly saidBefore: number
  readonly search: number
}

const LATER_DAYS = 400
/** A server whose clock is more than a year ahead, and that puts away what is a year old. */
const later: Env = {
  HEARTH_LIMITS_MESSAGE_ARCHIVE_DAYS: '365',
  NODE_OPTIONS: `--import "data:text/javascript,const now = Date.now; Date.now = () => now() + ${LATER_DAYS * 86_400_000}"`,
}

const ARCHIVED = 'select coalesce(sum(count), 0) from segments'
/** How many rooms have more messages that are no segment yet than the newest 50, what has no index, and what is no whole run. */
const UNMOVED = 'select count(*) from rooms where (select count(*) from messages where room = number) >= 50 + 64 + 128'
/** Of free pages 256 stay for what comes next. */
const TO_GIVE_BACK = 'select max(0, freelist_count - 256) from pragma_freelist_count'

export async function measureArchive(tell: (words: string) => void, messages: number): Promise<Archive> {
  const folder = temporary('archive')
  try {
    await fill(folder.path, messages, tell)
    await indexAll(folder.path)
    const before = await kept(folder.path, messages)
    tell(`as it is said\n${inWords(before)}`)
    await archiveAll(folder.path)
    const archived = open(folder.path, (db) => one(db, ARCHIVED))
    const after = await kept(folder.path, messages)
    tell(`${archived} of ${messages} put away\n${inWords(after)}`)
    return { messages, archived, before, after }
  } finally {
    folder.drop()
  }
}

function inWords({ bytes, page, search }: Kept): string {
  const { file, free, ...tables } = bytes
  const parts = Object.entries(tables).map(([name, size]) => `${name} ${size}`)
  return [
    `  bytes a message: ${file} on the disk, ${free} of them free (${parts.join(', ')})`,
    `  processor time of a page of 50: newest ${page.newest} ms, anywhere ${page.anywhere} ms, scrolling up ${page.scrolling} ms`,
    `  a search: half within ${search.p50Ms} ms, 95 of 100 within ${search.p95Ms} ms`,
  ].join('\n')
}

const [QUIET_SECONDS, WITHIN_SECONDS] = [4, 900] as const

async function indexAll(data: string): Promise<void> {
  await using server = await startHearth('plain', {}, data)
  await untilIndexed(data)
  // Its parts are put together still.
  await allAtRest([server.pid], QUIET_SECONDS, WITHIN_SECONDS)
}

async function archiveAll(data: string): Promise<void> {
  await using _server = await startHearth('plain', later, data)
  const isDone = () => open(data, (db) => one(db, UNMOVED) === 0 && one(db, TO_GIVE_BACK) === 0)
  await until('old messages to be put away', isDone, { within: WITHIN_SECONDS * 1000, every: 250 })
}

async function kept(data: string, messages: number): Promise<Kept> {
  const bytes = bytesOf(data, messages)
  await using server = await startHearth('plain', {}, data)
  const reader = await enterRooms(server)
  const page = {
    newest: await reading(server, reader, (index, rooms) => [index % rooms, 1]),
    // Each page is of another room than the one before, and far from that room's last one.
    anywhere: await reading(server, reader, (index, rooms) => [index % rooms, ((index * 37) % PAGES) / PAGES]),
    // Room by room, from its newest messages back.
    scrolling: await reading(server, reader, (index, rooms) => [
      Math.floor((index * rooms) / PAGES) % rooms,
      1 - ((index * rooms) % PAGES) / PAGES,
    ]),
  }
  return { bytes, page, search: await searching(data, reader) }
}

/** Until the page's way is compiled: the server has just begun. */
const [WARM, PAGES] = [400, 1000] as const

/** @param place which room the page is of, and how far in it its end is: 0 is the beginning, 1 its newest messages */
async function reading(
  { pid }: Started,
  { crowd, line, rooms }: Reader,
  place: (index: number, rooms: number) => readonly [room: number, part: number],
): Promise<number> {
  const page = async (index: number): Promise<void> => {
    const [which, part] = place(index, rooms.length)
    const room = rooms[which]
    if (room) await crowd.ask(line, 'room.history', { room: room.id, before: Math.max(51, Math.ceil(room.seq * part) + 1), limit: 50 })
  }
  for (let index = 0; index < WARM; index++) await page(index)
  const before = cpuOf(pid)
  for (let index = 0; index < PAGES; index++) await page(index)
  return Math.round(((cpuOf(pid) - before) / PAGES) * 1e5) / 100
}

function bytesOf(data: string, messages: number): Bytes {
  const each = (all: number): number => Math.round((all / messages) * 10) / 10
  const file = readdirSync(data)
    .filter((name) => name.startsWith('hearth.db'))
    .reduce((sum, name) => sum + statSync(join(data, name)).size, 0)
  return open(data, (db) => {
    const table = (like: string): number => each(one(db, OF_TABLES, like))
    return {
      file: each(file),
      free: each(one(db, 'pragma freelist_count') * one(db, 'pragma page_size')),
      messages: table('messages'),
      segments: table('segments'),
      saidBefore: table('said_before'),
      search: table('search_%'),
    }
  })
}

/** Pages of tables and of their indexes. */
const OF_TABLES = `select coalesce(sum(pgsize), 0) from dbstat
  where aggregate = 1 and name in (select name from sqlite_schema where tbl_name like ?)`

function open<T>(data: string, ask: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(join(data, 'hearth.db'), { readOnly: true })
  try {
    return ask(db)
  } finally {
    db.close()
  }
}

const one = (db: DatabaseSync, text: string, ...values: readonly string[]): number =>
  Number(Object.values(db.prepare(text).get(...values) ?? {})[0])
