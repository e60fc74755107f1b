// Who takes part in a thread by what is said in it.
import type { UserId } from '@hearth/protocol/ids.ts'
import * as calls from '#store/calls.ts'
import * as members from '#store/members.ts'
import * as messages from '#store/messages.ts'
import type { Tx } from '#store/open.ts'
import type { RoomRow } from '#store/rooms.ts'
import * as rows from '#store/thread-places.ts'
import * as threads from '#store/threads.ts'
import { tell } from './log.ts'
import type { Telling } from './outcome.ts'

/** Told to one's own devices. */
export const placed = ({ user, room, root }: rows.ThreadPlace, how: { seq: number; unread: number; on: boolean }): Telling =>
  tell({ event: 'thread.placed', room, with: { id: root, ...how } }, { to: 'users', users: [user] })

/** Where more are called, all of a room are, and not these people. */
const MOST_CALLED_IN = 20

/**
 * Somebody replied: they take part and have read so far. Whoever began the thread does, too, from the first reply on, and whoever is in the call it
 * lies beside, or is called in it, from there on; all are told so. In a room of two everything is said to the other one.
 */
export async function takePart(tx: Tx, room: RoomRow, reply: threads.Reply, called: readonly UserId[]): Promise<readonly Telling[]> {
  const { root, seq, author } = reply
  await threads.add(tx, reply)
  await rows.put(tx, { user: author, root, room: room.id, readSeq: seq, mine: true })
  const tellings = await placeFirst(tx, reply)
  const others = room.kind === 'direct' ? await members.idsOf(tx, room.id) : []
  const named = called.length > MOST_CALLED_IN ? [] : called
  for (const user of new Set([...named, ...others])) if (user !== author) tellings.push(...(await placeCalled(tx, reply, user)))
  return tellings
}

async function placeFirst(tx: Tx, reply: threads.Reply): Promise<Telling[]> {
  const { room, root, author } = reply
  const first = await messages.byId(tx, room, root)
  if (first === undefined) return placeCallers(tx, reply)
  if (first.author === author) return []
  const began = first.author
  if ((await rows.get(tx, began, root)) !== undefined || (await members.get(tx, room, began)) === undefined) return []
  const place = { user: began, root, room, readSeq: first.seq, mine: true }
  await rows.put(tx, place)
  return [placed(place, { seq: first.seq, unread: await rows.unread(tx, root, first.seq), on: true })]
}

/** Whoever is or was in the call that it is said beside; who came after the last reply, from this one on. Who has let go of it is left in peace. */
async function placeCallers(tx: Tx, { room, root, seq, author }: threads.Reply): Promise<Telling[]> {
  const call = await calls.ofThread(tx, room, root)
  const others = (call?.people ?? []).filter((user) => user !== author)
  const place = { root, room, readSeq: seq - 1, mine: true }
  const there = await members.among(tx, room, others)
  const users = await rows.putMissing(tx, there, place)
  return users.map((user) => placed({ ...place, user }, { seq: seq - 1, unread: 1, on: true }))
}

/** Who has let go of it is left in peace. */
async function placeCalled(tx: Tx, { room, root, seq }: threads.Reply, user: UserId): Promise<readonly Telling[]> {
  if ((await rows.get(tx, user, root)) !== undefined) return []
  const place = { user, root, room, readSeq: seq - 1, mine: true }
  await rows.put(tx, place)
  return [placed(place, { seq: seq - 1, unread: 1, on: true })]
}
