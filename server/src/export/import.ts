// Reads an export of everything into a new database. Nothing of the archive is believed: names, sizes and every value are checked, and
// what is made of it is thrown away unless all of it was right.
import { crc32 } from 'node:zlib'
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import { seqIn } from '@hearth/protocol/make-id.ts'
import type { Static, TSchema } from 'typebox'
import { Check } from 'typebox/value'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { nameKey } from '#core/names.ts'
import * as calls from '#store/calls.ts'
import * as contacts from '#store/contacts.ts'
import * as entries from '#store/entries.ts'
import * as members from '#store/members.ts'
import type { Store, Tx } from '#store/open.ts'
import * as rooms from '#store/rooms.ts'
import * as users from '#store/users.ts'
import * as whole from '#store/whole.ts'
import { About, Began, Contact, Ended, FORMAT, Line, Member, Person, Room } from './form.ts'

/** The archive cannot be read in; the sentence says why. */
export class ImportError extends Error {}

export type Imported = { readonly about: About; readonly people: number; readonly rooms: number; readonly messages: number }

/** The only names an export has. Everything else is somebody's mistake or trick. */
const NAME =
  /^(?:index\.html|export\.json|people\.json|contacts\.json|rooms\/([0-9a-hjkmnp-tv-z]{26})\/(?:room\.json|members\.json|log\.json|index\.html|page-\d{4,7}\.html|\1\.csv(?:\.bak)?))$/
const ENTRIES = 5_000_000
/** One thing, and what is read at once. */
const LONGEST_LINE = 4_000_000
const LONGEST_FACTS = 64_000_000
/** Words become a tenth when packed, a hundredth where they repeat; what is packed tighter than this is there to fill a disk. */
const MOST_PACKED = 400
const SMALL = 16_000_000
const LINES_AT_ONCE = 500

/** @param store of a new, empty database. Rejects with ImportError, StorageError and the system's own errors. */
export async function readExport(file: string, store: Store): Promise<Imported> {
  const zip = await openPromise(file, { autoClose: false, strictFileNames: true, validateEntrySizes: true }).catch((cause: unknown) => {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') throw new ImportError(`There is no file ${file}.`, { cause })
    throw new ImportError(`${file} is no zip that can be read (${cause instanceof Error ? cause.message : String(cause)}).`, { cause })
  })
  try {
    const archive = { file, zip, entries: await entriesOf(file, zip) }
    return await readAll(archive, store)
  } finally {
    zip.close()
  }
}

type Archive = { readonly file: string; readonly zip: ZipFile; readonly entries: ReadonlyMap<string, Entry> }

async function entriesOf(file: string, zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  const found = new Map<string, Entry>()
  if (zip.entryCount > ENTRIES) throw new ImportError(`${file} holds more files than any export.`)
  try {
    for await (const entry of zip.eachEntry()) {
      checkEntry(file, entry, found)
      found.set(entry.fileName, entry)
    }
  } catch (cause) {
    if (cause instanceof ImportError) throw cause
    throw new ImportError(`${file} is damaged or no export of Hearth (${cause instanceof Error ? cause.message : String(cause)}).`, {
      cause,
    })
  }
  return found
}

function checkEntry(file: string, entry: Entry, before: ReadonlyMap<string, Entry>): void {
  const { fileName, compressedSize, uncompressedSize, externalFileAttributes } = entry
  const shown = JSON.stringify(fileName.slice(0, 100))
  if (!NAME.test(fileName)) throw new ImportError(`${file} holds ${shown}, which is no part of an export of Hearth.`)
  if (before.has(fileName)) throw new ImportError(`${file} holds ${shown} twice.`)
  // In the upper half of these attributes stands what kind of file it was; a link is none of ours.
  if (externalFileAttributes >>> 28 !== 0x8 && externalFileAttributes >>> 28 !== 0)
    throw new ImportError(`${file} holds ${shown}, which is no plain file.`)
  if (entry.isEncrypted()) throw new ImportError(`${shown} in ${file} is encrypted.`)
  if (uncompressedSize > SMALL && uncompressedSize > MOST_PACKED * compressedSize)
    throw new ImportError(`${shown} in ${file} would become ${MOST_PACKED} times as large as it is: that is no export of Hearth.`)
}

