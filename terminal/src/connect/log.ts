// What was heard, kept on this machine: so that one reads and writes without a server, and comes back with only what was missed.
//
//   facts     key → JSON: who one is, the server's greeting, contacts
//   rooms     id → JSON of the room as it was last, and where its window stood
//   people    id → JSON
//   members   room → JSON of who is in it, where that is known whole
//   messages  (room, seq) → id, JSON
//   spans     (room, low) → high: between these places nothing is missing
import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Archive, Stretch, World } from '@hearth/client/archive.ts'
import type { State } from '@hearth/client/client.ts'
import type { LoggedEvent } from '@hearth/protocol/events.ts'
import type { RoomId, Seq } from '@hearth/protocol/ids.ts'
import type { Member, Message } from '@hearth/protocol/shapes.ts'
import { wordsOfSystem } from './system.ts'

export type Log = Archive & { close(): void; readonly size: number }

/** Messages of a room that are there when the program starts. */
const AT_START = 200
/** What changes in this time is written together. */
const GATHER_MS = 200
/** Longer lists are asked for when there is a server. */
const MOST_MEMBERS = 500
const VERSION = 2

/**
 * A damaged log is made anew: it can be fetched again. Where none can be kept (a full disk, say) that is said once, and everything goes on
 * without one; what was written last stays good.
 * @param tell what went wrong, in a sentence
 */
export function openLog(file: string, wait: (ms: number, then: () => void) => () => void, tell: (text: string) => void): Log {
  let isOff = false
  const held: { open?: Opened | undefined } = {}
  let written: State | undefined
  let wanted: State | undefined
  let callOff: (() => void) | undefined

  /** Nothing that goes wrong here ends the program. */
  function attempt<T>(job: () => T, otherwise: T): T {
    try {
      return job()
    } catch (error) {
      if (isBusy(error)) return otherwise
      isOff = true
      if (isDamaged(error)) remove(file, held.open?.db)
      tell(`The log of what was said is not kept on this machine: ${wordsOfSystem(error) ?? String(error)}`)
      return otherwise
    }
  }

  function flush(): void {
    callOff?.()
    callOff = undefined
    if (!held.open || isOff || !wanted || wanted === written) return
    const [now, before, { db, statements: say }] = [wanted, written, held.open]
    const isKept = attempt(() => {
      inOne(db, () => keep(say, now, before))
      return true
    }, false)
    if (isKept) written = now
    // Another program is at it: then in a moment.
    else if (!isOff) callOff = wait(GATHER_MS, flush)
  }
  function at<T>(job: (db: DatabaseSync) => T, otherwise: T): T {
    const { db } = held.open ?? {}
    return isOff || !db?.isOpen ? otherwise : attempt(() => job(db), otherwise)
  }

  held.open = attempt(() => opened(file), undefined)
  return {
    get size() {
      return at((db) => Number(db.prepare('select count(*) as n from messages').get()?.['n']), 0)
    },
    load: (user) => Promise.resolve(at((db) => recall(db, user), undefined)),
    changed(now, before) {
      if (before.me !== null && now.me === null) {
        wanted = undefined
        written = undefined
        return at(wipe, undefined)
      }
      if (isOff || now.me === null || isSameWorld(now, written)) return
      wanted = now
      callOff ??= wait(GATHER_MS, flush)
    },
    heard: (event) => at((db) => amend(db, event), undefined),
    page(room, query, limit) {
      return at((db) => {
        flush()
        return pageOf(db, room, query, limit)
      }, undefined)
    },
    close() {
      flush()
      callOff?.()
      if (held.open?.db.isOpen) held.open.db.close()
    },
  }
}

const codeOf = (error: unknown): number =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : 0
const isBusy = (error: unknown): boolean => codeOf(error) === 5 || codeOf(error) === 6
/** SQLITE_CORRUPT, SQLITE_NOTADB, or a row that is no JSON. */
const isDamaged = (error: unknown): boolean => codeOf(error) === 11 || codeOf(error) === 26 || error instanceof SyntaxError

