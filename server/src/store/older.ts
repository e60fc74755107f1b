// What older programs call people and rooms, and the seals of what their programs send instead of a password.
import type { MessageId, RoomId, SessionId, UserId } from '@hearth/protocol/ids.ts'
import type { Role } from '@hearth/protocol/shapes.ts'
import * as archive from './archive.ts'
import { roomNumber } from './numbers.ts'
import { type RoomRow, roomRow } from './rooms.ts'
import type { KeyForm, Tx } from './schema.ts'
import { type UserRow, userRow } from './users.ts'

export type { KeyForm } from './schema.ts'

/** The seal of what a kind of program sends. `sealed` is null while its owner has sent nothing yet. */
export type KeyRow = { readonly user: UserId; readonly form: KeyForm; readonly salt: string; readonly sealed: string | null }
export type PersonWord = { readonly user: UserId; readonly word: string; readonly number: number }
export type RoomWord = { readonly room: RoomId; readonly word: string; readonly code: string; readonly number: number }

/** Everybody who is not deleted, with the word of those who have one. */
export async function people(tx: Tx): Promise<{ readonly row: UserRow; readonly number: number; readonly word: string | null }[]> {
  const rows = await tx
    .selectFrom('users')
    .leftJoin('older_people', 'older_people.user_id', 'users.id')
    .selectAll('users')
    .select('older_people.word')
    .where('users.deleted_at', 'is', null)
    .where('users.pending', 'is', null)
    .orderBy('users.number')
    .execute()
  return rows.map((row) => ({ row: userRow(row), number: row.number, word: row.word }))
}

/** Every room there is, with what older programs call those that have it. */
export async function rooms(
  tx: Tx,
): Promise<{ readonly row: RoomRow; readonly number: number; readonly word: string | null; readonly code: string | null }[]> {
  const rows = await tx
    .selectFrom('rooms')
    .leftJoin('older_rooms', 'older_rooms.room_id', 'rooms.id')
    .selectAll('rooms')
    .select(['older_rooms.word', 'older_rooms.code as older_code'])
    .where('rooms.deleted_at', 'is', null)
    .orderBy('rooms.number')
    .execute()
  return rows.map((row) => ({ row: roomRow(row), number: row.number, word: row.word, code: row.older_code }))
}

/** Who is where, in the order they came. */
export async function seats(tx: Tx): Promise<{ readonly room: RoomId; readonly user: UserId; readonly role: Role }[]> {
  const rows = await tx.selectFrom('members').select(['room_id', 'user_id', 'role']).orderBy('joined_at').orderBy('user_id').execute()
  return rows.map(({ room_id: room, user_id: user, role }) => ({ room, user, role }))
}

/** Who is called so. */
export async function personCalled(tx: Tx, key: string): Promise<UserId | undefined> {
  return (await tx.selectFrom('older_people').select('user_id').where('word_key', '=', key).executeTakeFirst())?.user_id
}

export async function roomCalled(tx: Tx, key: string): Promise<RoomId | undefined> {
  return (await tx.selectFrom('older_rooms').select('room_id').where('word_key', '=', key).executeTakeFirst())?.room_id
}

export async function hasCode(tx: Tx, code: string): Promise<boolean> {
  return (await tx.selectFrom('older_rooms').select('code').where('code', '=', code).executeTakeFirst()) !== undefined
}

/** Gives the number a person goes by. */
export async function callPerson(tx: Tx, user: UserId, word: string, key: string): Promise<number> {
  await tx.insertInto('older_people').values({ user_id: user, word, word_key: key }).execute()
  return (await tx.selectFrom('users').select('number').where('id', '=', user).executeTakeFirstOrThrow()).number
}

/** Gives the number a room goes by. Again: it is called otherwise, and keeps its code. */
export async function callRoom(tx: Tx, room: RoomId, word: string, key: string, code: string): Promise<number> {
  await tx
    .insertInto('older_rooms')
    .values({ room_id: room, word, word_key: key, code })
    .onConflict((clash) => clash.column('room_id').doUpdateSet({ word, word_key: key }))
    .execute()
  return (await tx.selectFrom('rooms').select('number').where('id', '=', room).executeTakeFirstOrThrow()).number
}

