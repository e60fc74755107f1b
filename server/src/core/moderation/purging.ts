// Deleting what somebody said, some at a time: found beside the queue of writes, deleted in it.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Place as LogPlace } from '@hearth/protocol/shapes.ts'
import { type Authored, authored } from '#store/authored.ts'
import * as messages from '#store/messages.ts'
import type { Tx } from '#store/open.ts'
import type { RoomRow } from '#store/rooms.ts'
import * as rooms from '#store/rooms.ts'
import * as whole from '#store/whole.ts'
import { type Core, type Handler, inWrite } from '../context.ts'
import { erase } from '../erasing.ts'
import { tellRoom } from '../log.ts'
import type { Member, Telling } from '../outcome.ts'
import { note } from './audit.ts'
import { checkBelow, checkOver, checkStaff } from './staff.ts'

/** Deleted in one write at most: everybody else waits meanwhile. */
const AT_ONCE = 100
/** Places of a log that are looked through in one go; and goes in one answer. */
const PLACES = 2000
const GOES = 50

type Found = { readonly at: { readonly room: RoomId; readonly said: readonly Authored[] } | null; readonly next: LogPlace | null }

export const purge: Handler<'moderation.purge'> = async (core, caller, { user, room, from }) => {
  if (from !== undefined && room !== undefined && from.room !== room) throw new ChatError('room_unknown')
  await core.store.read((tx) => check(tx, caller, user, room))
  const found = await find(core, user, room, from)
  return inWrite(async (tx) => {
    await check(tx, caller, user, room)
    const tellings: Telling[] = []
    for (const { id } of found.at?.said ?? []) {
      const row = found.at && (await messages.byId(tx, found.at.room, id))
      if (!row || row.deletedAt !== null) continue
      tellings.push(tellRoom(await erase(core, tx, row, caller.user)))
    }
    const removed = tellings.length
    if (found.at !== null && removed > 0)
      await note(core, tx, { by: caller.user, deed: 'messages.purged', user, room: found.at.room, detail: String(removed) })
    return { reply: { removed, next: found.next }, tellings }
  })
}

async function check(tx: Tx, caller: Member, user: UserId, room: RoomId | undefined): Promise<void> {
  if (room === undefined) await checkBelow(tx, await checkStaff(tx, caller, 'purgeEverywhere'), user)
  else await checkOver(tx, caller, room, user, 'deleteOthersMessage')
}

/** The next of their messages, in the order of rooms and places. */
async function find(core: Core, author: UserId, only: RoomId | undefined, from: LogPlace | undefined): Promise<Found> {
  const all = await core.store.read(async (tx): Promise<RoomRow[]> => {
    const one = only === undefined ? undefined : await rooms.byId(tx, only)
    const some = only === undefined ? await whole.allRooms(tx) : one === undefined ? [] : [one]
    // Two people's talk is their own matter, but for what is reported.
    return some.filter(({ deletedAt, kind }) => deletedAt === null && kind !== 'direct').toSorted((a, b) => (a.id < b.id ? -1 : 1))
  })
  let goes = GOES
  for (const { id: room, seq, archived } of all) {
    if (from !== undefined && room < from.room) continue
    for (let after = from?.room === room ? from.seq : 0; after < seq; after += PLACES) {
      if (goes-- === 0) return { at: null, next: { room, seq: after } }
      const upto = Math.min(seq, after + PLACES)
      const said = await core.store.read((tx) => authored(tx, { room, author, after, upto, archived }))
      if (said.length === 0) continue
      const some = said.slice(0, AT_ONCE)
      return { at: { room, said: some }, next: { room, seq: said.length > AT_ONCE ? (some.at(-1)?.seq ?? upto) : upto } }
    }
  }
  return { at: null, next: null }
}