async function readAll(archive: Archive, store: Store): Promise<Imported> {
  const about = await readOne(archive, 'export.json', About)
  if (about.format > FORMAT)
    throw new ImportError(`${archive.file} was made by Hearth ${about.version}, which is newer than this one. Update Hearth first.`)
  if (about.scope !== 'all')
    throw new ImportError(
      `${archive.file} holds ${about.scope === 'room' ? 'one room' : 'what one person may read'}. Only an export of everything can be read in.`,
    )
  const known = new Set<UserId>()
  const people = await readMany(archive, store, 'people.json', Person, (tx, one) => {
    known.add(one.id)
    return users.add(tx, { ...one, nameKey: one.deletedAt === null ? nameKey(one.name) : null, passwordHash: null, picture: null })
  })
  await readMany(archive, store, 'contacts.json', Contact, (tx, { owner, user, at }) => contacts.add(tx, owner, user, at))
  let messages = 0
  for (const id of about.rooms) messages += await readRoom(archive, store, id, known)
  return { about, people, rooms: about.rooms.length, messages }
}

async function readRoom(archive: Archive, store: Store, id: RoomId, known: ReadonlySet<UserId>): Promise<number> {
  const folder = `rooms/${id}`
  const room = await readOne(archive, `${folder}/room.json`, Room)
  if (room.id !== id) throw wrong(archive, `${folder}/room.json`, 'it is another room')
  await store.write((tx) => rooms.add(tx, { ...room, members: 0, picture: null, fileDays: null, voice: room.voice ?? false }))
  await readMany(archive, store, `${folder}/members.json`, Member, (tx, member) => members.add(tx, { ...member, room: id }))
  const name = `${folder}/log.json`
  /** At which places something was said; 0 is none. */
  const said = [false]
  const count = await readMany(archive, store, name, Line, async (tx, line) => {
    const why = whyNot(line, said, known)
    if (why !== undefined) throw wrong(archive, name, why)
    said.push('message' in line)
    if ('message' in line) return whole.put(tx, { ...line.message, room: id, seq: line.seq })
    const { seq, event, by: actor, at, about: message, body } = line
    await entries.add(tx, { room: id, seq, event, actor, at, message, body })
    await putCall(tx, id, line)
  })
  // A deleted room has a place to count from, and nothing in it.
  if (count !== room.seq && room.deletedAt === null) throw wrong(archive, name, `it ends at ${count}, and the room at ${room.seq}`)
  return said.filter(Boolean).length
}

/** History tells calls by rows of their own, which are made of the entries again. */
async function putCall(tx: Tx, room: RoomId, { seq, event, by, at, body }: Extract<Line, { body: unknown }>): Promise<void> {
  if (event === 'call.started' && matches(Began, body) && (await calls.goingOn(tx, room)) === undefined)
    await calls.add(tx, { id: body.call, room, seq, by, at, video: body.video, people: [], ended: null })
  if (event !== 'call.ended' || !matches(Ended, body)) return
  await calls.setPeople(tx, body.call, body.people)
  await calls.end(tx, body.call, { at, why: body.why, by: body.by })
}

/** A log that does not fit together would be met by whoever comes in later, and could not be said to them. */
function whyNot(line: Line, said: readonly boolean[], known: ReadonlySet<UserId>): string | undefined {
  if (line.seq !== said.length) return `place ${said.length} is missing`
  if ('message' in line) return seqIn(line.message.id) === line.seq ? undefined : `the message at place ${line.seq} belongs elsewhere`
  const people = [
    line.by,
    ...(line.body.user === undefined ? [] : [line.body.user]),
    ...(line.body.people ?? []).map((one) => (typeof one === 'string' ? one : one.user)),
  ]
  if (!people.every((user) => known.has(user))) return `place ${line.seq} names somebody who is not in people.json`
  const isOfMessage = line.event.startsWith('message.')
  return isOfMessage !== (line.about !== null && said[seqIn(line.about)] === true)
    ? `place ${line.seq} is about a message that is not there`
    : undefined
}

