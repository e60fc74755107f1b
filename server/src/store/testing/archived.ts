// Puts messages away as the archiver does, in portions that small tests can have; and reads all there is to be read.
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import { moveRun, type Portion } from '../archiving.ts'
import * as entries from '../entries.ts'
import * as members from '../members.ts'
import * as messages from '../messages.ts'
import { roomNumber } from '../numbers.ts'
import type { Store, Tx } from '../open.ts'
import * as index from '../search.index.ts'
import * as searching from '../search.ts'
import * as whole from '../whole.ts'
import { ada, bo, cy, dee } from './cast.ts'

const people = [ada, bo, cy, dee] as const

export const small: Portion = { run: 8, full: 20, fresh: 3 }
/** All that was ever said is old then. */
const LATER = { now: 1e15, days: 1 }

/** Indexes as much of the rooms as there are whole parts of. */
export async function indexRooms(store: Store, rooms: readonly RoomId[]): Promise<void> {
  for (const room of rooms) while (await store.write(async (tx) => index.makePart(tx, await numberOf(tx, room))));
}

/** Moves at most so many runs of each room; gives how many there were. */
export async function archiveRooms(store: Store, rooms: readonly RoomId[], most = 1000, portion = small): Promise<number> {
  let moved = 0
  for (const room of rooms) {
    for (let run = 0; run < most && (await store.write(async (tx) => moveRun(tx, await numberOf(tx, room), LATER, portion))); run++) moved++
  }
  return moved
}

async function numberOf(tx: Tx, room: RoomId): Promise<number> {
  const { number } = await tx.selectNoFrom(roomNumber(tx, room).as('number')).executeTakeFirstOrThrow()
  return number
}

/** All pages of a search. */
export async function searchAll(store: Store, user: UserId, text: string, limit: number): Promise<unknown> {
  const pages: unknown[] = []
  for (let from: searching.Place | undefined, more = true; more; more = from !== undefined) {
    const found = await store.read(async (tx) => {
      const search = await searching.begin(tx, { user, text, from })
      if (search === undefined) throw new Error('a page begins nowhere')
      while (!searching.isDone(search, limit)) await searching.go(tx, search, limit, 0)
      const { hits, next } = await searching.pageOf(tx, search, limit)
      return { next, shown: await searching.show(tx, user, search, hits) }
    })
    pages.push(found.shown)
    from = found.next
  }
  return pages
}

/** All that can be asked of the rooms; up to where messages lie in segments is left out. */
export async function everything(store: Store, some: readonly RoomId[]): Promise<unknown> {
  const found: unknown[] = []
  for (const room of some) {
    for (const where of [{}, { before: 40 }, { after: 0 }, { after: 25 }, { around: 31 }, { around: 0 }, { before: 1 }])
      for (const limit of [7, 500]) found.push(await store.read((tx) => messages.page(tx, room, { ...where, limit })))
    found.push(
      await store.read((tx) =>
        entries.since(
          tx,
          [0, 1, 33, 70].map((after) => ({ room, after })),
        ),
      ),
    )
  }
  for (const room of some) {
    for (const after of [0, 9, 30, 60]) found.push(await store.read((tx) => whole.lines(tx, room, after, 1000, 20)))
    found.push(await store.read((tx) => messages.at(tx, room, [2, 40, 77, 5000])))
  }
  for (const user of people) found.push(await store.read((tx) => members.roomsOf(tx, user)), await searchAll(store, user, 'ett', 30))
  // In whatever order a database finds them.
  const seats = await store.read((tx) => members.roomsOfEach(tx, people))
  for (const user of people) found.push((seats.get(user) ?? []).toSorted((one, next) => (one.member.room < next.member.room ? -1 : 1)))
  return found.map((one) => JSON.parse(JSON.stringify(one, (key, value) => (key === 'archived' ? 0 : value))))
}
