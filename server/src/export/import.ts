// Reads an export of everything into a new database. Nothing of the archive is believed: names, sizes and every value are checked, and
// what is made of it is thrown away unless all of it was right.
import { createHash } from 'node:crypto'
import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import { seqIn } from '@hearth/protocol/make-id.ts'
import type { Static, TSchema } from 'typebox'
import { safeName } from '#core/file-name.ts'
import { nameKey } from '#core/names.ts'
import * as calls from '#store/calls.ts'
import * as contacts from '#store/contacts.ts'
import * as entries from '#store/entries.ts'
import type { FileRow } from '#store/files.ts'
import * as later from '#store/later.ts'
import * as members from '#store/members.ts'
import * as messages from '#store/messages.ts'
import type { Store, Tx } from '#store/open.ts'
import * as own from '#store/own.ts'
import * as pins from '#store/pins.ts'
import * as polls from '#store/polls.ts'
import * as rooms from '#store/rooms.ts'
import * as seen from '#store/seen.ts'
import * as stars from '#store/stars.ts'
import * as users from '#store/users.ts'
import * as whole from '#store/whole.ts'
import { type Archive, entryOf, ImportError, matches, openArchive, piecesOf, readOne, thingsIn, wrong } from './archive.ts'
import { About, Began, Contact, Ended, type File, FORMAT, Kept, Line, Member, Person, PutOff, Room, Star } from './form.ts'
import { facePath, roomFacePath, sharedName, sharedPath } from './shared.ts'

export { ImportError } from './archive.ts'

export type Imported = {
  readonly about: About
  readonly people: number
  readonly rooms: number
  readonly messages: number
  readonly files: number
}
export type Into = {
  /** Of a new, empty database. */
  readonly store: Store
  /** Puts bytes on the disk, once for each hash. */
  readonly keep: (hash: string, content: AsyncIterable<Uint8Array>) => Promise<void>
}

type Reading = {
  readonly archive: Archive
  readonly into: Into
  /** Hashes of what is on the disk already. */
  readonly kept: Set<string>
  readonly known: Set<UserId>
  readonly count: { messages: number; files: number }
}

const LINES_AT_ONCE = 500

/** Rejects with ImportError, StorageError and the system's own errors; what was made so far is then of no use. */
export async function readExport(file: string, into: Into): Promise<Imported> {
  using archive = await openArchive(file)
  return await readAll({ archive, into, kept: new Set(), known: new Set(), count: { messages: 0, files: 0 } })
}

async function readAll(reading: Reading): Promise<Imported> {
  const { archive, known, count } = reading
  const about = await readOne(archive, 'export.json', About)
  if (about.format > FORMAT)
    throw new ImportError(`${archive.file} was made by Hearth ${about.version}, which is newer than this one. Update Hearth first.`)
  if (about.scope !== 'all')
    throw new ImportError(
      `${archive.file} holds ${about.scope === 'room' ? 'one room' : 'what one person may read'}. Only an export of everything can be read in.`,
    )
  const people = await readMany(reading, 'people.json', Person, {
    bring: ({ id, picture }) => bringOne(reading, 'people.json', picture, (row) => facePath(id, row)),
    async keep(tx, { picture, readingHidden, ...one }) {
      known.add(one.id)
      const key = one.deletedAt === null ? nameKey(one.name) : null
      const { lastSeen = 'everyone', ...person } = one
      await users.add(tx, users.personRow({ ...person, nameKey: key, picture: picture?.id ?? null, lastSeen }))
      if (readingHidden) await seen.setShown(tx, one.id, false)
      if (picture) await whole.putFile(tx, pictureRow(picture))
    },
  })
  await readMany(reading, 'contacts.json', Contact, { keep: (tx, { owner, user, at }) => contacts.add(tx, owner, user, at) })
  // An archive of an older Hearth has none.
  if (archive.entries.has('own.json')) await readMany(reading, 'own.json', Kept, { keep: (tx, row) => own.put(tx, row) })
  for (const id of about.rooms) await readRoom(reading, id)
  await readStars(reading)
  if (archive.entries.has('later.json')) await readMany(reading, 'later.json', PutOff, { keep: (tx, row) => later.add(tx, row) })
  return { about, people, rooms: about.rooms.length, ...count }
}