/** A file that is one thing. */
async function readOne<T extends TSchema>(archive: Archive, name: string, schema: T): Promise<Static<T>> {
  const entry = entryOf(archive, name)
  if (entry.uncompressedSize > LONGEST_FACTS) throw wrong(archive, name, 'it is too long')
  const pieces: Buffer[] = []
  for await (const piece of piecesOf(archive, name)) pieces.push(piece)
  const value = parsed(Buffer.concat(pieces).toString('utf8'))
  if (!matches(schema, value)) throw wrong(archive, name, 'it is not in the form of an export')
  return value
}

/** A file with one thing per line. Gives how many there were. */
async function readMany<T extends TSchema>(
  archive: Archive,
  store: Store,
  name: string,
  schema: T,
  keep: (tx: Tx, one: Static<T>) => Promise<unknown>,
): Promise<number> {
  let count = 0
  let waiting: Static<T>[] = []
  const flush = async () => {
    const some = waiting
    waiting = []
    await store
      .write(async (tx) => {
        for (const one of some) await keep(tx, one)
      })
      .catch((cause: unknown) => {
        throw isRefusal(cause) ? wrong(archive, name, 'something in it is there twice, or names what is not there', cause) : cause
      })
  }
  for await (const line of linesOf(archive, name)) {
    const value = parsed(line.endsWith(',') ? line.slice(0, -1) : line)
    count++
    if (!matches(schema, value)) throw wrong(archive, name, `thing ${count} is not in the form of an export`)
    waiting.push(value)
    if (waiting.length === LINES_AT_ONCE) await flush()
  }
  await flush()
  return count
}

/** The lines between the brackets. */
async function* linesOf(archive: Archive, name: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let ends = ''
  let rest = ''
  for await (const piece of piecesOf(archive, name)) {
    const some = (rest + decoded(archive, name, decoder, piece)).split('\n')
    rest = some.pop() ?? ''
    if (rest.length > LONGEST_LINE) throw wrong(archive, name, 'a line is too long')
    for (const line of some) {
      if (line === '[' || line === ']') ends += line
      else if (line !== '') yield line
    }
  }
  if (ends !== '[]' || rest !== '') throw wrong(archive, name, 'it has no end')
}

function decoded(archive: Archive, name: string, decoder: InstanceType<typeof TextDecoder>, piece: Buffer): string {
  try {
    return decoder.decode(piece, { stream: true })
  } catch (cause) {
    throw wrong(archive, name, 'it is no UTF-8', cause)
  }
}

function entryOf({ entries: all, file }: Archive, name: string): Entry {
  const entry = all.get(name)
  if (entry === undefined) throw new ImportError(`${file} lacks ${name}: it is no export of everything.`)
  return entry
}

/** What is in it, while its checksum is counted: the library leaves that to us. */
async function* piecesOf(archive: Archive, name: string): AsyncGenerator<Buffer> {
  const entry = entryOf(archive, name)
  let sum = 0
  try {
    for await (const piece of await archive.zip.openReadStreamPromise(entry)) {
      sum = crc32(piece, sum)
      yield piece
    }
  } catch (cause) {
    throw wrong(archive, name, 'it is damaged', cause)
  }
  if (sum !== entry.crc32) throw wrong(archive, name, 'it is damaged')
}

const wrong = ({ file }: Archive, name: string, why: string, cause?: unknown): ImportError =>
  new ImportError(`${name} in ${file} cannot be read in: ${why}.`, { cause })

const matches = <T extends TSchema>(schema: T, value: unknown): value is Static<T> => Check(schema, value)

/** What the tables refuse is not the disk's fault: a key that is there, one that is not, a column that wants a value. */
const isRefusal = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' && (error.errcode & 0xff) === 19

/** A key that reaches into every object is in no export, and neither is the one sign that no table takes. */
const UNWANTED = /"(?:__proto__|constructor|prototype)"\s*:|(?<!\\)(?:\\\\)*\\u0000/

function parsed(text: string): unknown {
  try {
    return UNWANTED.test(text) ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