/** The words of people and rooms that are no more are free again. */
export async function forgetGone(tx: Tx): Promise<void> {
  const noPerson = tx.selectFrom('users').select('id').where('deleted_at', 'is not', null)
  await tx.deleteFrom('older_people').where('user_id', 'in', noPerson).execute()
  await tx.deleteFrom('older_keys').where('user_id', 'in', noPerson).execute()
  await tx
    .deleteFrom('older_rooms')
    .where('room_id', 'in', tx.selectFrom('rooms').select('id').where('deleted_at', 'is not', null))
    .execute()
}

export async function forgetPerson(tx: Tx, user: UserId): Promise<void> {
  await tx.deleteFrom('older_people').where('user_id', '=', user).execute()
  await tx.deleteFrom('older_keys').where('user_id', '=', user).execute()
}

/** So that it may have another; its seals stay. */
export async function forgetWord(tx: Tx, user: UserId): Promise<void> {
  await tx.deleteFrom('older_people').where('user_id', '=', user).execute()
}

/** Again: replaces. */
export async function setKey(tx: Tx, { user, form, salt, sealed }: KeyRow): Promise<void> {
  await tx
    .insertInto('older_keys')
    .values({ user_id: user, form, salt, sealed })
    .onConflict((clash) => clash.columns(['user_id', 'form']).doUpdateSet({ salt, sealed }))
    .execute()
}

export async function keysOf(tx: Tx, user: UserId): Promise<KeyRow[]> {
  const rows = await tx.selectFrom('older_keys').selectAll().where('user_id', '=', user).orderBy('form').execute()
  return rows.map(({ user_id, form, salt, sealed }) => ({ user: user_id, form, salt, sealed }))
}

export async function removeKeys(tx: Tx, user: UserId): Promise<void> {
  await tx.deleteFrom('older_keys').where('user_id', '=', user).execute()
}

/** People whose account nobody has set a password for yet. */
export async function blank(tx: Tx): Promise<UserId[]> {
  const rows = await tx
    .selectFrom('older_keys')
    .innerJoin('users', 'users.id', 'older_keys.user_id')
    .select('users.id')
    .where('older_keys.sealed', 'is', null)
    .where('users.password_hash', 'is', null)
    .where('users.deleted_at', 'is', null)
    .execute()
  return rows.map(({ id }) => id)
}

/** Sign-ins of devices that call themselves exactly so. */
export async function sessionsOfClient(tx: Tx, client: string): Promise<{ readonly id: SessionId; readonly user: UserId }[]> {
  const rows = await tx.selectFrom('sessions').select(['id', 'user_id']).where('client', '=', client).execute()
  return rows.map(({ id, user_id: user }) => ({ id, user }))
}

/** The numbers messages go by, which never change; of old ones, too. */
export async function messageNumbers(tx: Tx, room: RoomId, seqs: readonly number[]): Promise<Map<number, number>> {
  if (seqs.length === 0) return new Map()
  const rows = await tx
    .selectFrom('messages')
    .select(['seq', 'n'])
    .where('room', '=', roomNumber(tx, room))
    .where('seq', 'in', seqs)
    .execute()
  const found = new Map(rows.map(({ seq, n }) => [seq, n]))
  const old = seqs.filter((seq) => !found.has(seq))
  for (const { seq, n } of old.length === 0 ? [] : await archive.at(tx, room, old)) found.set(seq, n)
  return found
}

/** The message that goes by a number; deleted ones too. */
export async function messageNumbered(tx: Tx, n: number): Promise<{ readonly room: RoomId; readonly id: MessageId } | undefined> {
  const found = await tx
    .selectFrom('messages')
    .innerJoin('rooms', 'rooms.number', 'messages.room')
    .select(['rooms.id as room', 'messages.id'])
    .where('messages.n', '=', n)
    .executeTakeFirst()
  return found ?? (await archive.numbered(tx, n))
}
