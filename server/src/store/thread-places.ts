// Who takes part in which thread, and how far they have read it.
import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Tx } from './schema.ts'
import { inParts, wanted } from './wanted.ts'

/** `mine`: false for who has taken part and does not want to any more. */
export type ThreadPlace = {
  readonly user: UserId
  readonly root: MessageId
  readonly room: RoomId
  readonly readSeq: number
  readonly mine: boolean
}
/** With how many replies lie behind that place, and when the last one came; 0: none has. */
export type Counted = ThreadPlace & { readonly unread: number; readonly lastAt: number }

/** In place of what was there. */
export async function put(tx: Tx, { user, root, room, readSeq, mine }: ThreadPlace): Promise<void> {
  const values = { read_seq: readSeq, mine: mine ? (1 as const) : (0 as const) }
  await tx
    .insertInto('thread_places')
    .values({ user_id: user, root_id: root, room_id: room, ...values })
    .onConflict((clash) => clash.columns(['user_id', 'root_id']).doUpdateSet(values))
    .execute()
}

export async function get(tx: Tx, user: UserId, root: MessageId): Promise<ThreadPlace | undefined> {
  const found = await tx.selectFrom('thread_places').selectAll().where('user_id', '=', user).where('root_id', '=', root).executeTakeFirst()
  return found && { user, root, room: found.room_id, readSeq: found.read_seq, mine: found.mine === 1 }
}

/** Puts these people's places where they had none. Gives whose. */
export async function putMissing(tx: Tx, users: readonly UserId[], place: Omit<ThreadPlace, 'user'>): Promise<readonly UserId[]> {
  const { root, room, readSeq, mine } = place
  const there = await inParts(users, (some) =>
    tx
      .selectFrom('thread_places')
      .innerJoin(wanted(some).as('wanted'), 'wanted.column1', 'thread_places.user_id')
      .select('thread_places.user_id')
      .where('root_id', '=', root)
      .execute(),
  )
  const had = new Set(there.map(({ user_id }) => user_id))
  const missing = users.filter((user) => !had.has(user))
  if (missing.length === 0) return []
  const rows = missing.map((user_id) => ({
    user_id,
    root_id: root,
    room_id: room,
    read_seq: readSeq,
    mine: mine ? (1 as const) : (0 as const),
  }))
  await tx.insertInto('thread_places').values(rows).execute()
  return missing
}

/** Replies behind a place. One's own never are: who replies has read so far. */
export async function unread(tx: Tx, root: MessageId, seq: number): Promise<number> {
  const { count } = await tx
    .selectFrom('replies')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('root_id', '=', root)
    .where('seq', '>', seq)
    .executeTakeFirstOrThrow()
  return count
}

/** Those of many people who take part in any, the last replied to first; at the end those that nobody has replied in yet. */
export async function ofEach(tx: Tx, users: readonly UserId[]): Promise<ReadonlyMap<UserId, readonly Counted[]>> {
  const rows = await inParts(users, (some) =>
    counted(tx).innerJoin(wanted(some).as('wanted'), 'wanted.column1', 'thread_places.user_id').execute(),
  )
  return Map.groupBy(rows.map(countedRow), ({ user }) => user)
}

/** `behind`: replied to before that one, by time and message; `unread`: only those with something new; `calls`: those of calls, too. */
type Page = {
  readonly behind?: { readonly at: number; readonly root: MessageId } | undefined
  readonly unread?: boolean
  readonly calls?: boolean
  readonly limit: number
}

export async function page(tx: Tx, user: UserId, { behind, unread = false, calls = false, limit }: Page): Promise<Counted[]> {
  const mine = counted(tx).where('thread_places.user_id', '=', user).where('threads.last_seq', 'is not', null)
  const asked = calls
    ? mine
    : mine.where(({ not, exists, selectFrom }) =>
        not(exists(selectFrom('calls').select('calls.id').whereRef('calls.id', '=', 'thread_places.root_id'))),
      )
  const all = unread ? asked.whereRef('threads.last_seq', '>', 'thread_places.read_seq') : asked
  const some =
    behind === undefined
      ? all
      : all.where(({ and, or, eb }) =>
          or([
            eb('threads.last_at', '<', behind.at),
            and([eb('threads.last_at', '=', behind.at), eb('thread_places.root_id', '<', behind.root)]),
          ]),
        )
  return (await some.limit(limit).execute()).map(countedRow)
}

/** Of somebody who leaves a room, or for good. */
export async function removeOf(tx: Tx, user: UserId, room?: RoomId): Promise<void> {
  const all = tx.deleteFrom('thread_places').where('user_id', '=', user)
  await (room === undefined ? all : all.where('room_id', '=', room)).execute()
}

export async function forgetRoom(tx: Tx, room: RoomId): Promise<void> {
  await tx.deleteFrom('thread_places').where('room_id', '=', room).execute()
}

const counted = (tx: Tx) =>
  tx
    .selectFrom('thread_places')
    .leftJoin('threads', 'threads.root_id', 'thread_places.root_id')
    // Who has left, before places were kept or since, sees nothing of it.
    .innerJoin('members', (join) =>
      join.onRef('members.room_id', '=', 'thread_places.room_id').onRef('members.user_id', '=', 'thread_places.user_id'),
    )
    .selectAll('thread_places')
    .select('threads.last_at')
    .select(({ selectFrom }) =>
      selectFrom('replies')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .whereRef('replies.root_id', '=', 'thread_places.root_id')
        .whereRef('replies.seq', '>', 'thread_places.read_seq')
        .as('unread'),
    )
    .where('thread_places.mine', '=', 1)
    // SQLite sorts what is missing last, PostgreSQL first.
    .orderBy(({ fn, lit }) => fn.coalesce('threads.last_at', lit(0)), 'desc')
    .orderBy('thread_places.root_id', 'desc')

type Selected = Awaited<ReturnType<ReturnType<typeof counted>['execute']>>[number]

const countedRow = (row: Selected): Counted => ({
  ...{ user: row.user_id, root: row.root_id, room: row.room_id, readSeq: row.read_seq, mine: row.mine === 1 },
  ...{ unread: row.unread ?? 0, lastAt: row.last_at ?? 0 },
})
