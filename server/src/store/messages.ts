// What was said. The text stands here and nowhere else, so that deleting it deletes it.

import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import { makeMessageId, seqIn } from '@hearth/protocol/make-id.ts'
import type { Reaction } from '@hearth/protocol/shapes.ts'
import type { Selectable, Updateable } from 'kysely'
import { roomNumber, userNumber } from './numbers.ts'
import { of as reactionsOf } from './reactions.ts'
import { nextSeq } from './rooms.ts'
import { countedMentions, type MessageRow, type Said, type Say } from './say.ts'
import type { MessageTable, Tx } from './schema.ts'
import { change as changeIndex } from './search.index.ts'

export type { MessageRow } from './say.ts'

export type Where = { readonly before?: number; readonly after?: number; readonly around?: number; readonly limit: number }

/** Says it at the room's next place, unless its author has used the clientId already. */
export async function say(tx: Tx, { chance, ...words }: Say): Promise<Said> {
  const { room, author, clientId, at } = words
  const twin = await byClientId(tx, author, clientId)
  if (twin !== undefined) return { fresh: false, room: twin.room, id: twin.id, seq: twin.seq, at: twin.at }
  const seq = await nextSeq(tx, room)
  const id = makeMessageId(at, seq, chance)
  await add(tx, { ...words, id, seq, editedAt: null, deletedAt: null })
  return { fresh: true, room, id, seq, at }
}

/** Whom it mentions is counted for them, but never for its author. */
export async function add(tx: Tx, row: MessageRow): Promise<void> {
  const { id, room, seq, author, text, clientId, replyTo, at, mentions, editedAt, deletedAt, files } = row
  await tx
    .insertInto('messages')
    .values({
      ...{ room: roomNumber(tx, room), seq, id, author: userNumber(tx, author), text, client_id: clientId, reply_to: replyTo, at },
      ...{ mentions: JSON.stringify(mentions), edited_at: editedAt, deleted_at: deletedAt, files: files ?? null },
    })
    .execute()
  const counted = countedMentions(author, mentions)
  if (counted.length === 0) return
  await tx
    .insertInto('mentions')
    .values(counted.map((user) => ({ user_id: user, room_id: room, seq })))
    .execute()
}

export async function byId(tx: Tx, room: RoomId, id: MessageId): Promise<MessageRow | undefined> {
  const found = await messages(tx).where('rooms.id', '=', room).where('messages.seq', '=', seqIn(id)).executeTakeFirst()
  return found?.id === id ? messageRow(found) : undefined
}

/** In whichever room: a clientId is used once. */
export async function byClientId(tx: Tx, author: UserId, clientId: string): Promise<MessageRow | undefined> {
  const found = await messages(tx).where('users.id', '=', author).where('messages.client_id', '=', clientId).executeTakeFirst()
  return found && messageRow(found)
}

/** What was counted as mentioned when it was said stays counted. */
export async function edit(
  tx: Tx,
  room: RoomId,
  id: MessageId,
  { text, mentions, editedAt }: { readonly text: string; readonly mentions: readonly UserId[]; readonly editedAt: number },
): Promise<void> {
  await inPlace(tx, room, id, { text, mentions: JSON.stringify(mentions), edited_at: editedAt })
}

/** The words, files and reactions are gone; its place stays, and so does what was counted. */
export async function erase(tx: Tx, room: RoomId, id: MessageId, deletedAt: number): Promise<void> {
  await inPlace(tx, room, id, { text: null, mentions: '[]', deleted_at: deletedAt, files: null })
  await tx.deleteFrom('reactions').where('message_id', '=', id).execute()
}

async function inPlace(
  tx: Tx,
  room: RoomId,
  id: MessageId,
  changed: Updateable<MessageTable> & { readonly text: string | null },
): Promise<void> {
  await changeIndex(tx, room, id, changed.text)
  await tx
    .updateTable('messages')
    .set(changed)
    .where('room', '=', roomNumber(tx, room))
    .where('seq', '=', seqIn(id))
    .where('id', '=', id)
    .execute()
}

/** In rising seq: the newest, those before or after a seq, or those around one, as evenly as there are any. Two queries. */
export async function page(
  tx: Tx,
  room: RoomId,
  { before, after, around, limit }: Where,
): Promise<(MessageRow & { reactions: Reaction[] })[]> {
  const rows = await (around !== undefined
    ? pageAround(tx, room, around, limit)
    : after !== undefined
      ? newerThan(tx, room, after, limit).execute()
      : pageBefore(tx, room, before, limit))
  const reactions = await reactionsOf(
    tx,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => ({ ...messageRow(row), reactions: reactions.get(row.id) ?? [] }))
}

/** Messages with the room and the author they name by number. */
const messages = (tx: Tx) =>
  tx
    .selectFrom('messages')
    .innerJoin('rooms', 'rooms.number', 'messages.room')
    .innerJoin('users', 'users.number', 'messages.author')
    .selectAll('messages')
    .select(['rooms.id as room_id', 'users.id as author_id'])

type Found = Omit<Selectable<MessageTable>, 'n' | 'room' | 'author'> & { readonly room_id: RoomId; readonly author_id: UserId }

export const messageRow = (row: Found): MessageRow => ({
  id: row.id,
  room: row.room_id,
  seq: row.seq,
  author: row.author_id,
  text: row.text,
  clientId: row.client_id,
  replyTo: row.reply_to,
  at: row.at,
  mentions: usersIn(row.mentions),
  editedAt: row.edited_at,
  deletedAt: row.deleted_at,
  ...(row.files === null ? {} : { files: row.files }),
})

/** Row mapping: only `add`, `edit` and `erase` write this column. */
const usersIn = (json: string): UserId[] => (json === '[]' ? [] : (JSON.parse(json) as UserId[]))

const newerThan = (tx: Tx, room: RoomId, seq: number, limit: number) =>
  messages(tx).where('rooms.id', '=', room).where('messages.seq', '>', seq).orderBy('messages.seq').limit(limit)

const olderThan = (tx: Tx, room: RoomId, seq: number, limit: number) =>
  messages(tx).where('rooms.id', '=', room).where('messages.seq', '<', seq).orderBy('messages.seq', 'desc').limit(limit)

async function pageBefore(tx: Tx, room: RoomId, before: number | undefined, limit: number): Promise<Found[]> {
  const rows = await olderThan(tx, room, before ?? Number.MAX_SAFE_INTEGER, limit).execute()
  return rows.toReversed()
}

/** A full page on both sides is asked for, so that one side can give what the other lacks. */
async function pageAround(tx: Tx, room: RoomId, seq: number, limit: number): Promise<Found[]> {
  const older = tx.selectFrom(olderThan(tx, room, seq, limit).as('older')).selectAll()
  const newer = tx.selectFrom(newerThan(tx, room, seq - 1, limit).as('newer')).selectAll()
  const rows = (await older.unionAll(newer).execute()).toSorted((a, b) => a.seq - b.seq)
  const behind = rows.filter((row) => row.seq < seq).length
  const start = Math.max(0, Math.min(behind - Math.floor(limit / 2), rows.length - limit))
  return rows.slice(start, start + limit)
}
