// What is done with the one SQLite connection that writes, in a thread of its own or, for a database in memory, in this one.
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import { makeMessageId } from '@hearth/protocol/make-id.ts'
import { countedMentions, type Said, type Say } from './say.ts'
import { unpack } from './segment.ts'
import { type Before, createBefore } from './sqlite-before.ts'
import type { Stage } from './writer.ts'

export type Result = { readonly rows: readonly Record<string, unknown>[]; readonly changes: number; readonly lastId: number }

/** A new one's seq; what was said before with that clientId; nothing where room or author are unknown. */
export type SaidRow = number | readonly [room: RoomId, id: MessageId, seq: number, at: number] | null

/**
 * A `Say` without the names of its fields: with them it is twice as long on its way to the thread. Most lines end with `chance`, which has a
 * tenth letter in front: where JSON is read, V8 looks up each shorter text in a table of all there are, and puts it there.
 */
export type Line = readonly [
  room: RoomId,
  author: UserId,
  text: string | null,
  clientId: string,
  at: number,
  longChance: string,
  replyTo?: MessageId | null,
  mentions?: readonly UserId[],
]
export function asLine({ room, author, text, clientId, replyTo, at, chance, mentions }: Say): Line {
  const longChance = `-${chance}`
  if (replyTo === null && mentions.length === 0) return [room, author, text, clientId, at, longChance]
  return [room, author, text, clientId, at, longChance, replyTo, mentions]
}

export type SayRequest = { readonly lines: readonly Line[]; readonly first: readonly string[]; readonly commit: boolean }

export const BEGIN = 'begin immediate'

export type Hand = {
  /** @param first statements before it (begin, savepoints); `stageOf` the error says whether one of them failed */
  query(text: string, values: readonly unknown[], first?: readonly string[]): Result
  /** All or, when it throws with a transaction of its own, nothing; `stageOf` the error says how far it came. */
  say(request: SayRequest): SaidRow[]
  close(): void
}

const STATEMENTS_KEPT = 300
const REMEMBERED = 50_000
/** After these the places in memory may be wrong. */
const CHANGES_PLACES = /^\s*(?:(?:update|insert into|delete from)\s+"?rooms"?\s|rollback)/i
/** After these more clientIds may have been used by what lies in segments. */
const MOVES = /^\s*insert into\s+"?said_before"?\s/i

/** Gives no rows, but each step frees one page only. */
const GOES_ON = /^pragma incremental_vacuum/

type Statement = { readonly prepared: StatementSync; readonly gives: boolean; readonly changesPlaces: boolean; readonly moves: boolean }
/** `kept`: the place that stands on the disk. */
type Place = { readonly number: number; seq: number; kept: number }

/** @param remembered rooms and people whose numbers stand in memory at most */
export function createHand(database: DatabaseSync, remembered = REMEMBERED): Hand {
  const statements = new Map<string, Statement>()
  const mouth = createMouth(database, remembered)

  function query(text: string, values: readonly unknown[]): Result {
    const { prepared, gives, changesPlaces, moves } = prepare(database, statements, text)
    if (changesPlaces) mouth.forget()
    if (moves) mouth.before.forget()
    // The tables hold text, numbers and null only; SQLite itself refuses anything else.
    const bound = values as SQLInputValue[]
    if (gives) return { rows: prepared.all(...bound), changes: 0, lastId: 0 }
    const { changes, lastInsertRowid } = prepared.run(...bound)
    return { rows: [], changes: Number(changes), lastId: Number(lastInsertRowid) }
  }
  function begin(first: readonly string[]): void {
    for (const text of first) atStage(text === BEGIN ? 'begin' : 'between', () => query(text, NOTHING))
  }

  return {
    query(text, values, first = NOTHING) {
      begin(first)
      return query(text, values)
    },
    say({ lines, first, commit }) {
      try {
        begin(first)
        const said = mouth.say(lines)
        if (commit) atStage('commit', () => query('commit', NOTHING))
        return said
      } catch (error) {
        mouth.forget()
        throw error
      }
    },
    close() {
      statements.clear()
      database.close()
    },
  }
}

const NOTHING: readonly never[] = []

/** The same query is compiled to the same text. */
function prepare(database: DatabaseSync, statements: Map<string, Statement>, text: string): Statement {
  const known = statements.get(text)
  if (known !== undefined) return known
  const prepared = database.prepare(text)
  const gives = prepared.columns().length > 0 || GOES_ON.test(text)
  const statement = { prepared, gives, changesPlaces: CHANGES_PLACES.test(text), moves: MOVES.test(text) }
  const oldest = statements.size >= STATEMENTS_KEPT ? statements.keys().next().value : undefined
  if (oldest !== undefined) statements.delete(oldest)
  statements.set(text, statement)
  return statement
}

const stages = new WeakMap<object, Stage>()
export const noteStage = (error: object, stage: Stage): void => void stages.set(error, stage)
/** How far a batch had come when this was thrown. */
export const stageOf = (error: unknown): Stage => (typeof error === 'object' && error !== null ? stages.get(error) : undefined) ?? 'work'

function atStage(stage: Stage, work: () => unknown): void {
  try {
    work()
  } catch (error) {
    if (typeof error === 'object' && error !== null) noteStage(error, stage)
    throw error
  }
}

type Mouth = { say(lines: readonly Line[]): SaidRow[]; forget(): void; readonly before: Before }

