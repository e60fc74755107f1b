// The rooms' logs: one entry for each lasting change, without anybody's words.
import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import { type MessageRow, messageRow } from './messages.ts'
import type { Tx } from './schema.ts'

export type EntryRow = {
  readonly room: RoomId
  readonly seq: number
  readonly event: string
  readonly actor: UserId
  readonly at: number
  /** The message it is about. */
  readonly message: MessageId | null
  /** What the event said, without any message's text. */
  readonly body: Readonly<Record<string, unknown>>
}

export async function add(tx: Tx, { room, seq, event, actor, at, message, body }: EntryRow): Promise<void> {
  await tx
    .insertInto('entries')
    .values({ room_id: room, seq, event, actor_id: actor, at, message_id: message, body: JSON.stringify(body) })
    .execute()
}

/** In rising seq, with the message as it is now. */
export async function since(tx: Tx, room: RoomId, after: number, limit: number): Promise<(EntryRow & { said: MessageRow | null })[]> {
  const rows = await tx
    .selectFrom('entries')
    .leftJoin('messages', 'messages.id', 'entries.message_id')
    .select(['entries.room_id', 'entries.seq', 'entries.event', 'entries.actor_id', 'entries.at', 'entries.message_id', 'entries.body'])
    .select(['messages.id', 'messages.seq as said_seq', 'messages.author_id', 'messages.text', 'messages.client_id', 'messages.reply_to'])
    .select(['messages.at as said_at', 'messages.mentions', 'messages.edited_at', 'messages.deleted_at'])
    .where('entries.room_id', '=', room)
    .where('entries.seq', '>', after)
    .orderBy('entries.seq')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    room: row.room_id,
    seq: row.seq,
    event: row.event,
    actor: row.actor_id,
    at: row.at,
    message: row.message_id,
    body: JSON.parse(row.body),
    said: wasSaid(row) ? messageRow({ ...row, seq: row.said_seq, at: row.said_at }) : null,
  }))
}

type Joined = {
  id: MessageId | null
  said_seq: number | null
  author_id: UserId | null
  client_id: string | null
  said_at: number | null
  mentions: string | null
}

/** Joined on the left: all of the message is there, or nothing. */
const wasSaid = <R extends Joined>(row: R): row is R & { [K in keyof Joined]: NonNullable<Joined[K]> } => row.id !== null
