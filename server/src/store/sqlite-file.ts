// How a SQLite database is opened here.
//
// journal_mode WAL with synchronous FULL: every commit is on the disk before it is answered; readers never wait for it.
// secure_delete ON: a deleted message may span several pages, and FAST leaves those that become free as they were. What is
//   overwritten costs a little only when something is deleted. Older copies in the write-ahead log are gone with its next
//   round (at latest when the server stops); what a file system or a disk keeps is beyond any database.
// auto_vacuum INCREMENTAL: what is free in the file can be given back to the disk, a little at a time. It holds for files that are made with it.
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export type Access = 'write' | 'read'

/** Pages that many batches touch are written back once: 32 MB of log before a checkpoint, and as much memory at most. */
const FOR_WRITING = 'PRAGMA wal_autocheckpoint = 8000; PRAGMA journal_size_limit = 33554432; PRAGMA cache_size = -32000'

/** A new connection to a file, or to a database in memory. A file and those beside it belong to their owner alone. */
export function openSqlite(place: ':memory:' | { readonly file: string }, access: Access): DatabaseSync {
  if (place === ':memory:') return configured(withBytesAsText(new DatabaseSync(place)), 'PRAGMA foreign_keys = ON')
  makePrivate(place.file)
  const isNew = statSync(place.file).size === 0
  const database = withBytesAsText(new DatabaseSync(place.file))
  const settings =
    'PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON'
  const first = isNew ? 'PRAGMA auto_vacuum = INCREMENTAL; ' : ''
  return configured(database, `${first}${settings}; ${access === 'write' ? FOR_WRITING : 'PRAGMA query_only = ON'}`)
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
