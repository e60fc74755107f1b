// Puts messages away as the archiver does, in portions that small tests can have.
import type { RoomId } from '@hearth/protocol/ids.ts'
import { moveRun, type Portion } from '../archiving.ts'
import { roomNumber } from '../numbers.ts'
import type { Store, Tx } from '../open.ts'
import * as index from '../search.index.ts'

const small: Portion = { run: 8, full: 20, fresh: 3 }
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
