// What was said. The text stands here and nowhere else, so that deleting it deletes it.

import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Reaction } from '@hearth/protocol/shapes.ts'
import type { Selectable } from 'kysely'
import { of as reactionsOf } from './reactions.ts'
import type { MessageTable, Tx } from './schema.ts'

export type MessageRow = {
  readonly id: MessageId
  readonly room: RoomId
  readonly seq: number
  readonly author: UserId
  /** Null once deleted. */
  readonly text: string | null
  readonly clientId: string
  readonly replyTo: MessageId | null
  readonly at: number
  readonly mentions: readonly UserId[]
  readonly editedAt: number | null
  readonly deletedAt: number | null
}

export type Where = { readonly before?: number; readonly after?: number; readonly around?: number; readonly limit: number }

/** Whom it mentions is counted for them, but never for its author. */
export async function add(tx: Tx, row: MessageRow): Promise<void> {
  const { id, room, seq, author, text, clientId, replyTo, at, mentions, editedAt, deletedAt } = row
  await tx
    .insertInto('messages')
    .values({
      ...{ id, room_id: room, seq, author_id: author, text, client_id: clientId, reply_to: replyTo, at },
      ...{ mentions: JSON.stringify(mentions), edited_at: editedAt, deleted_at: deletedAt },
    })
    .execute()
  const counted = [...new Set(mentions)].filter((user) => user !== author)
  if (counted.length === 0) return
  await tx
    .insertInto('mentions')
    .values(counted.map((user) => ({ user_id: user, room_id: room, seq })))
    .execute()
}

export async function byId(tx: Tx, room: RoomId, id: MessageId): Promise<MessageRow | undefined> {
  const found = await tx.selectFrom('messages').selectAll().where('id', '=', id).where('room_id', '=', room).executeTakeFirst()
  return found && messageRow(found)
}

/** In whichever room: a clientId is used once. */
export async function byClientId(tx: Tx, author: UserId, clientId: string): Promise<MessageRow | undefined> {
  const found = await tx
    .selectFrom('messages')
    .selectAll()
    .where('author_id', '=', author)
    .where('client_id', '=', clientId)
    .executeTakeFirst()
  return found && messageRow(found)
}

/** What was counted as mentioned when it was said stays counted. */
export async function edit(
  tx: Tx,
  id: MessageId,
  { text, mentions, editedAt }: { readonly text: string; readonly mentions: readonly UserId[]; readonly editedAt: number },
): Promise<void> {
  await tx
    .updateTable('messages')
    .set({ text, mentions: JSON.stringify(mentions), edited_at: editedAt })
    .where('id', '=', id)
    .execute()
}

/** The words and reactions are gone; its place stays, and so does what was counted. */
export async function erase(tx: Tx, id: MessageId, deletedAt: number): Promise<void> {
  await tx.updateTable('messages').set({ text: null, mentions: '[]', deleted_at: deletedAt }).where('id', '=', id).execute()
  await tx.deleteFrom('reactions').where('message_id', '=', id).execute()
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

export const messageRow = (row: Selectable<MessageTable>): MessageRow => ({
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
})

/** Row mapping: only `add`, `edit` and `erase` write this column. */
const usersIn = (json: string): UserId[] => (json === '[]' ? [] : (JSON.parse(json) as UserId[]))

const newerThan = (tx: Tx, room: RoomId, seq: number, limit: number) =>
  tx.selectFrom('messages').selectAll().where('room_id', '=', room).where('seq', '>', seq).orderBy('seq').limit(limit)

const olderThan = (tx: Tx, room: RoomId, seq: number, limit: number) =>
  tx.selectFrom('messages').selectAll().where('room_id', '=', room).where('seq', '<', seq).orderBy('seq', 'desc').limit(limit)

async function pageBefore(tx: Tx, room: RoomId, before: number | undefined, limit: number): Promise<Selectable<MessageTable>[]> {
  const rows = await olderThan(tx, room, before ?? Number.MAX_SAFE_INTEGER, limit).execute()
  return rows.toReversed()
}

/** A full page on both sides is asked for, so that one side can give what the other lacks. */
async function pageAround(tx: Tx, room: RoomId, seq: number, limit: number): Promise<Selectable<MessageTable>[]> {
  const older = tx.selectFrom(olderThan(tx, room, seq, limit).as('older')).selectAll()
  const newer = tx.selectFrom(newerThan(tx, room, seq - 1, limit).as('newer')).selectAll()
  const rows = (await older.unionAll(newer).execute()).toSorted((a, b) => a.seq - b.seq)
  const behind = rows.filter((row) => row.seq < seq).length
  const start = Math.max(0, Math.min(behind - Math.floor(limit / 2), rows.length - limit))
  return rows.slice(start, start + limit)
}