function remove(file: string, db: DatabaseSync | undefined): void {
  if (db?.isOpen) db.close()
  for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true })
}

type Opened = { readonly db: DatabaseSync; readonly statements: Statements }

function opened(file: string): Opened {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  try {
    return openedAsIs(file)
  } catch (error) {
    if (!isDamaged(error)) throw error
    remove(file, undefined)
    return openedAsIs(file)
  }
}

function openedAsIs(file: string): Opened {
  const db = new DatabaseSync(file)
  try {
    chmodSync(file, 0o600)
    prepare(db)
    return { db, statements: statements(db) }
  } catch (error) {
    db.close()
    throw error
  }
}

function prepare(db: DatabaseSync): void {
  db.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma busy_timeout = 100')
  const version = Number(db.prepare('pragma user_version').get()?.['user_version'])
  // It can be fetched again: another form is not worth a migration.
  if (version !== VERSION)
    db.exec(
      'drop table if exists facts; drop table if exists rooms; drop table if exists people; drop table if exists members; drop table if exists messages; drop table if exists spans',
    )
  db.exec(`create table if not exists facts (key text primary key, value text not null) strict, without rowid;
    create table if not exists rooms (id text primary key, value text not null, entered integer not null) strict, without rowid;
    create table if not exists people (id text primary key, value text not null) strict, without rowid;
    create table if not exists members (room text primary key, value text not null) strict, without rowid;
    create table if not exists messages (room text not null, seq integer not null, id text not null, value text not null, primary key (room, seq)) strict, without rowid;
    create index if not exists messages_by_id on messages (id);
    create table if not exists spans (room text not null, low integer not null, high integer not null, primary key (room, low)) strict, without rowid;
    pragma user_version = ${VERSION}`)
}

type Statements = ReturnType<typeof statements>
const statements = (db: DatabaseSync) => ({
  fact: db.prepare('insert or replace into facts values (?, ?)'),
  room: db.prepare('insert or replace into rooms values (?, ?, ?)'),
  hello: db.prepare("select value from facts where key = 'hello'"),
  noMessages: db.prepare('delete from messages'),
  noSpans: db.prepare('delete from spans'),
  noMembers: db.prepare('delete from members'),
  noRooms: db.prepare('delete from rooms'),
  lessRoom: db.prepare('delete from rooms where id = ?'),
  lessMessages: db.prepare('delete from messages where room = ?'),
  lessSpans: db.prepare('delete from spans where room = ?'),
  members: db.prepare('insert or replace into members values (?, ?)'),
  lessMembers: db.prepare('delete from members where room = ?'),
  person: db.prepare('insert or replace into people values (?, ?)'),
  message: db.prepare('insert or replace into messages values (?, ?, ?, ?)'),
  spansOver: db.prepare('select low, high from spans where room = ? and high >= ? and low <= ?'),
  dropSpans: db.prepare('delete from spans where room = ? and high >= ? and low <= ?'),
  span: db.prepare('insert or replace into spans values (?, ?, ?)'),
})

function inOne(db: DatabaseSync, job: () => void): void {
  db.exec('begin immediate')
  try {
    job()
    db.exec('commit')
  } catch (error) {
    // A full disk may have ended it by itself.
    if (db.isTransaction) db.exec('rollback')
    throw error
  }
}

const isSameWorld = (now: State, before: State | undefined): boolean =>
  before !== undefined &&
  (['me', 'hello', 'contacts', 'rooms', 'people', 'timelines', 'members', 'behind'] as const).every((part) => now[part] === before[part])

/** The server was put back from a backup: what was kept of the time after it never happened. */
function isOtherLife(say: Statements, { hello }: State): boolean {
  const kept = say.hello.get()?.['value']
  return typeof kept === 'string' && hello !== null && JSON.parse(kept).epoch !== hello.epoch
}

