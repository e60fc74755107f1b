// An export as one zip, made while it is read: nothing is kept but the page that is being written.
import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { PassThrough, Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import type { FileRow } from '#store/files.ts'
import type { Store } from '#store/open.ts'
import { roomCsv } from './csv.ts'
import { type About, FORMAT } from './form.ts'
import { type Clock, contentsPage, createClock, pageName, pagesOf, peoplePage, roomPage } from './html.ts'
import { aboutJson, contactsJson, laterJson, logJson, membersJson, ownJson, peopleJson, roomJson, starsJson } from './json.ts'
import { facePath, roomFacePath, sharedName, sharedPath } from './shared.ts'
import { openSource, type Scope, type Source, type Taken } from './source.ts'

export type ExportGiven = {
  readonly store: Pick<Store, 'read'>
  /** Where the bytes of this hash lie on the disk. */
  readonly blob: (hash: string) => string
  readonly scope: Scope
  /** What the server is called, and its version. */
  readonly name: string
  readonly version: string
  /** Epoch milliseconds. */
  readonly at: number
  readonly clock?: Clock
}

/** Fails (the stream) with what the store or `still` throws: the zip then has no end, and no program takes it for whole. */
export async function openExport({ store, blob, scope, name, version, at, clock = createClock() }: ExportGiven): Promise<Readable> {
  const source = await openSource(store, scope)
  const about: About = { format: FORMAT, version, name, at, scope: scope.is, rooms: source.rooms.map(({ id }) => id) }
  const zip = createZip(at)
  const way: Way = { source, clock, add: zip.add, bring: (path, file) => bring(source, zip.add, blob, path, file) }
  pack(way, about).then(zip.end, zip.fail)
  return zip.out
}

type Content = AsyncIterable<string> | AsyncIterable<Uint8Array>
/** Resolves when all of it is written. */
type Add = (path: string, content: Content, packed?: boolean) => Promise<void>
type Way = {
  readonly source: Source
  readonly clock: Clock
  readonly add: Add
  readonly bring: (path: string, file: FileRow) => Promise<void>
}

/** One after another; the bytes before what speaks of them, for by then it is known which are there. */
async function pack(way: Way, about: About): Promise<void> {
  const { source, clock, add, bring: take } = way
  await add('index.html', contentsPage(source, about, clock))
  for (const room of source.rooms) await packRoom(way, room)
  // Last, for by then it is known who stands in it.
  for await (const people of source.people())
    for (const { id, face } of people) if (face !== undefined) await take(facePath(id, face), face)
  await add('people.html', peoplePage(source))
  await add('people.json', peopleJson(source))
  await add('contacts.json', contactsJson(source))
  await add('stars.json', starsJson(source))
  await add('own.json', ownJson(source))
  await add('later.json', laterJson(source))
  await add('export.json', aboutJson(about))
}

async function packRoom({ source, clock, add, bring: take }: Way, room: Taken): Promise<void> {
  const folder = `rooms/${room.id}`
  if (room.face !== undefined) await take(roomFacePath(room.id, room.face), room.face)
  for await (const messages of source.shared(room))
    for (const { seq, files } of messages)
      for (const [place, file] of files.entries()) await take(sharedPath(room.id, sharedName(seq, place, file.name)), file)
  await add(`${folder}/room.json`, roomJson(source, room))
  await add(`${folder}/members.json`, membersJson(source, room))
  await add(`${folder}/log.json`, logJson(source, room))
  if (room.deletedAt !== null) return
  for (let page = 1; page <= pagesOf(room); page++) await add(`${folder}/${pageName(page)}`, roomPage(source, room, page, clock))
  for (const end of ['', '.bak']) await add(`${folder}/${room.id}.csv${end}`, roomCsv(source, room))
}

/**
 * Puts a file's bytes into the zip, as they are. One that is not there, or not what it should be, is left out of everything that follows;
 * what can be read of it has a name that nobody takes for the file.
 */
async function bring({ leftOut }: Source, add: Add, blob: (hash: string) => string, path: string, file: FileRow): Promise<void> {
  const { id, hash, gone } = file
  if (hash === null || gone !== null) return
  const handle = await open(blob(hash), 'r').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  })
  if (handle === undefined) return void leftOut.add(id)
  try {
    // Read twice: what has begun in a zip has its name, and cannot be taken out again.
    const isSound = (await digestOf(handle)) === hash
    if (!isSound) leftOut.add(id)
    await add(isSound ? path : `${path}.damaged`, piecesOf(handle), false)
  } finally {
    await handle.close()
  }
}

async function digestOf(handle: FileHandle): Promise<string> {
  const digest = createHash('sha256')
  for await (const piece of piecesOf(handle)) digest.update(piece)
  return digest.digest('hex')
}

const READ_AT_ONCE = 262_144

/** From its beginning, however often. */
async function* piecesOf(handle: FileHandle): AsyncGenerator<Uint8Array> {
  for (let at = 0; ; ) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(READ_AT_ONCE), 0, READ_AT_ONCE, at)
    if (bytesRead === 0) return
    at += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

type Zip = { readonly out: Readable; readonly add: Add; readonly end: () => void; readonly fail: (error: unknown) => void }

function createZip(at: number): Zip {
  const zip = new ZipFile()
  const out = new PassThrough()
  let current: Readable | undefined
  const fail = (error: unknown) => void out.destroy(error instanceof Error ? error : new Error(String(error)))
  // Whoever wanted it has gone: what is being read for it ends, too.
  out.once('close', () => current?.destroy())
  zip.on('error', fail)
  zip.outputStream.pipe(out)
  return {
    out,
    fail,
    async add(path, content, packed = true) {
      current = Readable.from(content, { objectMode: false })
      const done = finished(current)
      zip.addReadStream(current, path, { mtime: new Date(at), mode: 0o100644, compressionLevel: packed ? 5 : 0 })
      // Closed before: there was nothing to be destroyed then.
      if (out.destroyed) current.destroy()
      await done
    },
    end: () => zip.end(),
  }
}
