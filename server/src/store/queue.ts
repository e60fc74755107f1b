// The commit queue: writes one after another in the order they came, all that wait in one commit.
//
//   BEGIN · SAVEPOINT job … RELEASE · SAVEPOINT job … ROLLBACK TO · … · COMMIT · committed(), committed(), … · next batch
//
// 1. A job that throws undoes itself only; what it threw is passed on after the commit, for it may have read what others wrote.
// 2. A failed COMMIT rejects all jobs of the batch with StorageError; the next batch tries anew.
// 3. Jobs are never run twice: what they closed over may have changed.
// 4. After a failed fsync nothing is written any more: what a later one claims to have kept may be gone. A restart reads what is there.
import { setImmediate } from 'node:timers'
import { CompiledQuery, type ControlledTransaction, type Kysely } from 'kysely'
import { asThrown, isLostSync, isUnclear, StorageError, storageError } from './faults.ts'
import type { Schema, Tx } from './schema.ts'

export type Log = { error(about: object, says: string): void; warn(about: object, says: string): void }

export type Queue = {
  add<T>(work: (tx: Tx) => Promise<T>, committed?: (result: T) => void): Promise<T>
  /** What waits is still carried out; nothing more is taken. */
  close(): Promise<void>
}

/** One batch must not hold the event loop, or PostgreSQL's list of savepoints, for long. */
const MOST_AT_ONCE = 100

/** `work` gives what is to be done when the commit stands. */
type Job = { readonly work: (tx: Tx) => Promise<() => void>; readonly reject: (reason: unknown) => void }
type Batch = ControlledTransaction<Schema>

export function createQueue(db: Kysely<Schema>, log: Log): Queue {
  const waiting: Job[] = []
  let running: Promise<void> | undefined
  let isClosed = false
  let lost: StorageError | undefined

  const run = async () => {
    while (waiting.length > 0) {
      // Everything that arrived in this turn of the event loop is let in first: that is what makes batches at all.
      await new Promise((go) => setImmediate(go))
      const failure = await carryOut(db, waiting.splice(0, MOST_AT_ONCE), waiting)
      if (lost === undefined && isLostSync(failure?.cause)) {
        const broken = new StorageError('The disk failed to keep what was written. Look at the disk, then start Hearth again.', {
          cause: failure?.cause,
        })
        lost = broken
        for (const { reject } of waiting.splice(0)) reject(broken)
        log.error({ cause: failure?.cause }, 'a sync failed: nothing is written any more until the next start')
      }
    }
    running = undefined
  }

  return {
    add: (work, committed) =>
      new Promise((resolve, reject) => {
        if (isClosed) throw new StorageError('The store is closed.')
        if (lost !== undefined) throw lost
        waiting.push({
          reject,
          work: async (tx) => {
            const result = await work(tx)
            return () => {
              try {
                committed?.(result)
              } catch (cause) {
                log.error({ cause }, 'what follows a commit failed')
              }
              resolve(result)
            }
          },
        })
        running ??= run()
      }),
    async close() {
      isClosed = true
      await running
    },
  }
}

/** Carries out one batch; gives the failure that took all of it. When it cannot even begin, those who wait behind it are told at once too. */
async function carryOut(db: Kysely<Schema>, jobs: readonly Job[], behind: Job[]): Promise<StorageError | undefined> {
  let batch: Batch
  try {
    batch = await db.startTransaction().execute()
  } catch (cause) {
    const error = storageError(cause)
    for (const { reject } of [...jobs, ...behind.splice(0)]) reject(error)
    return error
  }
  let isCommitting = false
  try {
    const endings: (() => void)[] = []
    for (const job of jobs) endings.push(await attempt(batch, job))
    isCommitting = true
    await batch.commit().execute()
    for (const end of endings) end()
    return undefined
  } catch (cause) {
    const error = storageError(cause, isCommitting && isUnclear(cause))
    await abandon(batch)
    for (const { reject } of jobs) reject(error)
    return error
  }
}

const savepoint = CompiledQuery.raw('savepoint job')
const release = CompiledQuery.raw('release savepoint job')
const undo = CompiledQuery.raw('rollback to savepoint job')

/** Throws only when the transaction itself is lost. */
async function attempt(batch: Batch, { work, reject }: Job): Promise<() => void> {
  await batch.executeQuery(savepoint)
  let end: () => void
  try {
    end = await work(batch)
  } catch (error) {
    await takeBack(batch, asThrown(error))
    end = () => reject(asThrown(error))
  }
  await batch.executeQuery(release)
  return end
}

/** A full disk ends the whole transaction in SQLite: then the job's own error says more than the missing savepoint. */
async function takeBack(batch: Batch, thrown: unknown): Promise<void> {
  try {
    await batch.executeQuery(undo)
  } catch (cause) {
    throw thrown instanceof StorageError ? thrown : cause
  }
}

/** Gives the connection back; one that cannot even roll back is thrown away by its driver. */
async function abandon(batch: Batch): Promise<void> {
  try {
    await batch.rollback().execute()
  } catch {
    // The cause is told already, and the transaction ends with its connection.
  }
}
