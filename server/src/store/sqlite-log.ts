// The write-ahead log, written back into the database while others go on: who waits for a commit does not wait for what was said long ago.
//
//   commit · commit · commit · commit · commit · the rest · commit …      the thread that writes
//                └─ what is there by now ────┘                            a thread for this alone, while there is much to do
//
// SQLite begins its log anew once nothing in it is missing from the database. What is written meanwhile is missing, so the last of it, which is
// little by then, is written back by the thread that writes. Where somebody still reads what the log began with, as a backup does, or the disk
// takes nothing more, nothing can be written back: then it is tried again after a while, and the log grows.
import type { DatabaseSync } from 'node:sqlite'
import { createLogHelper, type LogHelper, prepareCheckpoint, type WrittenBack } from './sqlite-log-helper.ts'

/**
 * So many pages, 4 to 32 MB, are written back once: where much is written, many batches touch the same ones. Where little is, a log begun anew
 * soon lies where there was one before, and a sync of a file that grows costs half as much again, for its size is to be kept as well.
 */
const [SHORT, LONG] = [1000, 8000]
/** Full again in less: there is much to write; only after more: there is little. */
const [SOON_MS, SELDOM_MS] = [2000, 30_000]
/** So few are written back in less time than a thread takes to be asked. */
const FEW = 1500
/** Where it grows faster than a thread beside it writes it back, it is done here, and who writes waits. */
const TOO_LONG = 4 * LONG

/** How long it is is asked after so many rows: asking costs a fifteenth of keeping a single message. */
const ROWS_BETWEEN = 64

/** After a try that moved nothing; twice as long after each more. */
const [PAUSE_MS, LONGEST_PAUSE_MS] = [1000, 60_000]

/** Before it, NOOP is taken for PASSIVE, and each look would write all back. */
const LOOKS_SINCE = [3, 51] as const

export type LogKeeper = {
  /** Called where nobody waits, with how many rows were written at most since the last time; never throws. */
  wrote(rows: number): void
  /** Before the connection that writes is closed: only the last one that closes takes the log away. */
  close(): Promise<void>
}

export type LogGiven = {
  readonly database: DatabaseSync
  readonly file: string
  /** Hears, once for each time that it begins, why nothing can be written back. */
  readonly warn: (why: string) => void
  /** Monotonic milliseconds. */
  readonly now?: () => number
}

/**
 * From here on the log is written back by what it gives. What could not be done is done later. Undefined: this SQLite cannot say how long
 * its log is, and writes it back in its commits as it always has.
 */
export function keepLogShort(given: LogGiven): LogKeeper | undefined {
  if (!canLook(given.database)) return undefined
  given.database.exec('PRAGMA wal_autocheckpoint = 0')
  return new Keeping(given)
}

class Keeping implements LogKeeper {
  readonly #database: DatabaseSync
  readonly #warn: LogGiven['warn']
  readonly #now: () => number
  readonly #look: () => WrittenBack
  readonly #writeBack: () => WrittenBack
  readonly #helper: LogHelper
  #unseen = 0
  #long: number = SHORT
  #filled: number
  /** Until it is begun anew. */
  #isFull = false
  #before = 0
  /** Of the last try, how much of the log the database had after it. */
  #reached = 0
  #pause = 0
  #notBefore = 0

  constructor({ database, file, warn, now = () => performance.now() }: LogGiven) {
    this.#database = database
    this.#warn = warn
    this.#now = now
    this.#look = prepareCheckpoint(database, 'NOOP')
    this.#writeBack = prepareCheckpoint(database, 'PASSIVE')
    this.#filled = now()
    this.#helper = createLogHelper(file, (tried) => {
      this.#tried(tried)
      this.#shorten()
    })
  }

  wrote(rows: number): void {
    this.#unseen += rows
    if (this.#unseen < ROWS_BETWEEN) return
    this.#unseen = 0
    this.#shorten()
  }

  close(): Promise<void> {
    return this.#helper.close()
  }

  #shorten(): void {
    if (!this.#database.isOpen || this.#database.isTransaction || this.#helper.isBusy) return
    try {
      const { log, done } = this.#look()
      if (log < this.#before) [this.#isFull, this.#reached, this.#pause, this.#notBefore] = [false, 0, 0, 0]
      this.#before = log
      if (done >= log || !this.#isLong(log) || this.#now() < this.#notBefore) return
      const isLeftToOthers = log - done > FEW && log < TOO_LONG && this.#helper.ask()
      if (!isLeftToOthers) this.#tried(this.#writeBack())
    } catch (error) {
      // Nothing is lost: all of it stands in the log, which is read as before.
      this.#tried(error instanceof Error ? error : new Error(String(error)))
    }
  }

  #isLong(log: number): boolean {
    if (log < this.#long || this.#isFull) return this.#isFull
    const at = this.#now()
    if (at - this.#filled < SOON_MS) this.#long = Math.min(2 * this.#long, LONG)
    else if (at - this.#filled > SELDOM_MS) this.#long = Math.max(this.#long / 2, SHORT)
    this.#filled = at
    return (this.#isFull = log >= this.#long)
  }

  /** Nobody tries again at once what has just moved nothing. */
  #tried(result: WrittenBack | Error): void {
    const done = result instanceof Error ? 0 : result.done
    if (done > this.#reached) [this.#reached, this.#pause, this.#notBefore] = [done, 0, 0]
    else {
      if (result instanceof Error && this.#pause === 0) this.#warn(result.message)
      this.#pause = Math.min(this.#pause === 0 ? PAUSE_MS : 2 * this.#pause, LONGEST_PAUSE_MS)
      this.#notBefore = this.#now() + this.#pause
    }
  }
}

function canLook(database: DatabaseSync): boolean {
  const [major = 0, minor = 0] = String(database.prepare('select sqlite_version() as version').get()?.['version']).split('.').map(Number)
  return major > LOOKS_SINCE[0] || (major === LOOKS_SINCE[0] && minor >= LOOKS_SINCE[1])
}
