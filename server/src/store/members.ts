// Who is in which room, how far they have read, and what waits for them there.

import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Role } from '@hearth/protocol/shapes.ts'
import { type Selectable, sql } from 'kysely'
import * as archive from './archive.ts'
import { type RoomRow, roomRow } from './rooms.ts'
import type { MemberTable, Schema, Tx } from './schema.ts'
import { likeEscaped, partOf, type UserRow, userRow } from './users.ts'
import { inParts, wanted } from './wanted.ts'

export type MemberRow = {
  readonly room: RoomId
  readonly user: UserId
  readonly role: Role
  readonly joinedAt: number
  readonly joinedSeq: number
  readonly readSeq: number
}

/** A room as one of its people sees it. */
export type Seat = {
  readonly room: RoomRow
  readonly member: MemberRow
  /** What others said in the room after `readSeq`, tombstones included. What stands in a thread alone is counted there. */
  readonly unread: number
  readonly mentions: number
  /** The other person of a direct room; oneself in a room for notes. */
  readonly peer: UserRow | null
}

export async function add(tx: Tx, row: MemberRow): Promise<void> {
  const { room, user, role, joinedAt, joinedSeq, readSeq } = row
  await tx
    .insertInto('members')
    .values({ room_id: room, user_id: user, role, joined_at: joinedAt, joined_seq: joinedSeq, read_seq: readSeq })
    .execute()
  await count(tx, room, 1)
}

export async function remove(tx: Tx, room: RoomId, user: UserId): Promise<void> {
  const { numDeletedRows } = await tx.deleteFrom('members').where('room_id', '=', room).where('user_id', '=', user).executeTakeFirst()
  if (numDeletedRows > 0n) await count(tx, room, -1)
}

export async function get(tx: Tx, room: RoomId, user: UserId): Promise<MemberRow | undefined> {
  const found = await tx.selectFrom('members').selectAll().where('room_id', '=', room).where('user_id', '=', user).executeTakeFirst()
  return found && memberRow(found)
}

export async function setRole(tx: Tx, room: RoomId, user: UserId, role: Role): Promise<void> {
  await tx.updateTable('members').set({ role }).where('room_id', '=', room).where('user_id', '=', user).execute()
}

/** Anywhere, back as well as on. */
export async function markRead(tx: Tx, room: RoomId, user: UserId, seq: number): Promise<void> {
  await tx.updateTable('members').set({ read_seq: seq }).where('room_id', '=', room).where('user_id', '=', user).execute()
}

export async function idsOf(tx: Tx, room: RoomId): Promise<UserId[]> {
  const rows = await tx.selectFrom('members').select('user_id').where('room_id', '=', room).orderBy('user_id').execute()
  return rows.map(({ user_id }) => user_id)
}

/** Those of these people who are in the room. */
export async function among(tx: Tx, room: RoomId, users: readonly UserId[]): Promise<UserId[]> {
  const rows = await inParts(users, (some) =>
    tx
      .selectFrom('members')
      .innerJoin(wanted(some).as('wanted'), 'wanted.column1', 'members.user_id')
      .select('members.user_id')
      .where('room_id', '=', room)
      .execute(),
  )
  return rows.map(({ user_id }) => user_id)
}

/** Who of the room is called by one of these names. */
export async function byNameKeys(tx: Tx, room: RoomId, keys: readonly string[]): Promise<UserId[]> {
  const named = tx.selectFrom('users').innerJoin('members', 'members.user_id', 'users.id').where('users.name_key', 'in', keys)
  return (await named.where('members.room_id', '=', room).select('users.id').execute()).map(({ id }) => id)
}

/** In the order of (joinedAt, user), from behind `after` on. Nothing follows somebody who is not in the room. */
export async function page(
  tx: Tx,
  room: RoomId,
  { after, text = '', limit }: { readonly after?: UserId; readonly text?: string; readonly limit: number },
): Promise<(MemberRow & { person: UserRow })[]> {
  const part = partOf(text)
  const everybody = tx
    .selectFrom('members')
    .innerJoin('users', 'users.id', 'members.user_id')
    .selectAll('members')
    .selectAll('users')
    .where('members.room_id', '=', room)
    .orderBy('members.joined_at')
    .orderBy('members.user_id')
    .limit(limit)
  const people =
    part === ''
      ? everybody
      : everybody.where(({ or }) => or([likeEscaped('name_fold', `%${part}%`), likeEscaped('display_fold', `%${part}%`)]))
  const last = after === undefined ? undefined : await get(tx, room, after)
  if (after !== undefined && last === undefined) return []
  const rows = await (last === undefined
    ? people
    : people.where(({ eb, refTuple, tuple }) => eb(refTuple('members.joined_at', 'members.user_id'), '>', tuple(last.joinedAt, last.user)))
  ).execute()
  return rows.map((row) => ({ ...memberRow(row), person: userRow(row) }))
}

