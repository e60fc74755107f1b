// node:sqlite behind Kysely, and how a SQLite database is opened here.
//
// journal_mode WAL with synchronous FULL: every commit is on the disk before it is answered; readers never wait for it.
// secure_delete ON: a deleted message may span several pages, and FAST leaves those that become free as they were. What is
//   overwritten costs a little only when something is deleted. Older copies in the write-ahead log are gone with its next
//   round (at latest when the server stops); what a file system or a disk keeps is beyond any database.
import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import {
  type Dialect,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type SqliteStatement,
} from 'kysely'

const STATEMENTS_KEPT = 300
/** Pages that many batches touch are written back once: 32 MB of log before a checkpoint, and as much memory at most. */
const FOR_WRITING = 'PRAGMA wal_autocheckpoint = 8000; PRAGMA journal_size_limit = 33554432; PRAGMA cache_size = -32000'

export type Access = 'write' | 'read'

/** Reads from a file, on a connection of its own. The one that writes is in sqlite-writer.ts. */
export function sqliteReadingDialect(place: { readonly file: string }): Dialect {
  return {
    createAdapter: () => new SqliteWithSafeMigrations(),
    createDriver: () => new SqliteDriver({ database: async () => kept(openSqlite(place, 'read')) }),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

/** A new connection to a file, or to a database in memory. A file and those beside it belong to their owner alone. */
export function openSqlite(place: ':memory:' | { readonly file: string }, access: Access): DatabaseSync {
  if (place === ':memory:') return configured(new DatabaseSync(place), 'PRAGMA foreign_keys = ON')
  makePrivate(place.file)
  const database = new DatabaseSync(place.file)
  const settings =
    'PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON'
  return configured(database, `${settings}; ${access === 'write' ? FOR_WRITING : 'PRAGMA query_only = ON'}`)
}

function configured(database: DatabaseSync, settings: string): DatabaseSync {
  try {
    database.exec(settings)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Step by step: Node's `recursive` never comes back from a file system that answers ENOENT to every mkdir, as /proc does. */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  const above = dirname(folder)
  if (above !== folder) makeFolder(above)
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (cause) {
    // Somebody else may have made it just now.
    if (!existsSync(folder)) throw cause
  }
}

/** SQLite gives its side files the mode of the main one. */
export function makePrivate(file: string): void {
  makeFolder(dirname(file))
  closeSync(openSync(file, 'a', 0o600))
  for (const each of [file, `${file}-wal`, `${file}-shm`]) if (existsSync(each)) chmodSync(each, 0o600)
}

/** Prepared statements are kept by their text: Kysely compiles the same query to the same text. */
function kept(database: DatabaseSync): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>()
  return {
    prepare(text) {
      const known = statements.get(text)
      if (known !== undefined) return known
      const statement = asKysely(database.prepare(text))
      const oldest = statements.size >= STATEMENTS_KEPT ? statements.keys().next().value : undefined
      if (oldest !== undefined) statements.delete(oldest)
      statements.set(text, statement)
      return statement
    },
    close() {
      statements.clear()
      database.close()
    },
  }
}

function asKysely(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (values) => statement.all(...bindable(values)),
    run: (values) => statement.run(...bindable(values)),
    iterate: (values) => statement.iterate(...bindable(values)),
  }
}

/** The tables hold text, numbers and null only; SQLite itself refuses anything else. */
const bindable = (values: readonly unknown[]) => values as SQLInputValue[]

export class SqliteWithSafeMigrations extends SqliteAdapter {
  // SQLite can undo a change of the tables; Kysely's default does not rely on it, and a kill would leave half a migration.
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}
