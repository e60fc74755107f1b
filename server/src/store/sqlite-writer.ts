// The writing side of SQLite as the rest of the store sees it: Kysely and the queue, over a thread or over this one.
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  CompiledQuery as Query,
  type QueryResult,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { Log } from './queue.ts'
import type { Said, Say } from './say.ts'
import type { Tx } from './schema.ts'
import { SqliteWithSafeMigrations } from './sqlite.ts'
import { openSqlite } from './sqlite-file.ts'
import { asLine, asSaid, createHand, stageOf } from './sqlite-hand.ts'
import { type Link, linkToThread } from './sqlite-link.ts'
import type { Batch, Stage, Writer } from './writer.ts'

export type SqliteWriting = {
  /** For what comes before the queue: migrations. */
  readonly dialect: Dialect
  /** @param open what makes Kysely of a dialect */
  writer(open: (dialect: Dialect) => Tx): Writer
}

/** Rejects where the file cannot be opened. @param onControl hears `begin` and `commit`, which do not go through Kysely. */
export async function openSqliteWriter(
  place: ':memory:' | { readonly file: string },
  log: Log,
  onControl: (text: string) => void = () => {},
): Promise<SqliteWriting> {
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
function createDesk(place: ':memory:' | { readonly file: string }, log: Log): Desk {
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
      if (place === ':memory:') return
      coming ??= linkToThread(place.file).then(
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
  createQueryCompiler: () => new SqliteQueryCompiler(),
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

class SqliteBatch implements Batch {
  readonly #open: (dialect: Dialect) => Tx
  readonly #link: Link
  readonly #onControl: (text: string) => void
  #tx: Tx | undefined
  #begun = false
  #over = false
  readonly #wantThread: () => void
  stage: Stage = 'begin'

  constructor(open: (dialect: Dialect) => Tx, link: Link, onControl: (text: string) => void, wantThread: () => void) {
    this.#wantThread = wantThread
    this.#open = open
    this.#link = link
    this.#onControl = onControl
  }

  /** Most batches are nothing but talk, and need none. One that is over refuses what comes late. */
  get tx(): Tx {
    return (this.#tx ??= this.#open(
      dialectOver(
        (text, values) => (this.#over ? Promise.reject(new Error('Transaction is already committed')) : this.#link.query(text, values)),
        async () => {},
      ),
    ))
  }

  /** Asks for the write lock at once: a transaction that reads first could not get it later when another process wrote meanwhile. */
  async savepoint(): Promise<void> {
    if (!this.#begun) await this.#run('begin immediate')
    this.#begun = true
    this.stage = 'work'
    await this.#run('savepoint job')
  }

  release(): Promise<void> {
    return this.#run('release savepoint job')
  }

  undo(): Promise<void> {
    return this.#run('rollback to savepoint job')
  }

  say(says: readonly Say[]): Promise<readonly (Said | Error)[]> {
    return this.#say(says, false)
  }

  async commit(says: readonly Say[]): Promise<readonly (Said | Error)[]> {
    this.#over = true
    if (says.length > 0 || !this.#begun) return this.#say(says, true)
    this.stage = 'commit'
    await this.#run('commit')
    return []
  }

  async abandon(): Promise<void> {
    this.#over = true
    try {
      await this.#run('rollback')
    } catch {
      // Told already; and a failure that ended the transaction leaves nothing to roll back.
    }
  }

  async #say(says: readonly Say[], commit: boolean): Promise<readonly (Said | Error)[]> {
    const begin = !this.#begun
    this.#begun = true
    if (says.length > 0) this.#wantThread()
    if (begin) this.#onControl('begin immediate')
    if (commit) this.#onControl('commit')
    try {
      const rows = await this.#link.say({ lines: says.map(asLine), begin, commit })
      this.stage = 'work'
      return says.map((say, at) => asSaid(say, rows[at]))
    } catch (error) {
      this.stage = stageOf(error)
      throw error
    }
  }

  async #run(text: string): Promise<void> {
    this.#onControl(text)
    await this.#link.query(text, [])
  }
}

function linkHere(place: ':memory:' | { readonly file: string }): Link {
  const hand = createHand(openSqlite(place, 'write'))
  return {
    query: async (text, values) => hand.query(text, values),
    say: async (request) => hand.say(request),
    close: async () => hand.close(),
  }
}
