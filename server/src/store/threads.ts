// Replies that have a place of their own, under the message or the call they began with. The replies are messages of the room like any other.
import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Replies } from '@hearth/protocol/mark-shapes.ts'
import { textsIn } from './columns.ts'
import type { Tx } from './schema.ts'

/** So many who replied are named: the first. */
export const THREAD_FACES = 5

/** `also`: it stands in the room, too. */
export type Reply = {
  readonly room: RoomId
  readonly root: MessageId
  readonly seq: number
  readonly author: UserId
  readonly at: number
  readonly also: boolean
}

/** In the order of the log. */
export async function add(tx: Tx, { room, root, seq, author, at, also }: Reply): Promise<void> {
  await tx
    .insertInto('replies')
    .values({ root_id: root, seq, room_id: room, author_id: author, aside: also ? 0 : 1 })
    .execute()
  const before = (await of(tx, [root])).get(root)
  if (before === undefined) {
    const users = JSON.stringify([author])
    await tx.insertInto('threads').values({ root_id: root, room_id: room, count: 1, last_seq: seq, last_at: at, users }).execute()
    return
  }
  const faces = before.users.length < THREAD_FACES && !before.users.includes(author) ? [...before.users, author] : before.users
  await tx
    .updateTable('threads')
    .set({ count: before.count + 1, last_seq: seq, last_at: at, users: JSON.stringify(faces) })
    .where('root_id', '=', root)
    .execute()
}

/** Of those of these messages, and calls, that began one. */
export async function of(tx: Tx, ids: readonly MessageId[]): Promise<ReadonlyMap<MessageId, Replies>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.selectFrom('threads').selectAll().where('root_id', 'in', ids).execute()
  return new Map(
    rows.map(({ root_id, count, last_seq, last_at, users }) => [
      root_id,
      // Row mapping: only `add` writes this column.
      { count, lastSeq: last_seq, lastAt: last_at, users: textsIn<UserId>(users) ?? [] },
    ]),
  )
}

/** The places of the last replies before one, in rising order. */
export async function page(tx: Tx, root: MessageId, before: number, limit: number): Promise<number[]> {
  const rows = await tx
    .selectFrom('replies')
    .select('seq')
    .where('root_id', '=', root)
    .where('seq', '<', before)
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ seq }) => seq).toReversed()
}
