// Where an export takes its words from: the store, page by page, so that neither memory nor anybody who talks feels how long a room is.
import type { FileId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import * as files from '#store/files.ts'
import * as members from '#store/members.ts'
import type { Store, Tx } from '#store/open.ts'
import type { RoomRow } from '#store/rooms.ts'
import * as rooms from '#store/rooms.ts'
import type { Extra } from '#store/say.ts'
import * as seen from '#store/seen.ts'
import * as users from '#store/users.ts'
import * as whole from '#store/whole.ts'

/** Throws when the taker may read no more; asked with each page. */
export type Still = (tx: Tx, room: RoomId) => Promise<void>

/**
 * What is taken along. `person`: what somebody may read. The other two are for who looks after the server, and leave nothing out but
 * secrets; for who has the machine there is nothing to be asked.
 */
export type Scope =
  | { readonly is: 'all'; readonly still?: Still }
  | { readonly is: 'room'; readonly room: RoomId; readonly still?: Still }
  | {
      readonly is: 'person'
      readonly user: UserId
      readonly rooms: readonly { readonly id: RoomId; readonly seesCode: boolean }[]
      readonly still: Still
    }

/** A room with what it is called by whoever takes it along, and how far its log is taken. */
export type Taken = RoomRow & { readonly title: string; readonly seesCode: boolean; readonly face: files.FileRow | undefined }
/** Somebody, with their picture. */
export type Someone = users.UserRow & { readonly face: files.FileRow | undefined; readonly readingHidden: boolean }

export type Source = {
  readonly scope: Scope
  readonly rooms: readonly Taken[]
  /** Everybody who stands in what was read so far. */
  readonly met: Set<UserId>
  /** Files whose bytes were not there, or not what they should be. */
  readonly leftOut: Set<FileId>
  /** The room's log in pages, in order. */
  log(room: Taken, after?: number, upto?: number): AsyncGenerator<readonly whole.Line[]>
  members(room: Taken): AsyncGenerator<readonly members.MemberRow[]>
  /** The room's messages with files, in pages, in order. */
  shared(room: Taken): AsyncGenerator<readonly whole.Shared[]>
  /** Everybody; or everybody who stands in what was read so far. In pages. */
  people(): AsyncGenerator<readonly Someone[]>
  /** What people are called; unknown ones are left out. */
  names(ids: Iterable<UserId>): Promise<ReadonlyMap<UserId, string>>
  read: Store['read']
}

const LINES = 250
/** Places looked through for files at once. */
const STRETCH = 2000
const PEOPLE = 500
const MEMBERS = 500
const NAMES_KEPT = 20_000

/** Rejects with what `still` throws. */
export async function openSource({ read }: Pick<Store, 'read'>, scope: Scope): Promise<Source> {
  const met = new Set<UserId>()
  const still = scope.still ?? (async () => {})
  const names = createNames(read)
  const taken = await read((tx) => roomsIn(tx, scope))
  for (const { face } of taken) if (face !== undefined) met.add(face.owner)
  return {
    scope,
    rooms: taken,
    met,
    leftOut: new Set(),
    names,
    read,
    people: () => peopleOfAll(read, scope, met),
    async *shared(room) {
      if (room.deletedAt !== null) return
      for (let from = 0; from < room.seq; from += STRETCH) {
        const page = await read(async (tx) => {
          await still(tx, room.id)
          return whole.withFiles(tx, room.id, from, Math.min(room.seq, from + STRETCH))
        })
        if (page.length > 0) yield page
      }
    },
    async *log(room, after = 0, upto = room.seq) {
      if (room.deletedAt !== null) return
      for (let from = after; from < upto; from += LINES) {
        const page = await read(async (tx) => {
          await still(tx, room.id)
          return whole.lines(tx, room.id, from, Math.min(upto, from + LINES), LINES)
        })
        for (const line of page) for (const user of peopleOf(line)) met.add(user)
        yield page
      }
    },
    async *members(room) {
      for (let after: UserId | undefined, more = true; more; ) {
        const last = after
        const page = await read(async (tx) => {
          await still(tx, room.id)
          return members.page(tx, room.id, { limit: MEMBERS, ...(last === undefined ? {} : { after: last }) })
        })
        for (const { user } of page) met.add(user)
        after = page.at(-1)?.user
        more = page.length === MEMBERS
        yield page
      }
    },
  }
}

async function* peopleOfAll(read: Store['read'], scope: Scope, met: ReadonlySet<UserId>): AsyncGenerator<readonly Someone[]> {
  const ids = scope.is === 'all' ? (await read((tx) => users.all(tx))).map(({ id }) => id) : [...met].toSorted()
  for (let at = 0; at < ids.length; at += PEOPLE) {
    const wanted = ids.slice(at, at + PEOPLE)
    yield await read(async (tx) => {
      const rows = new Map((await users.byIds(tx, wanted)).map((row) => [row.id, row]))
      const people = wanted.flatMap((id) => rows.get(id) ?? [])
      const faces = await facesOf(tx, people)
      const hidden = new Set(await seen.hidden(tx))
      return people.map((row) => ({ ...row, face: faces.get(row.picture), readingHidden: hidden.has(row.id) }))
    })
  }
}

type Faces = ReadonlyMap<FileId | null, files.FileRow>

async function facesOf(tx: Tx, rows: readonly { readonly picture: FileId | null }[]): Promise<Faces> {
  const ids = rows.flatMap(({ picture }) => picture ?? [])
  return new Map((await files.byIds(tx, ids)).map((row) => [row.id, row]))
}

async function roomsIn(tx: Tx, scope: Scope): Promise<Taken[]> {
  if (scope.is === 'all') return titled(tx, await whole.allRooms(tx), () => true)
  const wanted = scope.is === 'room' ? [scope.room] : scope.rooms.map(({ id }) => id)
  const found: RoomRow[] = []
  for (const id of wanted) found.push(...[await rooms.byId(tx, id)].filter((row) => row !== undefined))
  const open = new Set(scope.is === 'person' ? scope.rooms.filter(({ seesCode }) => seesCode).map(({ id }) => id) : wanted)
  return titled(tx, found, (id) => open.has(id), scope.is === 'person' ? scope.user : undefined)
}

/** A direct room is called after its people, or after the other one. */
async function titled(tx: Tx, rows: readonly RoomRow[], seesCode: (id: RoomId) => boolean, me?: UserId): Promise<Taken[]> {
  const taken: Taken[] = []
  const faces = await facesOf(tx, rows)
  for (const row of rows) {
    const people = row.kind === 'direct' ? await users.byIds(tx, await members.idsOf(tx, row.id)) : []
    const others = people.filter(({ id }) => id !== me)
    const title = (others.length === 0 ? people : others)
      .map(({ displayName }) => displayName)
      .toSorted()
      .join(' & ')
    const called = row.deletedAt === null ? title || row.name || row.kind : 'a deleted room'
    taken.push({ ...row, title: called, seesCode: seesCode(row.id), face: faces.get(row.picture) })
  }
  return taken
}

/** Whom a line names. */
export function peopleOf(line: whole.Line): UserId[] {
  if ('said' in line) {
    const { author, mentions, counted, reactions, extra } = line.said
    return [author, ...mentions, ...counted, ...reactions.map(({ user }) => user), ...peopleIn(extra)]
  }
  const { actor, body } = line.entry
  // Row mapping: core keeps people in entries by id, under these two names (core/log.ts).
  const { user, people } = body as { readonly user?: UserId; readonly people?: readonly { readonly user: UserId }[] }
  return [actor, ...(user === undefined ? [] : [user]), ...(people ?? []).map((one) => one.user)]
}

/** Whom they name besides. */
const peopleIn = (extra: Extra | undefined): UserId[] => (extra?.forwarded === undefined ? [] : [extra.forwarded.author])

function createNames(read: Store['read']): Source['names'] {
  const known = new Map<UserId, string>()
  return async (ids) => {
    if (known.size > NAMES_KEPT) known.clear()
    const lacking = [...new Set(ids)].filter((id) => !known.has(id))
    const found = lacking.length === 0 ? [] : await read((tx) => users.byIds(tx, lacking))
    for (const { id, displayName } of found) known.set(id, displayName)
    return known
  }
}
