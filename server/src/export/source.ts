// Where an export takes its words from: the store, page by page, so that neither memory nor anybody who talks feels how long a room is.
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import * as members from '#store/members.ts'
import type { Store, Tx } from '#store/open.ts'
import type { RoomRow } from '#store/rooms.ts'
import * as rooms from '#store/rooms.ts'
import * as users from '#store/users.ts'
import * as whole from '#store/whole.ts'

/**
 * What is taken along. `person`: what somebody may read; `still` throws when they may no more, and is asked with each page.
 * The other two are for who has the machine, and leave nothing out but secrets.
 */
export type Scope =
  | { readonly is: 'all' }
  | { readonly is: 'room'; readonly room: RoomId }
  | {
      readonly is: 'person'
      readonly user: UserId
      readonly rooms: readonly { readonly id: RoomId; readonly seesCode: boolean }[]
      readonly still: (tx: Tx, room: RoomId) => Promise<void>
    }

/** A room with what it is called by whoever takes it along, and how far its log is taken. */
export type Taken = RoomRow & { readonly title: string; readonly seesCode: boolean }

export type Source = {
  readonly scope: Scope
  readonly rooms: readonly Taken[]
  /** Everybody who stands in what was read so far. */
  readonly met: Set<UserId>
  /** The room's log in pages, in order. */
  log(room: Taken, after?: number, upto?: number): AsyncGenerator<readonly whole.Line[]>
  members(room: Taken): AsyncGenerator<readonly members.MemberRow[]>
  /** What people are called; unknown ones are left out. */
  names(ids: Iterable<UserId>): Promise<ReadonlyMap<UserId, string>>
  read: Store['read']
}

const LINES = 250
const MEMBERS = 500
const NAMES_KEPT = 20_000

/** Rejects with what `still` throws. */
export async function openSource({ read }: Pick<Store, 'read'>, scope: Scope): Promise<Source> {
  const met = new Set<UserId>()
  const still = scope.is === 'person' ? scope.still : async () => {}
  const names = createNames(read)
  return {
    scope,
    rooms: await read((tx) => roomsIn(tx, scope)),
    met,
    names,
    read,
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
  for (const row of rows) {
    const people = row.kind === 'direct' ? await users.byIds(tx, await members.idsOf(tx, row.id)) : []
    const others = people.filter(({ id }) => id !== me)
    const title = (others.length === 0 ? people : others)
      .map(({ displayName }) => displayName)
      .toSorted()
      .join(' & ')
    taken.push({ ...row, title: row.deletedAt === null ? title || row.name || row.kind : 'a deleted room', seesCode: seesCode(row.id) })
  }
  return taken
}

/** Whom a line names. */
export function peopleOf(line: whole.Line): UserId[] {
  if ('said' in line) {
    const { author, mentions, counted, reactions } = line.said
    return [author, ...mentions, ...counted, ...reactions.map(({ user }) => user)]
  }
  const { actor, body } = line.entry
  // Row mapping: core keeps people in entries by id, under these two names (core/log.ts).
  const { user, people } = body as { readonly user?: UserId; readonly people?: readonly { readonly user: UserId }[] }
  return [actor, ...(user === undefined ? [] : [user]), ...(people ?? []).map((one) => one.user)]
}

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
