// Opens what is remembered: SQLite in memory or in a file, or PostgreSQL, behind one set of functions.
import { randomUUID } from 'node:crypto'
import { type Dialect, Kysely, type LogConfig } from 'kysely'
import { asThrown, NewerDataError, StorageError, storageError } from './faults.ts'
import { migrate } from './migrate.ts'
import type { Claim } from './postgres.ts'
import { type Aside, createQueue, type Log, type SayJob } from './queue.ts'
import type { Engine, Schema, Tx } from './schema.ts'
import { givePagesBack, sqliteReadingDialect } from './sqlite.ts'
import { isInMemory, makeShrinkable, type SqlitePlace } from './sqlite-file.ts'
import { openSqliteWriter } from './sqlite-writer.ts'
import { kyselyWriter, type Writer } from './writer.ts'

export { NewerDataError, StorageError } from './faults.ts'
export type { SayJob } from './queue.ts'
export type { Tx } from './schema.ts'

export type Store = AsyncDisposable & {
  readonly engine: Engine
  /**
   * 1. Jobs run one after another in the order they came; all that wait share one commit; a lone job waits for nobody.
   * 2. A job that throws undoes itself only and rejects with what it threw.
   * 3. `committed(result)` is called synchronously, in job order, after the commit and before the next batch; then the promise resolves.
   * 4. Rejects with StorageError when the commit failed: nothing of the batch is kept and nothing is told.
   * 5. Inside a job only `tx` is awaited.
   */
  write<T>(job: (tx: Tx) => Promise<T>, committed?: (result: T) => void): Promise<T>
  /** Carries out a job that writes nothing, in its turn like `write`: it sees all that was kept before it, told or not, and nothing later. */
  look<T>(job: (tx: Tx) => Promise<T>, committed?: (result: T) => void): Promise<T>
  /** Says something in its turn among the jobs, decided then (queue.ts). Never throws. */
  say(job: SayJob): void
  /** Sees committed data only, all of one moment. It writes nothing, and is not called from inside a job. */
  read<T>(job: (tx: Tx) => Promise<T>): Promise<T>
  /** Aborted once a write has found that another Hearth wrote to the database meanwhile. From then on everything rejects with DisplacedError. */
  readonly displaced: AbortSignal
  /**
   * Gives a little of what is free in the database back to the disk, in some milliseconds. False: no more than what comes next will fill,
   * or the database sees to it itself, as PostgreSQL does.
   */
  giveBack(): Promise<boolean>
  /** What was asked for before is still carried out. Twice is once. */
  close(): Promise<void>
}

export type Place = SqlitePlace | { readonly url: string } | { readonly dialect: Dialect }

export type StoreOptions = {
  readonly database: Place
  readonly log?: Log
  /** This Hearth's version: an older one that meets this data later can say who wrote it. */
  readonly version?: string
  /** Are messages to be put away, by the server's setting or else by rooms' own? Not said where it is opened for a moment only. */
  readonly archives?: boolean
  /** Hears the text of every query. */
  readonly onQuery?: (text: string) => void
}

/** Makes or migrates the tables. Throws NewerDataError, StorageError. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { log = console, version } = options
  const { engine, writer, reader, writing, lay } = await connect(options).catch((cause: unknown) => Promise.reject(storageError(cause)))
  const end = async () => {
    try {
      await writer.destroy()
    } finally {
      if (reader !== writer) await reader.destroy()
    }
  }
  try {
    await migrate(writer, engine, version)
    await ensureEpoch(writer)
    await lay?.()
  } catch (error) {
    await end()
    throw error instanceof NewerDataError ? error : storageError(error)
  }
  const look: Aside['look'] = (job) => readAside(reader, engine, job)
  const aside: Aside | undefined = engine === 'sqlite' && reader !== writer ? { look, tx: reader } : undefined
  const queue = createQueue(writing, log, aside)
  let closing: Promise<void> | undefined
  const close = () => (closing ??= queue.close().then(end))
  return {
    engine,
    write: queue.add,
    look: queue.look,
    say: queue.say,
    displaced: queue.displaced,
    // There is one connection to a database in memory: who reads waits like who writes.
    read: (job) => {
      if (closing !== undefined) return Promise.reject(new StorageError('The store is closed.'))
      if (queue.displaced.aborted) return Promise.reject(queue.displaced.reason)
      return reader === writer ? queue.add(job) : readAside(reader, engine, job)
    },
    giveBack: async () => engine === 'sqlite' && (await queue.add(givePagesBack)),
    close,
    [Symbol.asyncDispose]: close,
  }
}

type Connections = {
  readonly engine: Engine
  readonly writer: Kysely<Schema>
  readonly writing: Writer
  readonly reader: Kysely<Schema>
  /** Lays claim to the database, where another process could come in between. */
  readonly lay?: () => Promise<void>
}

async function connect({ database, log = console, archives, onQuery }: StoreOptions): Promise<Connections> {
  const hook: LogConfig = onQuery === undefined ? [] : (event) => onQuery(event.query.sql)
  const open = (dialect: Dialect) => new Kysely<Schema>({ dialect, log: hook })
  if (database === ':memory:' || 'file' in database || 'image' in database) {
    if (!isInMemory(database) && archives !== undefined) makeShrinkable(database.file, archives, log)
    const { dialect, writer: writing } = await openSqliteWriter(database, log, onQuery)
    const writer = open(dialect)
    const reader = isInMemory(database) ? writer : open(sqliteReadingDialect(database))
    return { engine: 'sqlite', writer, writing: writing(open), reader }
  }
  if ('dialect' in database) {
    const writer = open(database.dialect)
    return { engine: 'postgres', writer, writing: kyselyWriter(writer), reader: writer }
  }
  // Most servers run on SQLite: they need not carry the other driver in memory.
  const { postgresDialect, WRITER } = await import('./postgres.ts')
  const { url } = database
  const claim: Claim = { mark: undefined }
  const writer = open(postgresDialect(url, 'write', log, claim))
  const lay = async () => {
    const value = randomUUID()
    await put(writer, WRITER, value)
    claim.mark = value
  }
  return { engine: 'postgres', writer, writing: kyselyWriter(writer), reader: open(postgresDialect(url, 'read', log)), lay }
}

async function put(db: Kysely<Schema>, key: string, value: string): Promise<void> {
  const row = db.insertInto('facts').values({ key, value })
  await row.onConflict((clash) => clash.column('key').doUpdateSet({ value })).execute()
}

async function readAside<T>(db: Kysely<Schema>, engine: Engine, job: (tx: Tx) => Promise<T>): Promise<T> {
  const transaction = db.transaction()
  const snapshot = engine === 'postgres' ? transaction.setIsolationLevel('repeatable read').setAccessMode('read only') : transaction
  let thrown: { readonly error: unknown } | undefined
  try {
    return await snapshot.execute(async (tx) => {
      try {
        return await job(tx)
      } catch (error) {
        thrown = { error }
        throw error
      }
    })
  } catch (cause) {
    throw thrown?.error === cause ? asThrown(cause) : storageError(cause)
  }
}

/** A mark made with the database: after a restore of a backup it tells clients that what they hold may be newer. */
async function ensureEpoch(db: Kysely<Schema>): Promise<void> {
  await db
    .insertInto('facts')
    .values({ key: 'epoch', value: randomUUID() })
    .onConflict((clash) => clash.column('key').doNothing())
    .execute()
}
