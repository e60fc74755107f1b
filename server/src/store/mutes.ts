// Who may not speak, where, and until when; who asks to come into a room.
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Tx } from './schema.ts'
import { type UserRow, userRow } from './users.ts'

/** `room`: null for everywhere. */
export type MuteRow = {
  readonly user: UserId
  readonly room: RoomId | null
  readonly until: number
  readonly by: UserId
  readonly reason: string
  readonly at: number
}

/** Again: replaces. */
export async function add(tx: Tx, { user, room, until, by, reason, at }: MuteRow): Promise<void> {
  await tx
    .insertInto('mutes')
    .values({ user_id: user, room_id: room ?? '', until, by_id: by, reason, at })
    .onConflict((clash) => clash.columns(['user_id', 'room_id']).doUpdateSet({ until, by_id: by, reason, at }))
    .execute()
}

/** Was there one? */
export async function remove(tx: Tx, user: UserId, room: RoomId | null): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('mutes')
    .where('user_id', '=', user)
    .where('room_id', '=', room ?? '')
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** Those that last beyond a time, the newest first. */
export async function list(tx: Tx, now: number): Promise<MuteRow[]> {
  const rows = await tx.selectFrom('mutes').selectAll().where('until', '>', now).orderBy('at', 'desc').orderBy('user_id').execute()
  return rows.map(({ user_id: user, room_id: room, until, by_id: by, reason, at }) => ({
    ...{ user, room: room === '' ? null : room, until, by, reason, at },
  }))
}

/** Somebody asks to come into a room, and as what they were invited. */
export type Wish = { readonly room: RoomId; readonly user: UserId; readonly at: number; readonly role: 'member' | 'admin' }

/** Twice is once. Was it new? */
export async function wish(tx: Tx, { room, user, at, role }: Wish): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('wishes')
    .values({ room_id: room, user_id: user, at, role })
    .onConflict((clash) => clash.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

/** What they asked to be, if they did. */
export async function unwish(tx: Tx, room: RoomId, user: UserId): Promise<Wish['role'] | undefined> {
  const found = await tx.deleteFrom('wishes').where('room_id', '=', room).where('user_id', '=', user).returning('role').executeTakeFirst()
  return found && (found.role ?? 'member')
}

export type Wishing = Pick<Wish, 'at' | 'role'> & { readonly user: UserRow }

/** The longest waiting first. Nobody deleted. */
export async function wishesOf(tx: Tx, room: RoomId, limit: number): Promise<Wishing[]> {
  const rows = await tx
    .selectFrom('wishes')
    .innerJoin('users', 'users.id', 'wishes.user_id')
    .selectAll('users')
    .select(['wishes.at', 'wishes.role'])
    .where('wishes.room_id', '=', room)
    .where('users.deleted_at', 'is', null)
    .orderBy('wishes.at')
    .orderBy('users.id')
    .limit(limit)
    .execute()
  return rows.map(({ at, role, ...row }) => ({ user: userRow(row), at, role: role ?? 'member' }))
}
