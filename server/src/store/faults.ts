// What can go wrong below the tables, told apart from what a job itself throws.

/** The disk or the database server failed: nothing of the work was kept, unless `ambiguous`. */
export class StorageError extends Error {
  /** COMMIT was sent and no clear answer came: the work may have been kept. Sending it again with the same ids settles it. */
  readonly ambiguous: boolean
  constructor(message: string, options: { readonly cause?: unknown; readonly ambiguous?: boolean } = {}) {
    super(message, { cause: options.cause })
    this.name = 'StorageError'
    this.ambiguous = options.ambiguous ?? false
  }
}

/** The thread that writes is no more; what it was doing may have been kept. */
export class WriterGoneError extends StorageError {
  constructor(cause?: unknown) {
    super('The thread that writes has ended. Start Hearth again.', { cause, ambiguous: true })
    this.name = 'WriterGoneError'
  }
}

/** While this one had lost the database, another Hearth wrote to it: what this one holds in memory is of before. */
export class DisplacedError extends StorageError {
  constructor() {
    super('Another Hearth has written to this database while this one had lost it. See that one server uses it, then start that one again.')
    this.name = 'DisplacedError'
  }
}

/** A newer Hearth has changed the layout of this data; an older one would damage it. */
export class NewerDataError extends Error {
  /** The newest layout the data has, and the newest this Hearth knows. */
  readonly data: string
  readonly known: string
  constructor(data: string, known: string, writtenBy: string | undefined) {
    const writer = writtenBy === undefined ? 'a newer Hearth' : `Hearth ${writtenBy}`
    super(
      `This data was written by ${writer} (layout ${data}), and this Hearth knows only layouts up to ${known}: start the newer Hearth, or take another data folder.`,
    )
    this.name = 'NewerDataError'
    this.data = data
    this.known = known
  }
}

/** The layouts of this data are not those of any version of this Hearth: what it would change is not what it knows. */
export class OtherDataError extends StorageError {
  /** @param what the layout it has and this Hearth does not know, or lacks although later ones are there */
  constructor(what: { readonly has: string } | { readonly lacks: string }, writtenBy: string | undefined) {
    const writer = writtenBy === undefined ? 'another Hearth' : `another Hearth (${writtenBy})`
    const why = 'has' in what ? `it has the layout ${what.has}, which this one does not know` : `it lacks the layout ${what.lacks}`
    super(`This data was written by ${writer}: ${why}. Start the Hearth that wrote it, or take another data folder or database.`)
    this.name = 'OtherDataError'
  }
}

// SQLite's primary result codes for which the job is not to blame: BUSY, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB.
const SQLITE_FAULTS = new Set([5, 7, 8, 10, 11, 13, 14, 15, 26])
const SQLITE_IOERR = 10
// IOERR_FSYNC, IOERR_DIR_FSYNC.
const LOST_SYNC = new Set([1034, 1290])

// PostgreSQL's classes: connection, resources, operator intervention, system, internal; and a lock that was not given in time.
const POSTGRES_FAULT = /^(08|53|57|58|XX)|^55P03$|^25P02$/

/** A storage fault as StorageError, anything else as it is. */
export function asThrown(error: unknown): unknown {
  return isStorageFault(error) ? storageError(error) : error
}

export function storageError(cause: unknown, ambiguous = false): StorageError {
  if (cause instanceof StorageError) return cause
  return new StorageError(`The storage failed: ${reasonOf(cause)}.`, { cause, ambiguous })
}

/** An error of COMMIT after which nobody knows whether the work was kept. */
export function isUnclear(error: unknown): boolean {
  const code = sqliteCode(error)
  // After a failed fsync the pages may be on disk or not.
  if (code !== undefined) return code === SQLITE_IOERR
  const state = sqlState(error)
  return state === undefined || /^(08|57)/.test(state)
}

/** The system could not put written pages on the disk, and may have forgotten them: a later sync that succeeds proves nothing. */
export const isLostSync = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' && LOST_SYNC.has(error.errcode)

function isStorageFault(error: unknown): boolean {
  const code = sqliteCode(error)
  if (code !== undefined) return SQLITE_FAULTS.has(code)
  return POSTGRES_FAULT.test(sqlState(error) ?? '')
}

function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined
  return error.errcode & 0xff
}

/** The five characters of SQLSTATE; network errors (`EPIPE`) have no severity. */
function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('severity' in error) || typeof error.code !== 'string') return undefined
  return error.code
}

/** An address with several numbers fails with an error that has a code and no words. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  return cause.message || ('code' in cause ? String(cause.code) : cause.name)
}
