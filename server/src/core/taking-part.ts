// Who takes part in a thread by what is said in it.
import * as members from '#store/members.ts'
import * as messages from '#store/messages.ts'
import type { Tx } from '#store/open.ts'
import * as rows from '#store/thread-places.ts'
import * as threads from '#store/threads.ts'
import { tell } from './log.ts'
import type { Telling } from './outcome.ts'

/** Told to one's own devices. */
export const placed = ({ user, room, root }: rows.ThreadPlace, how: { seq: number; unread: number; on: boolean }): Telling =>
  tell({ event: 'thread.placed', room, with: { id: root, ...how } }, { to: 'users', users: [user] })

/** Somebody replied: they take part and have read so far. Whoever began the thread does, too, from the first reply on, and is told so. */
export async function takePart(tx: Tx, reply: threads.Reply): Promise<readonly Telling[]> {
  const { room, root, seq, author } = reply
  await threads.add(tx, reply)
  await rows.put(tx, { user: author, root, room, readSeq: seq, mine: true })
  const first = await messages.byId(tx, room, root)
  if (first === undefined || first.author === author) return []
  const began = first.author
  if ((await rows.get(tx, began, root)) !== undefined || (await members.get(tx, room, began)) === undefined) return []
  const place = { user: began, root, room, readSeq: first.seq, mine: true }
  await rows.put(tx, place)
  return [placed(place, { seq: first.seq, unread: await rows.unread(tx, root, first.seq), on: true })]
}
