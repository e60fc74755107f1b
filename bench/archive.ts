// What a message takes up on the disk, and what pages of history and searches cost, before and after all that is old is put away.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { temporary } from '#harness/server.ts'
import { enterRooms, fill, type Reader, type Search, searching } from './deep.ts'
import { cpuOf } from './load/party.ts'
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
/** Parts of the index are put together behind it. */
const INDEXED = 'select coalesce(sum(upto) * 1000 + (select max(id) from search_parts), 0) from search_rooms'

export async function measureArchive(tell: (words: string) => void, messages: number): Promise<Archive> {
  const folder = temporary('archive')
  try {
    await fill(folder.path, messages, tell)
    await whileItWorks(folder.path, {}, 'the search index', (db) => one(db, INDEXED))
    const before = await kept(folder.path, messages)
    tell(`as it is said\n${inWords(before)}`)
    await whileItWorks(folder.path, later, 'old messages', (db) => one(db, ARCHIVED) * 1e6 - one(db, 'pragma freelist_count'))
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

/** A busy server, or one on a busy machine, rests for seconds between two pieces of it. */
const QUIET_SECONDS = 15
const WITHIN_SECONDS = 900

/** Lets a server do its background work until what is asked of its database stays as it is. */
async function whileItWorks(data: string, env: Env, what: string, ask: (db: DatabaseSync) => number): Promise<void> {
  await using _server = await startHearth('plain', env, data)
  const began = performance.now()
  for (let last = open(data, ask), since = began; performance.now() - since < QUIET_SECONDS * 1000 || last <= 0; ) {
    if (performance.now() - began > WITHIN_SECONDS * 1000) throw new Error(`${what}: not done in ${WITHIN_SECONDS} s`)
    await new Promise((again) => setTimeout(again, 250))
    const next = open(data, ask)
    if (next !== last) since = performance.now()
    last = next
  }
}

async function kept(data: string, messages: number): Promise<Kept> {
  const bytes = bytesOf(data, messages)
  await using server = await startHearth('plain', {}, data)
  const reader = await enterRooms(server)
  const page = {
    newest: await reading(server, reader, () => ({})),
    anywhere: await reading(server, reader, (turn, seq) => ({ before: Math.floor((seq * ((turn * 37) % PAGES)) / PAGES) + 50 })),
    scrolling: await reading(server, reader, (turn, seq) => ({ before: Math.max(51, seq - 50 * turn) })),
  }
  return { bytes, page, search: await searching(server, reader) }
}

const PAGES = 400
const WARM = 50

/** @param place where the page begins; `turn` counts the pages of a room, `seq` is where the room ends */
async function reading(
  { pid }: Started,
  { crowd, line, rooms }: Reader,
  place: (turn: number, seq: number) => { readonly before?: number },
): Promise<number> {
  const page = async (index: number): Promise<void> => {
    const [turn, room] = [Math.floor(index / rooms.length), rooms[index % rooms.length]]
    if (room) await crowd.ask(line, 'room.history', { room: room.id, ...place(turn, room.seq), limit: 50 })
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