function keep(say: Statements, now: State, given: State | undefined): void {
  const isAnew = now.hello !== given?.hello && isOtherLife(say, now)
  const before = isAnew ? undefined : given
  if (isAnew) for (const one of [say.noMessages, say.noSpans, say.noMembers, say.noRooms]) one.run()
  const fact = (key: string, value: unknown) => say.fact.run(key, JSON.stringify(value))
  if (now.me !== before?.me) fact('me', now.me)
  if (now.hello !== before?.hello && now.hello !== null) fact('hello', now.hello)
  if (now.contacts !== before?.contacts) fact('contacts', [...now.contacts])
  for (const [id, user] of now.people) if (before?.people.get(id) !== user) say.person.run(id, JSON.stringify(user))
  for (const [id, room] of now.rooms) {
    const timeline = now.timelines.get(id)
    if (before?.rooms.get(id) === room && before.timelines.get(id) === timeline) continue
    say.room.run(id, JSON.stringify(room), timeline?.enteredAt ?? room.readSeq)
    if (timeline) keepWindow(say, now, before, id)
  }
  for (const id of now.rooms.keys()) keepMembers(say, now, before, id)
  for (const id of before?.rooms.keys() ?? [])
    if (!now.rooms.has(id)) for (const one of [say.lessRoom, say.lessMessages, say.lessSpans, say.lessMembers]) one.run(id)
}

/** A list that lags behind its room is none: the next run would take it for the one of now. */
function keepMembers(say: Statements, now: State, before: State | undefined, room: RoomId): void {
  const list = now.behind.has(room) ? undefined : now.members.get(room)
  const old = before === undefined || before.behind.has(room) ? undefined : before.members.get(room)
  // What an earlier run kept is renewed with the first write of this one, or goes.
  if (before !== undefined && list === old) return
  if (list === undefined || list.length > MOST_MEMBERS) say.lessMembers.run(room)
  else say.members.run(room, JSON.stringify(list))
}

function keepWindow(say: Statements, now: State, before: State | undefined, room: RoomId): void {
  const timeline = now.timelines.get(room)
  if (!timeline) return
  const old = new Set(before?.timelines.get(room)?.messages)
  for (const message of timeline.messages) if (!old.has(message)) say.message.run(room, message.seq, message.id, JSON.stringify(message))
  const first = timeline.messages[0]?.seq
  const last = timeline.messages.at(-1)?.seq
  let low = timeline.hasOlder && first !== undefined ? first : 0
  const known = now.behind.get(room) ?? now.rooms.get(room)?.seq ?? 0
  let high = timeline.hasNewer && last !== undefined ? last : Math.max(known, last ?? 0)
  for (const span of say.spansOver.all(room, low - 1, high + 1)) {
    low = Math.min(low, Number(span['low']))
    high = Math.max(high, Number(span['high']))
  }
  say.dropSpans.run(room, low, high)
  say.span.run(room, low, high)
}

/** Changes of what lies outside the window: words that were taken back must not be read here either. */
function amend(db: DatabaseSync, event: LoggedEvent): void {
  if (event.event !== 'message.deleted' && event.event !== 'message.edited') return
  const { id } = event.with
  const row = db.prepare('select seq, value from messages where id = ? and room = ?').get(id, event.room)
  if (!row) return
  const old: Message = JSON.parse(String(row['value']))
  const now: Message =
    event.event === 'message.edited'
      ? { ...old, text: event.with.text, mentions: event.with.mentions, editedAt: event.with.editedAt }
      : { ...old, text: null, mentions: [], reactions: [], deletedAt: event.with.deletedAt, files: [] }
  db.prepare('update messages set value = ? where room = ? and seq = ?').run(JSON.stringify(now), event.room, Number(row['seq']))
}

function wipe(db: DatabaseSync): void {
  db.exec('delete from facts; delete from rooms; delete from people; delete from members; delete from messages; delete from spans')
  // What is deleted lies in the file until it is written anew.
  db.exec('vacuum; pragma wal_checkpoint(truncate)')
}

