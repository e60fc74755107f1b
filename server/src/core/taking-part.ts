// Who takes part in a thread by what is said in it.
import type { UserId } from '@hearth/protocol/ids.ts'
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

/** Where more are called, all of a room are, and not these people. */
const MOST_CALLED_IN = 20

/**
 * Somebody replied: they take part and have read so far. Whoever began the thread does, too, from the first reply on, and whom the reply calls
 * by name from this one on; each is told so. Who has let go of the thread is left in peace.
 */
export async function takePart(tx: Tx, reply: threads.Reply, called: readonly UserId[]): Promise<readonly Telling[]> {
  const { room, root, seq, author } = reply
  await threads.add(tx, reply)
  await rows.put(tx, { user: author, root, room, readSeq: seq, mine: true })
  const first = await messages.byId(tx, room, root)
  const named = called.length > MOST_CALLED_IN ? [] : called
  const readBy = new Map([...named.map((user) => [user, seq - 1] as const), ...(first ? [[first.author, first.seq] as const] : [])])
  readBy.delete(author)
  const tellings: Telling[] = []
  for (const [user, readSeq] of readBy) {
    if ((await rows.get(tx, user, root)) !== undefined || (await members.get(tx, room, user)) === undefined) continue
    const place = { user, root, room, readSeq, mine: true }
    await rows.put(tx, place)
    tellings.push(placed(place, { seq: readSeq, unread: await rows.unread(tx, root, readSeq), on: true }))
  }
  return tellings
}