/** The same as `say` of messages.ts, for many at once: numbers and places stand in memory, and each room's place is written once. */
function createMouth(database: DatabaseSync, remembered: number): Mouth {
  const places = new Map<RoomId, Place>()
  const numbers = new Map<string, number>()
  /** Where something was said since places were written. */
  const moved: Place[] = []
  // Prepared when first used: the tables may not be there yet.
  let statements: MouthStatements | undefined
  const before = createBefore(database)

  const forget = () => {
    places.clear()
    numbers.clear()
    moved.length = 0
  }

  function placeOf(with_: MouthStatements, room: RoomId): Place | undefined {
    const known = places.get(room)
    if (known !== undefined) return known
    const found = with_.room.get(room)
    if (found === undefined) return undefined
    const seq = Number(found['seq'])
    const place: Place = { number: Number(found['number']), seq, kept: seq }
    places.set(room, place)
    return place
  }

  function numberOf(with_: MouthStatements, author: string): number | undefined {
    const known = numbers.get(author)
    if (known !== undefined) return known
    const found = with_.author.get(author)
    if (found === undefined) return undefined
    const number = Number(found['number'])
    numbers.set(author, number)
    return number
  }

  function sayOne(with_: MouthStatements, line: Line): SaidRow {
    const [room, author, text, clientId, at, longChance, replyTo = null, mentions] = line
    const place = placeOf(with_, room)
    const number = numberOf(with_, author)
    if (place === undefined || number === undefined) return null
    const seq = place.seq + 1
    const id = makeMessageId(at, seq, longChance.slice(1))
    const old = before.has(clientId) ? oldTwin(with_, number, clientId) : undefined
    if (old !== undefined) return old
    const { changes } =
      mentions === undefined
        ? with_.say.run(place.number, seq, id, number, text, clientId, at)
        : with_.sayTo.run(place.number, seq, id, number, text, clientId, at, replyTo, JSON.stringify(mentions))
    if (changes === 0) return twin(with_, number, clientId)
    if (place.seq === place.kept) moved.push(place)
    place.seq = seq
    if (mentions !== undefined) for (const user of countedMentions(author, mentions)) with_.mention.run(user, room, seq)
    return seq
  }

  function sayAll(with_: MouthStatements, lines: readonly Line[]): SaidRow[] {
    // Not while words are being said: a room's place is in memory alone until its batch is.
    if (places.size >= remembered) places.clear()
    if (numbers.size >= remembered) numbers.clear()
    const said = lines.map((line) => sayOne(with_, line))
    for (const place of moved) {
      const { changes } = with_.move.run(place.seq, place.number, place.kept)
      if (Number(changes) === 0) throw new Error('somebody else has written to a room: what was to be said is not kept')
      place.kept = place.seq
    }
    moved.length = 0
    return said
  }

  return { forget, before, say: (lines) => sayAll((statements ??= mouthStatements(database)), lines) }
}

function twin(with_: MouthStatements, author: number, clientId: string): SaidRow {
  const found = with_.twin.get(author, clientId)
  if (found === undefined) throw new Error('a message was not kept, and there is none that stood in its way')
  // Row mapping: ids are written by `sayOne` and `rooms.add` alone.
  return [found['room'] as RoomId, found['id'] as MessageId, Number(found['seq']), Number(found['at'])]
}

/** Nothing is said that was said before, even if it was so long ago that it has left the table. */
function oldTwin(with_: MouthStatements, author: number, clientId: string): SaidRow | undefined {
  const found = with_.oldTwin.get(author, clientId)
  if (!(found?.['body'] instanceof Uint8Array)) return undefined
  // Row mapping: as above.
  const room = found['room'] as RoomId
  const row = unpack(found['body'], room).find(({ seq }) => seq === found['seq'])
  if (row === undefined) throw new Error('a message was moved, and is not where it should be')
  return [room, row.id, row.seq, row.at]
}

const sayWith = (rest: string) =>
  `insert into messages (room, seq, id, author, text, client_id, at, reply_to, mentions) values (?, ?, ?, ?, ?, ?, ?, ${rest})
   on conflict (client_id, author) do nothing`

type MouthStatements = ReturnType<typeof mouthStatements>

const mouthStatements = (database: DatabaseSync) => ({
  room: database.prepare('select number, seq from rooms where id = ?'),
  author: database.prepare('select number from users where id = ?'),
  say: database.prepare(sayWith("null, '[]'")),
  sayTo: database.prepare(sayWith('?, ?')),
  mention: database.prepare('insert into mentions (user_id, room_id, seq) values (?, ?, ?)'),
  move: database.prepare('update rooms set seq = ? where number = ? and seq = ?'),
  twin: database.prepare(
    `select rooms.id as room, messages.id, messages.seq, messages.at from messages join rooms on rooms.number = messages.room
     where messages.client_id = ?2 and messages.author = ?1`,
  ),
  oldTwin: database.prepare(
    `select rooms.id as room, said_before.seq, segments.body from said_before join rooms on rooms.number = said_before.room
     join segments on segments.room = said_before.room and segments.first <= said_before.seq and segments.last >= said_before.seq
     where said_before.client_id = ?2 and said_before.author = ?1`,
  ),
})

/** What became of it, as everybody else knows it. */
export function asSaid({ room, at, chance }: Say, row: SaidRow | undefined): Said | Error {
  if (typeof row === 'number') return { fresh: true, room, id: makeMessageId(at, row, chance), seq: row, at }
  if (row === null || row === undefined) return new Error('the room or its author is not there')
  const [where, id, seq, when] = row
  return { fresh: false, room: where, id, seq, at: when }
}
