// PostgreSQL: one connection that writes, a few that read. A lost one is replaced when the next is asked for.
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  PostgresAdapter,
  PostgresDriver,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type TransactionSettings,
} from 'kysely'
import pg from 'pg'
import { DisplacedError, StorageError } from './faults.ts'
import type { Log } from './queue.ts'

const READERS = 4
/** Longest waits: for a connection and for a lock (a sender hears of a dead database within seconds), and for an answer. */
const CONNECT_MS = 4000
const LOCK_MS = 4000
const ANSWER_MS = 30_000
const BIGINT = 20

/** Who wrote last stands in the database; the mark of this process, once it has set it there. */
export type Claim = { mark: string | undefined }
/** The fact that holds the mark. */
export const WRITER = 'writer'

export function postgresDialect(url: string, access: 'write' | 'read', log: Log, claim: Claim = { mark: undefined }): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => {
      const pool = createPool(url, access, log)
      // With one connection, the one lent last is the one that failed.
      return access === 'write' ? new WritingDriver(lending(pool), claim) : new PostgresDriver({ pool })
    },
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
}

function createPool(url: string, access: 'write' | 'read', log: Log): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: access === 'write' ? 1 : READERS,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: ANSWER_MS,
    statement_timeout: ANSWER_MS,
    lock_timeout: LOCK_MS,
    idleTimeoutMillis: access === 'write' ? 0 : 30_000,
    keepAlive: true,
    application_name: `hearth ${access}`,
    types: { getTypeParser: numbersForBigints },
  })
  const report = (cause: Error) => log.warn({ cause }, 'a connection to PostgreSQL was lost')
  pool.on('error', report)
  // A connection that breaks while it is lent out would otherwise end the process.
  pool.on('connect', (client) => client.on('error', report))
  return pool
}

/** The pool as Kysely wants it; remembers which client was lent last. */
function lending(pool: pg.Pool) {
  let lent: pg.PoolClient | undefined
  return {
    pool: {
      options: pool.options,
      connect: async () => (lent = await pool.connect()),
      end: () => pool.end(),
    },
    // An ended client does not go back into the pool.
    discard: () => void lent?.end().catch(() => undefined),
    /** For one that Kysely never got to see. */
    throwAway: () => lent?.release(true),
  }
}

/**
 * The connection of a transaction that went wrong is not used again: nobody knows what state it is in, and asking it to roll
 * back may take as long as the failure took. The server rolls back what a closed connection leaves.
 */
class WritingDriver extends PostgresDriver {
  readonly #discard: () => void
  readonly #throwAway: () => void

  constructor({ pool, discard, throwAway }: ReturnType<typeof lending>, claim: Claim) {
    super({ pool: async () => pool, onCreateConnection: (connection) => keepPromises(connection, claim) })
    this.#discard = discard
    this.#throwAway = throwAway
  }

  /** A connection that could not be made ready would stay lent for ever, and closing would wait for it. */
  override async acquireConnection(): Promise<DatabaseConnection> {
    try {
      return await super.acquireConnection()
    } catch (error) {
      this.#throwAway()
      throw error
    }
  }

  override async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    try {
      await super.beginTransaction(connection, settings)
    } catch (error) {
      this.#discard()
      throw error
    }
  }

  override async rollbackTransaction(): Promise<void> {
    this.#discard()
  }
}

/** Any number will do that nobody else picks; it counts within this database only. */
const HEARTH = 0x48656172
const NOT_IN_TIME = '55P03'

/**
 * Acknowledged means kept, even where the database server is set up to be careless. And one Hearth writes to a database: two
 * would each tell their own people only. The lock goes with the connection; the wait is for one that was just cut. Who slept, or was cut
 * off, while another one came and went gets the lock again, but not the right to write: see DisplacedError.
 */
async function keepPromises(connection: DatabaseConnection, { mark }: Claim): Promise<void> {
  await connection.executeQuery(CompiledQuery.raw(`select pg_advisory_lock(${HEARTH})`)).catch((cause: unknown) => {
    const isTaken = cause instanceof Error && 'code' in cause && cause.code === NOT_IN_TIME
    throw isTaken
      ? new StorageError('Another Hearth is using this database. Stop it first, or give this one a database of its own.', { cause })
      : cause
  })
  await connection.executeQuery(
    CompiledQuery.raw(`select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'`),
  )
  if (mark === undefined) return
  const { rows } = await connection.executeQuery<{ value: string }>(CompiledQuery.raw(`select value from facts where key = '${WRITER}'`))
  if (rows[0]?.value !== mark) throw new DisplacedError()
}

/** Counts and times come as bigint, which `pg` hands out as text; all of ours fit a number. */
const numbersForBigints: pg.CustomTypesConfig['getTypeParser'] = (id: number, format?: 'text' | 'binary') =>
  id === BIGINT && format !== 'binary' ? Number : pg.types.getTypeParser(id, format)
