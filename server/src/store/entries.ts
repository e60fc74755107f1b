// The rooms' logs: one entry for each lasting change, without anybody's words. What was said is its own entry, in messages.
import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import { seqIn } from '@hearth/protocol/make-id.ts'
import { type RawBuilder, sql } from 'kysely'
import * as archive from './archive.ts'
import { type MessageRow, messageRow } from './messages.ts'
import { roomNumber } from './numbers.ts'
import type { Tx } from './schema.ts'
import { filled } from './wanted.ts'

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

/** Where somebody left a room's log; `upto`: no further than there. */
export type From = { readonly room: RoomId; readonly after: number; readonly upto?: number }

/** What each of them missed, in rising seq, with the message as it is now. Two queries, however many there are, and some for old messages. */
export async function since(tx: Tx, froms: readonly From[]): Promise<KeptEntry[][]> {
  if (froms.length === 0) return []
  const kept = froms.map((): KeptEntry[] => [])
  const archived = new Map<number, number>()
  for (const row of await saidSince(tx, froms)) {
    kept[row.place]?.push(ownEntry(messageRow(row)))
    archived.set(row.place, row.archived)
  }
  for (const [place, { room, after, upto = ALL }] of froms.entries()) {
    // The newest of a room are never moved: who missed one that was, missed some that were not. Up to a place there may be others alone.
    if ((archived.get(place) ?? (upto === ALL ? 0 : ALL)) <= after) continue
    kept[place]?.push(...(await archive.newer(tx, room, after, ALL, upto)).map((row) => ownEntry(archive.bare(row))))
  }
  for (const [place, rows] of Map.groupBy(await restSince(tx, froms), (row) => row.place)) {
    const from = froms[place]
    if (from !== undefined) kept[place]?.push(...(await entryRows(tx, rows, from.room)))
  }
  return kept.map((list) => list.toSorted((one, next) => one.seq - next.seq))
}

const ALL = Number.MAX_SAFE_INTEGER

/** `place`: which of the list it is for. */
const left = (tx: Tx, froms: readonly From[]) =>
  tx
    .selectFrom(wantedFroms(froms).as('wanted'))
    .crossJoin('rooms')
    .select('wanted.column1 as place')
    .whereRef('rooms.id', '=', 'wanted.column2')

const wantedFroms = (froms: readonly From[]): RawBuilder<{ column1: number; column2: string; column3: number; column4: number }> => {
  const rows = filled<From | undefined>(froms, undefined).map(
    (from, place) =>
      sql`(${sql.lit(place)}, ${from?.room ?? ''}, cast(${from?.after ?? 0} as bigint), cast(${from?.upto ?? Number.MAX_SAFE_INTEGER} as bigint))`,
  )
  return sql`(values ${sql.join(rows)})`
}

const saidSince = (tx: Tx, froms: readonly From[]) =>
  left(tx, froms)
    .crossJoin('messages')
    .innerJoin('users', 'users.number', 'messages.author')
    .selectAll('messages')
    .select(['rooms.id as room_id', 'rooms.archived', 'users.id as author_id'])
    .whereRef('messages.room', '=', 'rooms.number')
    .whereRef('messages.seq', '>', 'wanted.column3')
    .whereRef('messages.seq', '<=', 'wanted.column4')
    .execute()

const restSince = (tx: Tx, froms: readonly From[]) =>
  left(tx, froms)
    .crossJoin('entries')
    .leftJoin('messages', (on) => on.onRef('messages.room', '=', 'entries.room').onRef('messages.seq', '=', 'entries.message_seq'))
    .leftJoin('users', 'users.number', 'messages.author')
    .select(['entries.seq', 'entries.event', 'entries.actor_id', 'entries.at', 'entries.message_seq', 'entries.body'])
    .select(['messages.id', 'messages.seq as said_seq', 'users.id as author_id', 'messages.text', 'messages.client_id'])
    .select(['messages.reply_to', 'messages.at as said_at', 'messages.mentions', 'messages.edited_at', 'messages.deleted_at'])
    .select(['messages.files', 'messages.extra'])
    .whereRef('entries.room', '=', 'rooms.number')
    .whereRef('entries.seq', '>', 'wanted.column3')
    .whereRef('entries.seq', '<=', 'wanted.column4')
    .execute()

const ownEntry = (said: MessageRow): KeptEntry => {
  const { room, seq, author, at, id } = said
  return { room, seq, event: SAID, actor: author, at, message: id, body: {}, said }
}

type RestRow = Awaited<ReturnType<typeof restSince>>[number]

async function entryRows(tx: Tx, rows: readonly RestRow[], room: RoomId): Promise<KeptEntry[]> {
  const moved = rows.flatMap((row) => (row.message_seq === null || wasSaid(row) ? [] : [row.message_seq]))
  const found = moved.length === 0 ? [] : await archive.at(tx, room, moved)
  const old = new Map(found.map((row) => [row.seq, archive.bare(row)]))
  return rows.map((row) => {
    const here = wasSaid(row) ? messageRow({ ...row, room_id: room, seq: row.said_seq, at: row.said_at }) : undefined
    const said = here ?? (row.message_seq === null ? undefined : old.get(row.message_seq)) ?? null
    const { seq, event, actor_id: actor, at, body } = row
    return { room, seq, event, actor, at, message: said?.id ?? null, body: JSON.parse(body), said }
  })
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
