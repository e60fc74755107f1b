// Everything that is remembered as one SQLite file, of one moment: what a backup holds, whichever database the server keeps it in.
import { chmodSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { Kysely, sql } from 'kysely'
import { emptyPostgres, pour, pourBack } from './copy.ts'
import { StorageError, storageError } from './faults.ts'
import { knownLayouts, migrate } from './migrate.ts'
import { openStore } from './open.ts'
import type { Log } from './queue.ts'
import type { Engine, Schema } from './schema.ts'

/** How many there are, and the newest change of the tables. Nobody and nothing deleted is counted. */
export type Holdings = { readonly layout: string; readonly people: number; readonly rooms: number; readonly messages: number }

/**
 * Copies the database into a new SQLite file. Readers and writers go on meanwhile; this process waits, so that a server has it
 * done by another. Rejects with StorageError.
 */
export async function takeSnapshot(database: { readonly file: string } | { readonly url: string }, into: string, log: Log): Promise<void> {
  try {
    if ('file' in database) vacuum(database.file, into)
    else await pourFromPostgres(database.url, into, log)
    chmodSync(into, 0o600)
  } catch (cause) {
    throw storageError(cause)
  }
}

/** Not through `openSqlite`: the copy is a write, but to another file, and nothing of this one is to be changed. */
function vacuum(file: string, into: string): void {
  const database = new DatabaseSync(file)
  try {
    database.exec('PRAGMA busy_timeout = 5000')
    database.prepare('VACUUM INTO ?').run(into)
  } finally {
    database.close()
  }
}

async function pourFromPostgres(url: string, into: string, log: Log): Promise<void> {
  const empty = await openStore({ database: { file: into }, log })
  await empty.close()
  const { postgresDialect, WRITER } = await import('./postgres.ts')
  const source = new Kysely<Schema>({ dialect: postgresDialect(url, 'read', log) })
  const target = new DatabaseSync(into)
  try {
    const reading = source.transaction().setIsolationLevel('repeatable read').setAccessMode('read only')
    await reading.execute(async (tx) => {
      await checkLayout(tx)
      await pour(tx, target)
    })
    // Whose database it is goes with the database, not with what was in it.
    target.prepare('delete from facts where key = ?').run(WRITER)
    target.exec('PRAGMA journal_mode = DELETE')
  } finally {
    target.close()
    await source.destroy()
  }
}

async function checkLayout(tx: Kysely<Schema>): Promise<void> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name desc limit 1`.execute(tx).catch(() => {
    throw new StorageError('There is no Hearth in this database yet. Start the server once, or say where it is with --database.')
  })
  if (rows[0]?.name !== knownLayouts('postgres').at(-1))
    throw new StorageError('The tables in this database are of another version of Hearth. Start this one on it first.')
}

/** Reads all of a SQLite file and says what is in it. Rejects with StorageError where anything is not as it should be. */
export function inspect(file: string): Holdings {
  try {
    const database = new DatabaseSync(file, { readOnly: true })
    try {
      return holdingsOf(database)
    } finally {
      database.close()
    }
  } catch (cause) {
    throw storageError(cause)
  }
}

function holdingsOf(database: DatabaseSync): Holdings {
  const faults = [...database.prepare('PRAGMA integrity_check(3)').all(), ...database.prepare('PRAGMA foreign_key_check').all()]
    .map((row) => JSON.stringify(row))
    .filter((row) => row !== '{"integrity_check":"ok"}')
  if (faults.length > 0) throw new StorageError(`The database is damaged: ${faults.slice(0, 3).join(', ')}`)
  const count = (text: string) => Number(database.prepare(text).get()?.['count'])
  // A backup of an older layout has none.
  const hasSegments = count("select count(*) as count from sqlite_schema where name = 'segments'") > 0
  const layout = database.prepare('select name from kysely_migration order by name desc limit 1').get()
  return {
    layout: String(layout?.['name']),
    people: count('select count(*) as count from users where deleted_at is null'),
    rooms: count('select count(*) as count from rooms where deleted_at is null'),
    messages:
      count('select count(*) as count from messages where deleted_at is null and room != 0') + (hasSegments ? count(IN_SEGMENTS) : 0),
  }
}

const IN_SEGMENTS = 'select coalesce(sum(worded), 0) as count from segments'

/** The hashes of all contents that some file in it refers to, each once, in order. */
export function blobsIn(file: string): string[] {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    const rows = database.prepare('select distinct hash from files where hash is not null order by hash').all()
    return rows.map(({ hash }) => String(hash))
  } catch (cause) {
    throw storageError(cause)
  } finally {
    database.close()
  }
}

/** What the files with these contents are called, one for each content, as the snapshot has them. */
export function namesIn(file: string, hashes: readonly string[]): ReadonlyMap<string, string> {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    const named = database.prepare('select name from files where hash = ? order by at, id limit 1')
    return new Map(hashes.map((hash) => [hash, String(named.get(hash)?.['name'] ?? hash)]))
  } catch (cause) {
    throw storageError(cause)
  } finally {
    database.close()
  }
}

/** Which of these contents the living database still refers to. Rejects with StorageError. */
export async function keptNow(
  database: { readonly file: string } | { readonly url: string },
  hashes: readonly string[],
  log: Log,
): Promise<ReadonlySet<string>> {
  if (hashes.length === 0) return new Set()
  try {
    return new Set('file' in database ? keptInFile(database.file, hashes) : await keptInPostgres(database.url, hashes, log))
  } catch (cause) {
    throw storageError(cause)
  }
}

function keptInFile(file: string, hashes: readonly string[]): string[] {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    database.exec('PRAGMA busy_timeout = 5000')
    const one = database.prepare('select 1 from files where hash = ? limit 1')
    return hashes.filter((hash) => one.get(hash) !== undefined)
  } finally {
    database.close()
  }
}

async function keptInPostgres(url: string, hashes: readonly string[], log: Log): Promise<string[]> {
  const { postgresDialect } = await import('./postgres.ts')
  const living = new Kysely<Schema>({ dialect: postgresDialect(url, 'read', log) })
  try {
    const kept: string[] = []
    for (let at = 0; at < hashes.length; at += ASKED_AT_ONCE) {
      const some = hashes.slice(at, at + ASKED_AT_ONCE)
      const rows = await living.selectFrom('files').select('hash').distinct().where('hash', 'in', some).execute()
      kept.push(...rows.flatMap(({ hash }) => hash ?? []))
    }
    return kept
  } finally {
    await living.destroy()
  }
}

const ASKED_AT_ONCE = 1000

/** Has this SQLite file the layout of this very Hearth? To open another one as a store would change it for good. */
export function hasOurLayout(file: string): boolean {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    return (
      database.prepare('select name from kysely_migration order by name desc limit 1').get()?.['name'] === knownLayouts('sqlite').at(-1)
    )
  } catch (cause) {
    throw storageError(cause)
  } finally {
    database.close()
  }
}

/** Does this Hearth know the layout of these tables? */
export const knowsLayout = (layout: string, engine: Engine = 'sqlite'): boolean => knownLayouts(engine).includes(layout)

/** Another life of the same data begins: what clients hold of the one before may be newer than what is here. */
export function renewEpoch(file: string, epoch: string): void {
  const database = new DatabaseSync(file)
  try {
    database.exec('PRAGMA synchronous = FULL')
    database.prepare("insert into facts (key, value) values ('epoch', ?) on conflict (key) do update set value = excluded.value").run(epoch)
  } catch (cause) {
    throw storageError(cause)
  } finally {
    database.close()
  }
}

/** Fills an empty PostgreSQL database from a snapshot; all of it, or the database is empty again. Rejects with StorageError. */
export async function fillPostgres(url: string, from: string, log: Log): Promise<void> {
  // Brings the tables of an older Hearth to the form they have here.
  await (await openStore({ database: { file: from }, log })).close()
  const { postgresDialect } = await import('./postgres.ts')
  const target = new Kysely<Schema>({ dialect: postgresDialect(url, 'write', log) })
  try {
    const tables = await target.introspection.getTables({ withInternalKyselyTables: true })
    if (tables.length > 0) throw new StorageError('The database is not empty. Make a new one for what is to be put back.')
    await fill(target, from)
  } catch (cause) {
    throw storageError(cause)
  } finally {
    await target.destroy()
  }
}

async function fill(target: Kysely<Schema>, from: string): Promise<void> {
  const source = new DatabaseSync(from, { readOnly: true })
  try {
    await migrate(target, 'postgres', undefined)
    const { WRITER } = await import('./postgres.ts')
    await target.transaction().execute(async (tx) => {
      await pourBack(source, tx)
      // The mark of whoever made the snapshot: asleep, or cut off, it would wake up and take this database for its own.
      await tx.deleteFrom('facts').where('key', '=', WRITER).execute()
    })
  } catch (error) {
    await emptyPostgres(target).catch(() => undefined)
    throw error
  } finally {
    source.close()
  }
}
