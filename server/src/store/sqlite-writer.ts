// The writing side of SQLite as the rest of the store sees it: Kysely and the queue, over a thread or over this one.
import { Worker } from 'node:worker_threads'
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
import { StorageError } from './faults.ts'
import type { Said, Say } from './messages.ts'
import type { Tx } from './schema.ts'
import { openSqlite, SqliteWithSafeMigrations } from './sqlite.ts'
import { asSaid, createHand, noteStage, type Result, type SaidRow, type SayRequest, stageOf } from './sqlite-hand.ts'
import type { ThreadAnswer, ThreadFault, ThreadRequest } from './sqlite-thread.ts'
import type { Batch, Stage, Writer } from './writer.ts'

/** The connection, wherever it is. Answers come in the order of the questions. */
type Link = {
  query(text: string, values: readonly unknown[]): Promise<Result>
  say(request: SayRequest): Promise<readonly SaidRow[]>
  close(): Promise<void>
}

export type SqliteWriting = {
  /** For what comes before the queue: migrations. */
  readonly dialect: Dialect
  /** @param open what makes Kysely of a dialect */
  writer(open: (dialect: Dialect) => Tx): Writer
}

/** Rejects where the file cannot be opened. @param onControl hears `begin` and `commit`, which do not go through Kysely. */
export async function openSqliteWriter(
  place: ':memory:' | { readonly file: string },
  onControl: (text: string) => void = () => {},
): Promise<SqliteWriting> {
  const link = place === ':memory:' ? linkHere() : await linkToThread(place.file)
  return {
    dialect: dialectOver(link.query, link.close),
    writer: (open) => ({ begin: () => new SqliteBatch(open, link, onControl) }),
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
  stage: Stage = 'begin'

  constructor(open: (dialect: Dialect) => Tx, link: Link, onControl: (text: string) => void) {
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
    if (begin) this.#onControl('begin immediate')
    if (commit) this.#onControl('commit')
    try {
      const rows = await this.#link.say({ says, begin, commit })
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

function linkHere(): Link {
  const hand = createHand(openSqlite(':memory:', 'write'))
  return {
    query: async (text, values) => hand.query(text, values),
    say: async (request) => hand.say(request),
    close: async () => hand.close(),
  }
}

type Asked = { readonly take: (answer: ThreadAnswer) => void; readonly reject: (error: Error) => void }

async function linkToThread(file: string): Promise<Link> {
  const thread = new Worker(new URL('./sqlite-thread.ts', import.meta.url), { workerData: { file }, name: 'store' })
  const asked: Asked[] = []
  let gone: Error | undefined

  const fail = (why: Error) => {
    gone = why
    for (const { reject } of asked.splice(0)) reject(why)
  }
  thread.on('message', (text: string) => {
    const next = asked.shift()
    // An idle store keeps no process alive.
    if (asked.length === 0) thread.unref()
    next?.take(JSON.parse(text))
  })
  thread.on('error', (cause) => fail(new StorageError('The thread that writes has failed. Start Hearth again.', { cause })))
  thread.on('exit', () => fail(gone ?? new StorageError('The store is closed.')))

  function ask<T>(request: ThreadRequest | undefined, read: (answer: ThreadAnswer) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      if (gone !== undefined) throw gone
      const take = (answer: ThreadAnswer) => ('fault' in answer ? reject(asError(answer.fault)) : resolve(read(answer)))
      if (asked.push({ take, reject }) === 1) thread.ref()
      if (request !== undefined) thread.postMessage(JSON.stringify(request))
    })
  }
  const link: Link = {
    query: (text, values) => ask({ do: 'query', text, values }, resultOf),
    say: (request) => ask({ do: 'say', ...request }, saidOf),
    async close() {
      await ask({ do: 'close' }, () => undefined)
      await thread.terminate()
    },
  }
  try {
    // Its first answer says whether the file is open.
    await ask(undefined, () => undefined)
    return link
  } catch (error) {
    await thread.terminate()
    throw error
  }
}

function resultOf(answer: ThreadAnswer): Result {
  if ('result' in answer) return answer.result
  throw new Error('the thread answered something else')
}

function saidOf(answer: ThreadAnswer): readonly SaidRow[] {
  if ('said' in answer) return answer.said
  throw new Error('the thread answered something else')
}

/** As node:sqlite throws it: what faults.ts tells apart by the code is told apart here too. */
function asError({ message, stage, code, errcode }: ThreadFault): Error {
  const error = Object.assign(new Error(message), code === undefined ? {} : { code }, errcode === undefined ? {} : { errcode })
  noteStage(error, stage)
  return error
}