/** An export of an earlier Hearth has none. */
async function readStars(reading: Reading): Promise<void> {
  const { archive, known } = reading
  if (!archive.entries.has('stars.json')) return
  await readMany(reading, 'stars.json', Star, {
    async keep(tx, star) {
      const said = await messages.byId(tx, star.room, star.message)
      if (!known.has(star.owner) || said === undefined || said.deletedAt !== null)
        throw wrong(archive, 'stars.json', 'it names a message or somebody that is not there')
      await stars.add(tx, star)
    },
  })
}

async function readRoom(reading: Reading, id: RoomId): Promise<void> {
  const { archive, into, count } = reading
  const folder = `rooms/${id}`
  const { picture, ...room } = await readOne(archive, `${folder}/room.json`, Room)
  if (room.id !== id) throw wrong(archive, `${folder}/room.json`, 'it is another room')
  await bringOne(reading, `${folder}/room.json`, picture, (row) => roomFacePath(id, row))
  await into.store
    .write(async (tx) => {
      await rooms.add(tx, {
        ...room,
        members: 0,
        picture: picture?.id ?? null,
        fileDays: room.fileDays ?? null,
        fileBytes: room.fileBytes ?? null,
        fileCount: room.fileCount ?? null,
        archiveDays: room.archiveDays ?? null,
        archived: 0,
        voice: room.voice ?? false,
        rules: room.rules ?? null,
      })
      if (picture) await whole.putFile(tx, pictureRow(picture))
    })
    .catch(refused(archive, `${folder}/room.json`))
  await readMany(reading, `${folder}/members.json`, Member, { keep: (tx, member) => members.add(tx, { ...member, room: id }) })
  const said = await readLog(reading, id)
  // A deleted room has a place to count from, and nothing in it.
  if (said.length - 1 !== room.seq && room.deletedAt === null)
    throw wrong(archive, `${folder}/log.json`, `it ends at ${said.length - 1}, and the room at ${room.seq}`)
  count.messages += said.filter(Boolean).length
}

/** Gives at which places something was said; 0 is none. */
async function readLog(reading: Reading, room: RoomId): Promise<readonly boolean[]> {
  const { archive, known } = reading
  const name = `rooms/${room}/log.json`
  const said = [false]
  const begun = new Set<string>()
  await readMany(reading, name, Line, {
    async bring(line) {
      if (!('message' in line)) return
      for (const [place, file] of (line.message.files ?? []).entries())
        await bringOne(reading, name, file, () => sharedPath(room, sharedName(line.seq, place, file.name)))
    },
    async keep(tx, line) {
      const why = whyNot(line, { said, begun, known })
      if (why !== undefined) throw wrong(archive, name, why)
      said.push('message' in line)
      if ('message' in line) {
        const { files = [], versions = [], votes = [], ...message } = line.message
        const poll = { counts: [], voters: 0, closedAt: null, votes }
        return whole.put(tx, {
          ...message,
          versions,
          poll,
          room,
          seq: line.seq,
          files: files.map((file) => sharedRow(file, room, message.id)),
        })
      }
      const { seq, event, by: actor, at, about: message, body } = line
      if (event === 'call.started' && matches(Began, body)) begun.add(body.call)
      await entries.add(tx, { room, seq, event, actor, at, message, body })
      await putCall(tx, room, line)
      await putMark(tx, room, line)
    },
  })
  return said
}

/** History tells calls by rows of their own, which are made of the entries again. */
async function putCall(tx: Tx, room: RoomId, { seq, event, by, at, body }: Extract<Line, { body: unknown }>): Promise<void> {
  if (event === 'call.started' && matches(Began, body) && (await calls.goingOn(tx, room)) === undefined)
    await calls.add(tx, { id: body.call, room, seq, by, at, video: body.video, people: [], ended: null })
  if (event !== 'call.ended' || !matches(Ended, body)) return
  await calls.setPeople(tx, body.call, body.people)
  await calls.end(tx, body.call, { at, why: body.why, by: body.by })
}

/** Pins, and that a poll is closed, are what their entries left. */
async function putMark(tx: Tx, room: RoomId, { seq, event, by, at, about }: Extract<Line, { body: unknown }>): Promise<void> {
  if (about === null || !MARKING.has(event)) return
  if (event === 'poll.closed') return polls.close(tx, about, at)
  await pins.remove(tx, about)
  if (event === 'message.pinned') await pins.add(tx, room, { id: about, seq, by, at })
}
const MARKING: ReadonlySet<string> = new Set(['message.pinned', 'message.unpinned', 'message.deleted', 'poll.closed'])