/** A person's rooms in the order they came to be. */
export async function roomsOf(tx: Tx, user: UserId): Promise<Seat[]> {
  const rows = await seats(tx).where('members.user_id', '=', user).orderBy('members.room_id').execute()
  return await withOld(tx, rows.map(seatRow))
}

/** The same of many people: of each who is in any. One query for a thousand of them, and one for those who have not read for long. */
export async function roomsOfEach(tx: Tx, users: readonly UserId[]): Promise<ReadonlyMap<UserId, readonly Seat[]>> {
  const rows = await inParts(users, (some) =>
    seats(tx).innerJoin(wanted(some).as('wanted'), 'wanted.column1', 'members.user_id').orderBy('members.room_id').execute(),
  )
  const counted = await withOld(tx, rows.map(seatRow))
  return Map.groupBy(counted, ({ member }) => member.user)
}

export async function seat(tx: Tx, room: RoomId, user: UserId): Promise<Seat | undefined> {
  const found = await seats(tx).where('members.room_id', '=', room).where('members.user_id', '=', user).executeTakeFirst()
  if (found === undefined) return undefined
  const [counted] = await withOld(tx, [seatRow(found)])
  return counted
}

export async function countRooms(tx: Tx, user: UserId): Promise<number> {
  const { rooms } = await tx
    .selectFrom('members')
    .select(({ fn }) => fn.countAll<number>().as('rooms'))
    .where('user_id', '=', user)
    .executeTakeFirstOrThrow()
  return rooms
}

/** The one who has been admin longest, else the one who has been in longest. */
export async function heir(tx: Tx, room: RoomId, except: UserId): Promise<MemberRow | undefined> {
  const found = await tx
    .selectFrom('members')
    .selectAll()
    .where('room_id', '=', room)
    .where('user_id', '!=', except)
    .orderBy(({ case: when }) => when().when('role', '=', 'member').then(1).else(0).end())
    .orderBy('joined_at')
    .orderBy('user_id')
    .limit(1)
    .executeTakeFirst()
  return found && memberRow(found)
}

/** Owners and admins. */
export async function admins(tx: Tx, room: RoomId): Promise<UserId[]> {
  const rows = await tx
    .selectFrom('members')
    .select('user_id')
    .where('room_id', '=', room)
    .where('role', '!=', 'member')
    .orderBy('user_id')
    .execute()
  return rows.map(({ user_id }) => user_id)
}

/** How many. */
export async function owners(tx: Tx, room: RoomId): Promise<number> {
  const { owners } = await tx
    .selectFrom('members')
    .select(({ fn }) => fn.countAll<number>().as('owners'))
    .where('room_id', '=', room)
    .where('role', '=', 'owner')
    .executeTakeFirstOrThrow()
  return owners
}

async function count(tx: Tx, room: RoomId, change: 1 | -1): Promise<void> {
  await tx
    .updateTable('rooms')
    .set(({ eb }) => ({ member_count: eb('member_count', '+', change) }))
    .where('id', '=', room)
    .execute()
}

/** The message that mentions somebody, where they have blocked who said it. */
const byBlocked = (tx: Tx) =>
  tx
    .selectFrom('own')
    .innerJoin('users as blocked', 'blocked.id', 'own.about')
    .innerJoin('messages as theirs', 'theirs.author', 'blocked.number')
    .select('theirs.seq')
    .where('own.kind', '=', 'mark')
    .where('own.body', 'like', '%"blocked":true%')
    .where(sql<boolean>`own.owner_id = members.user_id and theirs.room = rooms.number and theirs.seq = mentions.seq`)

