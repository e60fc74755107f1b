// The write-ahead log, written back into the database while others go on: who waits for a commit does not wait for what was said long ago.
//
//   commit · commit · commit · commit · commit · the rest · commit …      the thread that writes
//                └─ what is there by now ────┘                            a thread for this alone, while there is much to do
//
// SQLite begins its log anew once nothing in it is missing from the database. What is written meanwhile is missing, so the last of it, which is
// little by then, is written back by the thread that writes.
import type { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'

/**
 * So many pages, 4 to 32 MB, are written back once: where much is written, many batches touch the same ones. Where little is, a log begun anew
 * soon lies where there was one before, and a sync of a file that grows costs half as much again, for its size is to be kept as well.
 */
const [SHORT, LONG] = [1000, 8000]
/** Full again in less: there is much to write. */
const SOON_MS = 2000
/** So few are written back in less time than a thread takes to be asked. */
const FEW = 1500
/** Where it grows faster than it is written back, whoever writes waits. */
const TOO_LONG = 4 * LONG

/** How long it is is asked after so many rows: asking costs a fifteenth of keeping a single message. */
const ROWS_BETWEEN = 64

/** Before it, NOOP is taken for PASSIVE, and each look would write all back. */
const LOOKS_SINCE = [3, 51] as const

/** Memory for it is given back when there was nothing to do for so long. */
const IDLE_MS = 10_000

export type LogKeeper = {
  /** Called where nobody waits, with how many rows were written at most since the last time; never throws. */
  wrote(rows: number): void
  /** Before the connection that writes is closed: only the last one that closes takes the log away. */
  close(): Promise<void>
}

/**
 * From here on the log is written back by what it gives. What could not be done is done next time. Undefined: this SQLite cannot say how long
 * its log is, and writes it back in its commits as it always has.
 */
export function keepLogShort(database: DatabaseSync, file: string, now = () => performance.now()): LogKeeper | undefined {
  if (!canLook(database)) return undefined
  database.exec('PRAGMA wal_autocheckpoint = 0')
  // Only looks: how long the log is, and how much of that the database has already.
  const look = database.prepare('PRAGMA wal_checkpoint(NOOP)')
  const writeBack = database.prepare('PRAGMA wal_checkpoint(PASSIVE)')
  const helper = createHelper(file, shorten)
  let unseen = 0
  let long: number = SHORT
  let filled = now()
  /** Until it is begun anew. */
  let isFull = false
  let before = 0

  function shorten(): void {
    if (!database.isOpen || database.isTransaction) return
    try {
      const found = look.get()
      const [log, done] = [Number(found?.['log']), Number(found?.['checkpointed'])]
      if (log < before) isFull = false
      before = log
      if (done >= log || !isLong(log)) return
      const isLittle = log - done <= FEW && !helper.isBusy
      if (isLittle || log >= TOO_LONG || !helper.ask()) writeBack.get()
    } catch {
      // Nothing is lost: all of it stands in the log, which is read as before.
    }
  }
  function isLong(log: number): boolean {
    if (log < long || isFull) return isFull
    const at = now()
    if (at - filled < SOON_MS) long = Math.min(2 * long, LONG)
    filled = at
    return (isFull = log >= long)
  }
  return {
    wrote(rows) {
      unseen += rows
      if (unseen < ROWS_BETWEEN) return
      unseen = 0
      shorten()
    },
    close: helper.close,
  }
}

type Helper = {
  readonly isBusy: boolean
  /** Has what stands in the log by now written back, unless that is under way. False: there is no thread to be had. */
  ask(): boolean
  close(): Promise<void>
}

/** @param done called when what was asked for is done */
function createHelper(file: string, done: () => void): Helper {
  let thread: Worker | undefined
  let isBusy = false
  let isGone = false
  let idle: NodeJS.Timeout | undefined

  function begin(): Worker {
    const made = new Worker(new URL('./sqlite-log-thread.ts', import.meta.url), {
      workerData: { file },
      name: 'log',
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
    })
    made.on('message', () => {
      isBusy = false
      done()
    })
    made.on('error', () => {
      isGone = true
    })
    made.on('exit', () => {
      if (thread !== made) return
      thread = undefined
      isBusy = false
    })
    // It keeps no process alive.
    made.unref()
    return made
  }
  async function close(): Promise<void> {
    clearTimeout(idle)
    const ending = thread
    thread = undefined
    isBusy = false
    if (ending === undefined) return
    const ended = new Promise((resolve) => ending.once('exit', resolve))
    ending.ref()
    ending.postMessage('close')
    await ended
  }

  return {
    get isBusy() {
      return isBusy
    },
    ask() {
      if (isGone) return false
      clearTimeout(idle)
      idle = setTimeout(() => void close(), IDLE_MS).unref()
      if (isBusy) return true
      isBusy = true
      thread ??= begin()
      thread.postMessage('write back')
      return true
    },
    close,
  }
}

function canLook(database: DatabaseSync): boolean {
  const [major = 0, minor = 0] = String(database.prepare('select sqlite_version() as version').get()?.['version']).split('.').map(Number)
  return major > LOOKS_SINCE[0] || (major === LOOKS_SINCE[0] && minor >= LOOKS_SINCE[1])
}
