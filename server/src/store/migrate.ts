// Brings the tables to the layout this Hearth knows; all of it or nothing, on both engines.
import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { NewerDataError, OtherDataError, storageError } from './faults.ts'
import { foundation } from './migrations/0001-foundation.ts'
import { oldMessages } from './migrations/0002-old-messages.ts'
import { files } from './migrations/0003-files.ts'
import { calls } from './migrations/0004-calls.ts'
import { gateways } from './migrations/0005-gateways.ts'
import { tokens } from './migrations/0006-tokens.ts'
import { roomLimits } from './migrations/0007-room-limits.ts'
import { marks } from './migrations/0009-marks.ts'
import { own } from './migrations/0010-own.ts'
import { moderation } from './migrations/0011-moderation.ts'
import { waiting } from './migrations/0012-waiting.ts'
import { signIn } from './migrations/0013-sign-in.ts'
import { devices } from './migrations/0014-devices.ts'
import { oldThreads } from './migrations/0016-old-threads.ts'
import { asides } from './migrations/0018-asides.ts'
import type { Engine, Schema } from './schema.ts'

const migrationsOf = (engine: Engine): Record<string, Migration> => ({
  '0001_foundation': foundation(engine),
  '0002_old_messages': oldMessages(engine),
  '0003_files': files,
  '0004_calls': calls(engine),
  '0005_gateways': gateways(engine),
  '0006_tokens': tokens(engine),
  '0007_room_limits': roomLimits(engine),
  '0009_marks': marks(engine),
  '0010_own': own(engine),
  '0011_moderation': moderation(engine),
  '0012_waiting': waiting(engine),
  '0013_sign_in': signIn(engine),
  '0014_devices': devices(engine),
  '0016_old_threads': oldThreads,
  '0018_asides': asides(engine),
})

/** Every layout this Hearth can read, the newest last. */
export const knownLayouts = (engine: Engine): readonly string[] => Object.keys(migrationsOf(engine)).toSorted()

/** Throws NewerDataError and OtherDataError before anything is touched. `version`: this Hearth's own, kept beside the data. */
export async function migrate(db: Kysely<Schema>, engine: Engine, version: string | undefined): Promise<void> {
  const migrations = migrationsOf(engine)
  const known = knownLayouts(engine)
  const done = await doneIn(db)
  await checkOurs(db, done, known)
  // Nearly every start ends here; to ask Kysely costs a look at every column of every table, three times over.
  if (done.join() === known.join()) return
  const failed: unknown[] = []
  const migrator = new Migrator({ db, provider: { getMigrations: async () => noting(migrations, failed) } })
  const { error, results } = await migrator.migrateToLatest()
  if (error !== undefined) throw storageError(failed[0] ?? error)
  if (version === undefined || results?.length === 0) return
  await db
    .insertInto('facts')
    .values({ key: WRITTEN_BY, value: version })
    .onConflict((clash) => clash.column('key').doUpdateSet({ value: version }))
    .execute()
}

const WRITTEN_BY = 'written_by'

/** The names of the migrations that were carried out, in order. */
async function doneIn(db: Kysely<Schema>): Promise<readonly string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some(({ name }) => name === 'kysely_migration')) return []
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
  return rows.map(({ name }) => name)
}

/**
 * On PostgreSQL a transaction that failed costs its connection, and what the migrator then asks of it fails for that reason: what went
 * wrong first is what somebody can do something about.
 */
function noting(migrations: Record<string, Migration>, failed: unknown[]): Record<string, Migration> {
  const note = (cause: unknown): never => {
    failed.push(cause)
    throw cause
  }
  return Object.fromEntries(Object.entries(migrations).map(([name, { up }]) => [name, { up: (db) => up(db).catch(note) }]))
}

/** Layouts follow one upon the other: what was done must be a beginning of what is known. */
async function checkOurs(db: Kysely<Schema>, done: readonly string[], known: readonly string[]): Promise<void> {
  const newest = done.at(-1)
  const strange = done.find((name, at) => name !== known[at])
  if (newest === undefined || strange === undefined) return
  const writtenBy = await db.selectFrom('facts').select('value').where('key', '=', WRITTEN_BY).executeTakeFirst()
  if (!known.includes(newest)) throw new NewerDataError(layout(newest), layout(known.at(-1) ?? ''), writtenBy?.value)
  const lacking = known.find((name) => name < newest && !done.includes(name))
  throw new OtherDataError(known.includes(strange) ? { lacks: lacking ?? strange } : { has: strange }, writtenBy?.value)
}

/** `0001_foundation` → `0001` */
const layout = (name: string) => name.split('_')[0] ?? name