/** One query for all that a list of rooms shows. Both counts are ranges of an index: what lies behind one's own mark. */
const seats = (tx: Tx) =>
  tx
    .selectFrom('members')
    .innerJoin('rooms', 'rooms.id', 'members.room_id')
    .innerJoin('users as self', 'self.id', 'members.user_id')
    .leftJoin('members as other', (on) =>
      on
        // Nothing to look for in other rooms: a condition beside the join would be tried on each of their people.
        .on(({ eb, ref }) => eb('other.room_id', '=', eb.case().when('rooms.kind', '=', 'direct').then(ref('rooms.id')).end()))
        .onRef('other.user_id', '!=', 'members.user_id'),
    )
    .leftJoin('users', (on) =>
      on
        .on(({ eb, fn, ref }) => eb('users.id', '=', fn.coalesce(ref('other.user_id'), ref('members.user_id'))))
        .on('rooms.kind', '=', 'direct'),
    )
    .selectAll('members')
    .selectAll('users')
    .select(['rooms.kind', 'rooms.topic', 'rooms.public', 'rooms.code', 'rooms.direct_key', 'rooms.seq', 'rooms.member_count'])
    .select(['rooms.name as room_name', 'rooms.created_at as room_created_at', 'rooms.deleted_at as room_deleted_at'])
    .select([
      'rooms.picture as room_picture',
      'rooms.file_days',
      'rooms.file_bytes',
      'rooms.file_count',
      'rooms.archive_days',
      'rooms.archived',
      'rooms.voice',
      'rooms.rules',
    ])
    .select(({ selectFrom }) => [
      selectFrom('messages')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .whereRef('messages.room', '=', 'rooms.number')
        .whereRef('messages.seq', '>', 'members.read_seq')
        .whereRef('messages.author', '!=', 'self.number')
        .as('unread'),
      selectFrom('mentions')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .whereRef('mentions.room_id', '=', 'members.room_id')
        .whereRef('mentions.user_id', '=', 'members.user_id')
        .whereRef('mentions.seq', '>', 'members.read_seq')
        .where((eb) =>
          eb.not(
            eb.exists(
              eb
                .selectFrom('replies')
                .select('replies.seq')
                .whereRef('replies.room_id', '=', 'members.room_id')
                .where('replies.aside', '=', 1)
                .whereRef('replies.seq', '=', 'mentions.seq'),
            ),
          ),
        )
        .where((eb) => eb.not(eb.exists(byBlocked(tx))))
        .as('mention_count'),
      selectFrom('replies')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .whereRef('replies.room_id', '=', 'members.room_id')
        .where('replies.aside', '=', 1)
        .whereRef('replies.seq', '>', 'members.read_seq')
        .whereRef('replies.author_id', '!=', 'members.user_id')
        .as('asides'),
    ])

/** With what they have not read of the messages that have left the table. */
async function withOld(tx: Tx, seats: readonly Seat[]): Promise<Seat[]> {
  const behind = seats.filter(({ room, member }) => member.readSeq < room.archived)
  if (behind.length === 0) return [...seats]
  const unread = await archive.unread(
    tx,
    behind.map(({ member }) => member),
  )
  const more = new Map(behind.map((seat, at) => [seat, unread[at] ?? 0]))
  return seats.map((seat) => ({ ...seat, unread: seat.unread + (more.get(seat) ?? 0) }))
}

type SeatSelected = Awaited<ReturnType<ReturnType<typeof seats>['execute']>>[number]

function seatRow(row: SeatSelected): Seat {
  const room = roomRow({
    ...{ ...row, id: row.room_id, name: row.room_name, created_at: row.room_created_at, deleted_at: row.room_deleted_at },
    picture: row.room_picture,
  })
  return {
    room,
    member: memberRow(row),
    // Replies that were packed away since are counted with the segments, and taken off here as well.
    unread: (row.unread ?? 0) - (row.asides ?? 0),
    mentions: row.mention_count ?? 0,
    peer: isPerson(row) ? userRow(row) : null,
  }
}

/** Joined on the left: all of the person is there, or nothing. */
const isPerson = <R extends { id: UserId | null }>(row: R): row is R & Selectable<Schema['users']> => row.id !== null

const memberRow = (row: Selectable<MemberTable>): MemberRow => ({
  room: row.room_id,
  user: row.user_id,
  role: row.role,
  joinedAt: row.joined_at,
  joinedSeq: row.joined_seq,
  readSeq: row.read_seq,
})