function recall(db: DatabaseSync, user: string): World | undefined {
  const fact = <T>(key: string): T | undefined => {
    const value = db.prepare('select value from facts where key = ?').get(key)?.['value']
    return typeof value === 'string' ? JSON.parse(value) : undefined
  }
  const me = fact<World['me']>('me')
  const hello = fact<World['hello']>('hello')
  if (!me || !hello) return undefined
  if (me.id !== user) {
    wipe(db)
    return undefined
  }
  const parse = <T>(row: Record<string, unknown>): T => JSON.parse(String(row['value']))
  const rows = db.prepare('select value, entered from rooms').all()
  const rooms = rows.map((row) => parse<World['rooms'][number]>(row))
  const people = db
    .prepare('select value from people')
    .all()
    .map((row) => parse<World['people'][number]>(row))
  const timelines = windowsOf(db, rooms, rows)
  const whole = new Set(timelines.map(([room]) => room))
  const members = db
    .prepare('select room, value from members')
    .all()
    .flatMap((row) =>
      rooms.filter(({ id }) => id === row['room'] && whole.has(id)).map(({ id }) => [id, parse<readonly Member[]>(row)] as const),
    )
  return { me, hello, contacts: fact<World['contacts']>('contacts') ?? [], rooms, people, timelines, members }
}

/** Of the newest messages, where nothing newer is missing. */
const windowsOf = (db: DatabaseSync, rooms: World['rooms'], rows: readonly Record<string, unknown>[]): World['timelines'] =>
  rows.flatMap((row, at) => {
    const room = rooms[at]
    const window = room && pageOf(db, room.id, {}, AT_START)
    return room && window && !window.hasNewer ? [[room.id, { ...window, enteredAt: Number(row['entered']) }] as const] : []
  })

/** Of the newest stretch without holes, or of the one around a place. Undefined: nothing is kept of it. */
function pageOf(
  db: DatabaseSync,
  room: RoomId,
  query: { readonly before?: Seq; readonly after?: Seq; readonly around?: Seq },
  limit: number,
): Stretch | undefined {
  const place = query.before === undefined ? (query.after ?? query.around) : query.before - 1
  const span =
    place === undefined
      ? newest(db, room)
      : db.prepare('select low, high from spans where room = ? and low <= ? and high >= ?').get(room, place, place)
  if (!span) return undefined
  const [low, high] = [Number(span['low']), Number(span['high'])]
  const known = Number(JSON.parse(String(db.prepare('select value from rooms where id = ?').get(room)?.['value'] ?? '{}'))['seq'] ?? high)
  const messages = within(db, room, { low, high, limit }, query)
  const [first, last] = [messages[0]?.seq, messages.at(-1)?.seq]
  const count = (from: number, to: number) =>
    Number(
      db.prepare('select count(*) as n from (select 1 from messages where room = ? and seq between ? and ? limit 1)').get(room, from, to)?.[
        'n'
      ],
    )
  return {
    messages,
    hasOlder: low > 0 || (first !== undefined && count(low, first - 1) > 0),
    hasNewer: high < known || (last !== undefined && count(last + 1, high) > 0),
  }
}

const newest = (db: DatabaseSync, room: RoomId) =>
  db.prepare('select low, high from spans where room = ? order by high desc limit 1').get(room)

function within(
  db: DatabaseSync,
  room: RoomId,
  { low, high, limit }: { low: number; high: number; limit: number },
  { before, after, around }: { readonly before?: Seq; readonly after?: Seq; readonly around?: Seq },
): readonly Message[] {
  const down = (to: number, most: number) =>
    db
      .prepare('select value from messages where room = ? and seq between ? and ? order by seq desc limit ?')
      .all(room, low, to, most)
      .reverse()
  const up = (from: number, most: number) =>
    db.prepare('select value from messages where room = ? and seq between ? and ? order by seq limit ?').all(room, from, high, most)
  const rows =
    after !== undefined
      ? up(after + 1, limit)
      : around !== undefined
        ? [...down(around - 1, Math.floor(limit / 2)), ...up(around, Math.ceil(limit / 2))]
        : down(before === undefined ? high : before - 1, limit)
  return rows.map((row): Message => JSON.parse(String(row['value'])))
}