/** What stands before a line: where something was said, the calls that began, and everybody. */
type Before = { readonly said: readonly boolean[]; readonly begun: ReadonlySet<string>; readonly known: ReadonlySet<UserId> }

/** A log that does not fit together would be met by whoever comes in later, and could not be said to them. */
function whyNot(line: Line, { said, begun, known }: Before): string | undefined {
  if (line.seq !== said.length) return `place ${said.length} is missing`
  if ('message' in line) {
    if (seqIn(line.message.id) !== line.seq) return `the message at place ${line.seq} belongs elsewhere`
    const { forwarded, thread, deletedBy } = line.message.extra ?? {}
    if (![forwarded?.author, deletedBy].every((user) => user === undefined || known.has(user)))
      return `place ${line.seq} names somebody who is not in people.json`
    const isRooted = thread === undefined || said[seqIn(thread)] || begun.has(thread)
    return isRooted ? undefined : `place ${line.seq} answers a message that is not there`
  }
  const people = [
    line.by,
    ...(line.body.user === undefined ? [] : [line.body.user]),
    ...(line.body.people ?? []).map((one) => (typeof one === 'string' ? one : one.user)),
  ]
  if (!people.every((user) => known.has(user))) return `place ${line.seq} names somebody who is not in people.json`
  const isOfMessage = line.event.startsWith('message.') || line.event.startsWith('poll.') || line.event === 'file.gone'
  return isOfMessage !== (line.about !== null && said[seqIn(line.about)] === true)
    ? `place ${line.seq} is about a message that is not there`
    : undefined
}

const rowOf = ({ path: _path, ...file }: File) => file
const pictureRow = (file: File): FileRow => ({ ...rowOf(file), room: null, message: null, picture: true })
const sharedRow = (file: File, room: RoomId, message: MessageId): FileRow => ({ ...rowOf(file), room, message, picture: false })

/** Brings a file's bytes to the disk: those that lie where it must lie, and are what they must be. */
async function bringOne(
  { archive, into, kept, count }: Reading,
  name: string,
  file: File | null | undefined,
  placeOf: (file: File) => string,
): Promise<void> {
  if (!file) return
  count.files++
  const { hash, path, gone, size } = file
  if (safeName(file.name) !== file.name) throw wrong(archive, name, 'a file has a name that no file can have')
  if (hash === null && path === null && gone !== null) return
  if (hash === null || path === null || gone !== null || path !== placeOf(file))
    throw wrong(archive, name, `the file ${file.id} lies elsewhere than it should`)
  if (entryOf(archive, path).uncompressedSize !== size) throw wrong(archive, path, 'it is not as long as it should be')
  const digest = createHash('sha256')
  const content = heard(piecesOf(archive, path), (piece) => digest.update(piece))
  if (kept.has(hash)) for await (const _piece of content);
  else await into.keep(hash, content)
  kept.add(hash)
  if (digest.digest('hex') !== hash) throw wrong(archive, path, 'it is not what it should be')
}

async function* heard(pieces: AsyncIterable<Uint8Array>, hear: (piece: Uint8Array) => void): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    hear(piece)
    yield piece
  }
}

type Keeping<T> = {
  /** Before it is written down. */
  readonly bring?: (one: T) => Promise<void>
  readonly keep: (tx: Tx, one: T) => Promise<unknown>
}

/** A file with one thing per line. Gives how many there were. */
async function readMany<T extends TSchema>(
  { archive, into }: Reading,
  name: string,
  schema: T,
  { bring, keep }: Keeping<Static<T>>,
): Promise<number> {
  let count = 0
  let waiting: Static<T>[] = []
  const flush = async () => {
    const some = waiting
    waiting = []
    await into.store
      .write(async (tx) => {
        for (const one of some) await keep(tx, one)
      })
      .catch(refused(archive, name))
  }
  for await (const one of thingsIn(archive, name, schema)) {
    count++
    await bring?.(one)
    waiting.push(one)
    if (waiting.length === LINES_AT_ONCE) await flush()
  }
  await flush()
  return count
}

const refused =
  (archive: Archive, name: string) =>
  (cause: unknown): never => {
    throw isRefusal(cause) ? wrong(archive, name, 'something in it is there twice, or names what is not there', cause) : cause
  }

/** What the tables refuse is not the disk's fault: a key that is there, one that is not, a column that wants a value. */
const isRefusal = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' && (error.errcode & 0xff) === 19
