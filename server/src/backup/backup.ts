// Makes a backup: a snapshot of the database first, then the files it refers to. Stored files never change, so that copying them later than
// the snapshot gives what they were.
import { createReadStream, existsSync } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { blobsIn, inspect, keptNow, namesIn, takeSnapshot } from '#store/snapshot.ts'
import { type Contents, type Part, readContainer, writeContainer } from './container.ts'
import { BackupError, codeOf } from './faults.ts'
import { blobOf, blobPart, DATABASE, placeOf } from './parts.ts'
import { hashOf, makeFile } from './place.ts'

/** What is being done; `done` of `of` bytes, where that is known. */
export type Progress = (says: 'database' | 'writing' | 'reading back', done: number, of: number) => void
type Log = { warn(about: object, says: string): void; error(about: object, says: string): void }

export type BackupGiven = {
  readonly data: string
  /** postgres://…, or null for SQLite in the data folder. */
  readonly database: string | null
  /** A settings file outside of the data folder. */
  readonly settings: string | null
  /** A certificate of the owner's own. */
  readonly tls: { readonly cert: string; readonly key: string } | null
  readonly name: string
  readonly version: string
  readonly file: string
  /** Put it in the place of one that is there. */
  readonly force: boolean
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly log: Log
  readonly progress?: Progress
  /** Ends it early; nothing is left then. */
  readonly signal?: AbortSignal
}

/** `lacks`: what the stored files are called that somebody refers to and that are not in it, for the disk has damaged or lost them. */
export type Made = Contents & { readonly lacks: readonly string[] }

/**
 * Writes FILE.partial, reads it back, and only then calls it FILE. Rejects with BackupError, StorageError and the system's own errors;
 * then nothing of it is left.
 */
export async function backUp(given: BackupGiven): Promise<Made> {
  const { data, database, file } = given
  if (database === null && !existsSync(join(data, 'hearth.db')))
    throw new BackupError(`There is no Hearth data in ${data} yet. Say where it is with --data.`)
  // Within the data folder it would be lost with what it is to save.
  if (resolve(file).startsWith(`${resolve(data)}/`))
    throw new BackupError(`Keep backups outside of the data folder ${data}: choose another place than ${file}.`)
  return makeFile(given, (partial, making) => write(given, partial, join(making, 'hearth.db')))
}

async function write(given: BackupGiven, partial: string, snapshot: string): Promise<Made> {
  const { data, database, name, version, now, log, progress, signal } = given
  const living = database === null ? { file: join(data, 'hearth.db') } : { url: database }
  progress?.('database', 0, 0)
  const at = now()
  await takeSnapshot(living, snapshot, log)
  const head = { version, at, name, engine: database === null ? 'sqlite' : 'postgres', ...inspect(snapshot) } as const
  const files = [{ name: DATABASE, path: snapshot }, ...(await settingsOf(given)), ...blobsOf(data, snapshot)]
  const lost: Lost[] = []
  const total = (await sizesOf(files)).reduce((sum, size) => sum + size, 0)
  const seen = (says: 'writing' | 'reading back') => (done: number, of: number) => {
    signal?.throwIfAborted()
    progress?.(says, done, of)
  }
  const watching = { lost, seen: seen('writing'), total, kept: (hashes: readonly string[]) => keptNow(living, hashes, log) }
  const made = await writeContainer(partial, head, partsOf(files, watching), () => lost.length)
  const lacks = tell(log, snapshot, lost)
  await readContainer(partial, {
    version,
    take: async (_part, content) => drain(content),
    progress: seen('reading back'),
  })
  return { ...made, lacks }
}

/** Says which are not in it. Gives what they are called. */
function tell(log: Log, snapshot: string, lost: readonly Lost[]): string[] {
  const names = namesIn(
    snapshot,
    lost.map(({ hash }) => hash),
  )
  const named = lost.map((one) => ({ ...one, name: names.get(one.hash) ?? one.hash }))
  for (const { path, name, is } of named.slice(0, MOST_TOLD)) {
    const why = is === 'missing' ? 'is not on the disk any more' : 'does not hold what its name says: it is damaged'
    log.warn({ path }, `the stored file “${name}” ${why}, and not in the backup`)
  }
  if (named.length > MOST_TOLD) log.warn({}, `and ${named.length - MOST_TOLD} more stored files are not in the backup`)
  return named.map(({ name }) => name)
}

/** A disk that has lost all of them has said so by then. */
const MOST_TOLD = 20

type Found = { readonly name: string; readonly path: string }
type Lost = { readonly path: string; readonly hash: string; readonly is: 'damaged' | 'missing' }

type Seen = (done: number, of: number) => void
type PartsGiven = {
  /** What is not in it that should be: filled on the way. */
  readonly lost: Lost[]
  readonly seen: Seen
  readonly total: number
  /** Which of these somebody still refers to. */
  readonly kept: (hashes: readonly string[]) => Promise<ReadonlySet<string>>
}

async function* partsOf(files: readonly Found[], { lost, seen, total, kept }: PartsGiven): AsyncGenerator<Part> {
  let done = 0
  const gone: Lost[] = []
  const watched = async function* (pieces: AsyncIterable<Buffer>) {
    for await (const piece of pieces) {
      seen((done += piece.length), total)
      yield piece
    }
  }
  for (const { name, path } of files) {
    const hash = blobOf(name)
    const handle = await open(path, 'r').catch((error: unknown) => {
      if (hash !== undefined && (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR')) return undefined
      throw error
    })
    if (handle === undefined) {
      if (hash !== undefined) gone.push({ path, hash, is: 'missing' })
      continue
    }
    try {
      if (hash !== undefined && (await hashOf(path)) !== hash) {
        lost.push({ path, hash, is: 'damaged' })
        continue
      }
      const { size } = await handle.stat()
      const content = createReadStream(path, { fd: handle, autoClose: false, start: 0, highWaterMark: 1 << 20 })
      yield { name, bytes: size, content: watched(content) }
    } finally {
      await handle.close()
    }
  }
  // A stored file that is gone since it was listed may have been deleted by somebody, after the snapshot; or the disk has lost it.
  const missing = await kept(gone.map(({ hash }) => hash))
  lost.push(...gone.filter(({ hash }) => missing.has(hash)))
}

/** What is kept beside the database, as far as it is there. The certificate in use is made anew wherever this is put back. */
async function settingsOf({ data, settings, tls }: BackupGiven): Promise<Found[]> {
  const inside = ['hearth.toml', 'tls/ca.crt', 'tls/ca.key', 'vases/private.pem'].map((name) => ({ name, path: placeOf(data, name) }))
  const outside = [
    { name: 'outside/hearth.toml', path: settings },
    { name: 'outside/tls.crt', path: tls?.cert ?? null },
    { name: 'outside/tls.key', path: tls?.key ?? null },
  ].flatMap(({ name, path }) => (path === null ? [] : [{ name, path }]))
  return [...inside, ...outside].filter(({ path }) => existsSync(path))
}

/** Of those that lie on the disk, what nobody refers to any more is only waiting to be deleted. */
function blobsOf(data: string, snapshot: string): Found[] {
  return blobsIn(snapshot).map((hash) => ({ name: blobPart(hash), path: placeOf(data, blobPart(hash)) }))
}

async function sizesOf(files: readonly Found[]): Promise<number[]> {
  const sizes: number[] = []
  for (const { path } of files) sizes.push((await stat(path).catch(() => undefined))?.size ?? 0)
  return sizes
}

async function drain(content: AsyncIterable<unknown>): Promise<void> {
  for await (const _piece of content);
}
