// The rooms' logs: one entry for each lasting change, without anybody's words. What was said is its own entry, in messages.
import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import { seqIn } from '@hearth/protocol/make-id.ts'
import { type MessageRow, messageRow, newerThan } from './messages.ts'
import { roomNumber } from './numbers.ts'
import type { Tx } from './schema.ts'

export const SAID = 'message.said'

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
  const place = message === null ? null : seqIn(message)
  await tx
    .insertInto('entries')
    .values({ room: roomNumber(tx, room), seq, event, actor_id: actor, at, message_seq: place, body: JSON.stringify(body) })
    .execute()
}

export type KeptEntry = EntryRow & { readonly said: MessageRow | null }

/** In rising seq, with the message as it is now. Two queries, however many there are. */
export async function since(tx: Tx, room: RoomId, after: number, limit: number): Promise<KeptEntry[]> {
  const said = await newerThan(tx, room, after, limit).execute()
  const other = await tx
    .selectFrom('entries')
    .leftJoin('messages', (on) => on.onRef('messages.room', '=', 'entries.room').onRef('messages.seq', '=', 'entries.message_seq'))
    .leftJoin('users', 'users.number', 'messages.author')
    .select(['entries.seq', 'entries.event', 'entries.actor_id', 'entries.at', 'entries.message_seq', 'entries.body'])
    .select(['messages.id', 'messages.seq as said_seq', 'users.id as author_id', 'messages.text', 'messages.client_id'])
    .select([
      'messages.reply_to',
      'messages.at as said_at',
      'messages.mentions',
      'messages.edited_at',
      'messages.deleted_at',
      'messages.files',
    ])
    .where('entries.room', '=', roomNumber(tx, room))
    .where('entries.seq', '>', after)
    .orderBy('entries.seq')
    .limit(limit)
    .execute()
  const kept = other.map((row): KeptEntry => {
    const about = wasSaid(row) ? messageRow({ ...row, room_id: room, seq: row.said_seq, at: row.said_at }) : null
    const { seq, event, actor_id: actor, at, body } = row
    return { room, seq, event, actor, at, message: about?.id ?? null, body: JSON.parse(body), said: about }
  })
  const own = said.map(messageRow).map((row): KeptEntry => {
    return { room, seq: row.seq, event: SAID, actor: row.author, at: row.at, message: row.id, body: {}, said: row }
  })
  return [...own, ...kept].toSorted((one, next) => one.seq - next.seq).slice(0, limit)
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
