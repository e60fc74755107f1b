// How a SQLite database is opened here.
//
// journal_mode WAL with synchronous FULL: every commit is on the disk before it is answered; readers never wait for it.
// secure_delete ON: a deleted message may span several pages, and FAST leaves those that become free as they were. What is
//   overwritten costs a little only when something is deleted. Older copies in the write-ahead log are gone with its next
//   round (at latest when the server stops); what a file system or a disk keeps is beyond any database.
// auto_vacuum INCREMENTAL, only where messages are put away: what is free in the file can be given back to the disk, a little at a time. Each
//   message costs half a microsecond more then, and a file that was made without it must be written anew, once.
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export type Access = 'write' | 'read'
/** In memory it begins empty, or as a copy of a database that SQLite has serialized. */
export type SqlitePlace = InMemory | { readonly file: string }
export type InMemory = ':memory:' | { readonly image: Uint8Array }

export const isInMemory = (place: SqlitePlace): place is InMemory => place === ':memory:' || 'image' in place

/**
 * Pages that many batches touch are written back once: 32 MB of log before a checkpoint. A quarter of that as memory: where a page was split in
 * two, the commit looks at each page that stands there (in files of less than a gigabyte), and what does not is read again from the system's.
 */
const FOR_WRITING = 'PRAGMA wal_autocheckpoint = 8000; PRAGMA journal_size_limit = 33554432; PRAGMA cache_size = -8000'

/** A new connection to a file, or to a database in memory. A file and those beside it belong to their owner alone. */
export function openSqlite(place: SqlitePlace, access: Access): DatabaseSync {
  if (isInMemory(place)) {
    const database = withBytesAsText(new DatabaseSync(':memory:'))
    if (place !== ':memory:') database.deserialize(place.image)
    return configured(database, 'PRAGMA foreign_keys = ON')
  }
  makePrivate(place.file)
  const database = withBytesAsText(new DatabaseSync(place.file))
  const settings =
    'PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON'
  return configured(database, `${settings}; ${access === 'write' ? FOR_WRITING : 'PRAGMA query_only = ON'}`)
}

/** From this size on it takes a while, and whoever starts the server is told. */
const TAKES_A_WHILE = 100_000_000

/**
 * Before anybody else opens the file: lets it give back to the disk what putting messages away frees. Where it cannot be written anew (the
 * disk must hold it twice meanwhile), what is freed is there for new messages.
 * @param isWanted by the server's own setting; else only where a room wants it
 */
export function makeShrinkable(file: string, isWanted: boolean, log: { warn(about: object, says: string): void }): void {
  makePrivate(file)
  const database = new DatabaseSync(file)
  try {
    if (!isToShrink(database, isWanted)) return
    if (statSync(file).size > TAKES_A_WHILE) log.warn({ file }, 'the database is written anew, once, for old messages: this takes a while')
    // An empty file takes it over with its first page.
    database.exec('PRAGMA busy_timeout = 5000; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA user_version = 0; VACUUM')
  } catch (cause) {
    log.warn({ cause }, 'what old messages free stays in the database, for new ones: it could not be written anew')
  } finally {
    database.close()
  }
}

function isToShrink(database: DatabaseSync, isWanted: boolean): boolean {
  const number = (text: string) => Number(Object.values(database.prepare(text).get() ?? {})[0])
  try {
    if (number('PRAGMA auto_vacuum') !== 0) return false
    if (isWanted) return true
    const knowsAges = number("select count(*) from pragma_table_info('rooms') where name = 'archive_days'") > 0
    return knowsAges && number('select exists (select 1 from rooms where archive_days > 0)') > 0
  } catch {
    // Not a database, or a broken one: whoever opens it now says so.
    return false
  }
}

/** PostgreSQL's encode(bytes, 'base64') and decode(text, 'base64'): bytes travel between threads as text, and a query means the same on both. */
function withBytesAsText(database: DatabaseSync): DatabaseSync {
  const pure = { deterministic: true, directOnly: true }
  database.function('encode', pure, (bytes, _form) => (bytes instanceof Uint8Array ? Buffer.from(bytes).toString('base64') : null))
  database.function('decode', pure, (text, _form) => (typeof text === 'string' ? Buffer.from(text, 'base64') : null))
  return database
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

/**
 * SQLite gives its side files the mode of the main one. A file that is there is not opened: closing it again would drop every lock that
 * this process holds on it (POSIX), and the next program that looks into the database would take itself for the only one, and
 * remove the log that is still written to.
 */
export function makePrivate(file: string): void {
  makeFolder(dirname(file))
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600))
  for (const each of [file, `${file}-wal`, `${file}-shm`]) if (existsSync(each)) chmodSync(each, 0o600)
}
