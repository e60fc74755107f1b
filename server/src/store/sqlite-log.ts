// The write-ahead log, written back into the database between two batches instead of inside a commit: who waits for that commit is answered
// first, and so much of the log is long gone to the disk anyhow.
import type { DatabaseSync } from 'node:sqlite'

/** Pages that many batches touch are written back once: 32 MB of log. */
const LONG = 8000

/** How long it is is asked after so many rows: asking costs a fifteenth of keeping a single message. */
const ROWS_BETWEEN = 64

/** Before it, NOOP is taken for PASSIVE, and each look would write all back. */
const LOOKS_SINCE = [3, 51] as const

/**
 * From here on the log is written back by what it gives, called where nobody waits, with how many rows were written at most since the
 * last time; never throws. What could not be done is done next time. Undefined: this SQLite cannot say how long its log is, and writes it
 * back in its commits as it always has.
 */
export function keepLogShort(database: DatabaseSync): ((rows: number) => void) | undefined {
  if (!canLook(database)) return undefined
  database.exec('PRAGMA wal_autocheckpoint = 0')
  // Only looks: how long the log is, and how much of that the database has already.
  const look = database.prepare('PRAGMA wal_checkpoint(NOOP)')
  const writeBack = database.prepare('PRAGMA wal_checkpoint(PASSIVE)')
  let unseen = 0
  return (rows) => {
    unseen += rows
    if (unseen < ROWS_BETWEEN || !database.isOpen || database.isTransaction) return
    unseen = 0
    try {
      const found = look.get()
      const [log, done] = [Number(found?.['log']), Number(found?.['checkpointed'])]
      if (log >= LONG && done < log) writeBack.get()
    } catch {
      // Nothing is lost: all of it stands in the log, which is read as before.
    }
  }
}

function canLook(database: DatabaseSync): boolean {
  const [major = 0, minor = 0] = String(database.prepare('select sqlite_version() as version').get()?.['version']).split('.').map(Number)
  return major > LOOKS_SINCE[0] || (major === LOOKS_SINCE[0] && minor >= LOOKS_SINCE[1])
}
