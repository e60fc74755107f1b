// The one connection that writes, as the queue uses it: one batch after another, each one transaction.
import { CompiledQuery, type ControlledTransaction, type Kysely } from 'kysely'
import { say } from './messages.ts'
import type { Said, Say } from './say.ts'
import type { Schema, Tx } from './schema.ts'

/** Where a batch was when it failed; `between`: at a savepoint, which no job is to blame for. */
export type Stage = 'begin' | 'between' | 'work' | 'commit'

export type Batch = {
  readonly tx: Tx
  readonly stage: Stage
  /** What a job does from here on can be undone, until `release`. */
  savepoint(): Promise<unknown> | undefined
  release(): Promise<unknown> | undefined
  undo(): Promise<unknown>
  /** In order; a failure in place of what failed alone. Rejects when the transaction is lost. */
  say(says: readonly Say[]): Promise<readonly (Said | Error)[]>
  /** Says the last ones and commits. */
  commit(says: readonly Say[]): Promise<readonly (Said | Error)[]>
  /** Gives up what is not committed; never rejects. */
  abandon(): Promise<void>
}

export type Writer = {
  /** Rejects, or throws when the first thing is asked for, where no transaction can be begun. */
  begin(): Batch | Promise<Batch>
}

const savepoint = CompiledQuery.raw('savepoint job')
const release = CompiledQuery.raw('release savepoint job')
const undo = CompiledQuery.raw('rollback to savepoint job')

/** Through a pool of connections, as on PostgreSQL. */
export const kyselyWriter = (db: Kysely<Schema>): Writer => ({
  async begin() {
    return new KyselyBatch(await db.startTransaction().execute())
  },
})

class KyselyBatch implements Batch {
  readonly tx: ControlledTransaction<Schema>
  stage: Stage = 'work'

  constructor(tx: ControlledTransaction<Schema>) {
    this.tx = tx
  }

  savepoint = () => this.tx.executeQuery(savepoint)
  release = () => this.tx.executeQuery(release)
  undo = () => this.tx.executeQuery(undo)

  async say(says: readonly Say[]): Promise<readonly (Said | Error)[]> {
    const said: (Said | Error)[] = []
    for (const one of says) said.push(await this.#sayOne(one))
    return said
  }

  async commit(says: readonly Say[]): Promise<readonly (Said | Error)[]> {
    const said = await this.say(says)
    this.stage = 'commit'
    await this.tx.commit().execute()
    return said
  }

  async abandon(): Promise<void> {
    try {
      await this.tx.rollback().execute()
    } catch {
      // The cause is told already; a connection that cannot even roll back is thrown away by its driver.
    }
  }

  async #sayOne(one: Say): Promise<Said | Error> {
    await this.savepoint()
    try {
      const said = await say(this.tx, one)
      await this.release()
      return said
    } catch (error) {
      await this.undo()
      return error instanceof Error ? error : new Error(String(error))
    }
  }
}
