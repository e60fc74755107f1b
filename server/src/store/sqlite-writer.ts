// The writing side of SQLite as the rest of the store sees it: Kysely and the queue, over a thread or over this one.
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  CompiledQuery as Query,
  type QueryResult,
  SqliteIntrospector,
} from 'kysely'
import type { Log } from './queue.ts'
import type { Said, Say } from './say.ts'
import type { Tx } from './schema.ts'
import { SqliteCompiler, SqliteWithSafeMigrations } from './sqlite.ts'
import { isInMemory, openSqlite, type SqlitePlace } from './sqlite-file.ts'
import { asLine, asSaid, BEGIN, createHand, type Result, stageOf } from './sqlite-hand.ts'
import { type Link, linkToThread } from './sqlite-link.ts'
import type { Batch, Stage, Writer } from './writer.ts'

export type SqliteWriting = {
  /** For what comes before the queue: migrations. */
  readonly dialect: Dialect
  /** @param open what makes Kysely of a dialect */
  writer(open: (dialect: Dialect) => Tx): Writer
}

/** Rejects where the file cannot be opened. @param onControl hears `begin` and `commit`, which do not go through Kysely. */
export async function openSqliteWriter(place: SqlitePlace, log: Log, onControl: (text: string) => void = () => {}): Promise<SqliteWriting> {
  const desk = createDesk(place, log)
  return {
    dialect: dialectOver((text, values) => desk.link().query(text, values), desk.close),
    writer: (open) => ({ begin: () => new SqliteBatch(open, desk.move(), onControl, desk.wantThread) }),
  }
}

type Desk = {
  link(): Link
  /** Between two batches: goes on in the thread if it is ready. */
  move(): Link
  wantThread(): void
  close(): Promise<void>
}

/**
 * Where the connection is. It begins in this thread and moves to one of its own with the first words: a server where nobody talks
 * needs 17 MB less. Where no thread can be had, it stays.
 */
function createDesk(place: SqlitePlace, log: Log): Desk {
  let link = linkHere(place)
  let ready: Link | undefined
  let coming: Promise<void> | undefined
  let left = Promise.resolve()
  return {
    link: () => link,
    move() {
      if (ready === undefined) return link
      left = link.close()
      link = ready
      ready = undefined
      return link
    },
    wantThread() {
      if (isInMemory(place)) return
      coming ??= linkToThread(place.file, (says) => log.warn({}, says)).then(
        (made) => void (ready = made),
        (cause: unknown) => log.warn({ cause }, 'no thread for the disk: everybody waits for each commit'),
      )
    },
    async close() {
      await coming
      await Promise.all([left, link.close(), ready?.close()])
    },
  }
}

const dialectOver = (query: Link['query'], close: () => Promise<void>): Dialect => ({
  createAdapter: () => new SqliteWithSafeMigrations(),
  createDriver: () => driverOf(query, close),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteCompiler(),
})

/** There is one connection, and the queue alone uses it: nobody has to wait for it. Migrations run before the queue is there. */
function driverOf(query: Link['query'], close: () => Promise<void>): Driver {
  const connection: DatabaseConnection = {
    async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
      const { rows, changes, lastId } = await query(sql, parameters)
      // Row mapping: Kysely's types say what the columns hold.
      return { rows: rows as R[], numAffectedRows: BigInt(changes), insertId: BigInt(lastId) }
    },
    streamQuery() {
      throw new Error('the writing connection does not stream')
    },
  }
  const run = async (text: string) => void (await connection.executeQuery(Query.raw(text)))
  return {
    init: async () => {},
    acquireConnection: async () => connection,
    beginTransaction: () => run('begin immediate'),
    commitTransaction: () => run('commit'),
    rollbackTransaction: () => run('rollback'),
    releaseConnection: async () => {},
    destroy: close,
  }
}

const SAVEPOINT = 'savepoint job'
const RELEASE = 'release savepoint job'
const UNDO = 'rollback to savepoint job'

class SqliteBatch implements Batch {
  readonly #open: (dialect: Dialect) => Tx
  readonly #link: Link
  readonly #onControl: (text: string) => void
  readonly #wantThread: () => void
  #tx: Tx | undefined
  /**
   * Goes along with the next query: each message to the thread costs more than a query. It asks for the write lock at once, for a
   * transaction that reads first could not get it later when another process wrote meanwhile.
   */
  #first: string[] = [BEGIN]
  /** What went along has failed: that is the batch's end, and not the doing of the job whose query it was. */
  #broken: { readonly cause: unknown } | undefined
  #over = false
  stage: Stage = 'begin'

  constructor(open: (dialect: Dialect) => Tx, link: Link, onControl: (text: string) => void, wantThread: () => void) {
    this.#open = open
    this.#link = link
    this.#onControl = onControl
    this.#wantThread = wantThread
  }

  /** Most batches are nothing but talk, and need none. One that is over refuses what comes late. */
  get tx(): Tx {
    return (this.#tx ??= this.#open(
      dialectOver(
        (text, values) => (this.#over ? Promise.reject(new Error('Transaction is already committed')) : this.#query(text, values)),
        async () => {},
      ),
    ))
  }

  savepoint(): undefined {
    this.#first.push(SAVEPOINT)
  }

  release(): undefined {
    if (this.#first.at(-1) === SAVEPOINT) this.#first.pop()
    else this.#first.push(RELEASE)
  }

  async undo(): Promise<void> {
    if (this.#broken !== undefined) throw this.#broken.cause
    if (this.#first.at(-1) !== SAVEPOINT) await this.#query(UNDO, [])
  }

  say(says: readonly Say[]): Promise<readonly (Said | Error)[]> {
    return this.#say(says, false)
  }

  async commit(says: readonly Say[]): Promise<readonly (Said | Error)[]> {
    this.#over = true
    if (says.length > 0) return this.#say(says, true)
    // Nobody has asked for anything.
    if (this.#first[0] === BEGIN) return []
    if (this.#broken === undefined) this.stage = 'commit'
    this.#onControl('commit')
    await this.#query('commit', [])
    return []
  }

  async abandon(): Promise<void> {
    this.#over = true
    try {
      await this.#link.query('rollback', [])
    } catch {
      // Told already; and a failure that ended the transaction leaves nothing to roll back.
    }
  }

  async #query(text: string, values: readonly unknown[]): Promise<Result> {
    const first = this.#take()
    try {
      const result = await this.#link.query(text, values, first)
      if (this.stage === 'begin') this.stage = 'work'
      return result
    } catch (error) {
      throw this.#fail(error)
    }
  }

  async #say(says: readonly Say[], commit: boolean): Promise<readonly (Said | Error)[]> {
    this.#wantThread()
    const first = this.#take()
    if (commit) this.#onControl('commit')
    try {
      const rows = await this.#link.say({ lines: says.map(asLine), first, commit })
      this.stage = 'work'
      return says.map((say, at) => asSaid(say, rows[at]))
    } catch (error) {
      this.stage = stageOf(error)
      throw this.#fail(error)
    }
  }

  #take(): readonly string[] {
    if (this.#broken !== undefined) throw this.#broken.cause
    const first = this.#first
    for (const text of first) this.#onControl(text)
    this.#first = []
    return first
  }

  #fail(error: unknown): unknown {
    const stage = stageOf(error)
    if (stage === 'begin' || stage === 'between') this.#broken = { cause: error }
    return error
  }
}

function linkHere(place: SqlitePlace): Link {
  const hand = createHand(openSqlite(place, 'write'))
  return {
    query: async (text, values, first) => hand.query(text, values, first),
    say: async (request) => hand.say(request),
    close: async () => hand.close(),
  }
}
