// What was said. The text stands here and nowhere else, so that deleting it deletes it.

import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import { makeMessageId, seqIn } from '@hearth/protocol/make-id.ts'
import type { Reaction } from '@hearth/protocol/shapes.ts'
import type { Selectable, Updateable } from 'kysely'
import * as archive from './archive.ts'
import { reader, textsIn } from './columns.ts'
import * as hanging from './hanging.ts'
import { roomNumber, userNumber } from './numbers.ts'
import { of as reactionsOf } from './reactions.ts'
import { nextSeq } from './rooms.ts'
import { countedMentions, Extra, type MessageRow, type Said, type Say } from './say.ts'
import type { MessageTable, Tx } from './schema.ts'
import { change as changeIndex } from './search.index.ts'

export { takeLost } from './archive.ts'
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
  const { id, room, seq, author, text, clientId, replyTo, at, mentions, editedAt, deletedAt, files, extra } = row
  await tx
    .insertInto('messages')
    .values({
      ...{ room: roomNumber(tx, room), seq, id, author: userNumber(tx, author), text, client_id: clientId, reply_to: replyTo, at },
      ...{ mentions: JSON.stringify(mentions), edited_at: editedAt, deleted_at: deletedAt, files: files ?? null, extra: written(extra) },
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
  const found = await atPlace(tx, room, seqIn(id))
  return found?.id === id ? found : undefined
}

/** Those that there are, in rising seq. */
export async function byIds(tx: Tx, room: RoomId, ids: readonly MessageId[]): Promise<MessageRow[]> {
  const wanted = new Set(ids)
  return (await at(tx, room, ids.map(seqIn))).filter(({ id }) => wanted.has(id))
}

/** What was said at these places, in rising order: one query, and one for each segment that holds some of them. */
export async function at(tx: Tx, room: RoomId, places: readonly number[]): Promise<MessageRow[]> {
  if (places.length === 0) return []
  const rows = (await messages(tx).where('rooms.id', '=', room).where('messages.seq', 'in', places).execute()).map(messageRow)
  const here = new Set(rows.map(({ seq }) => seq))
  const moved = places.filter((seq) => !here.has(seq))
  const old = moved.length === 0 ? [] : await archive.at(tx, room, moved)
  return [...old.map(archive.bare), ...rows].toSorted((a, b) => a.seq - b.seq)
}

/** In whichever room: a clientId is used once. */
export async function byClientId(tx: Tx, author: UserId, clientId: string): Promise<MessageRow | undefined> {
  const here = tx
    .selectFrom('messages')
    .select(['room', 'seq'])
    .where('client_id', '=', clientId)
    .where('author', '=', userNumber(tx, author))
  const before = tx
    .selectFrom('said_before')
    .select(['room', 'seq'])
    .where('client_id', '=', clientId)
    .where('author', '=', userNumber(tx, author))
  const place = await tx
    .selectFrom(here.unionAll(before).as('said'))
    .innerJoin('rooms', 'rooms.number', 'said.room')
    .select(['rooms.id', 'said.seq'])
    .executeTakeFirst()
  return place && (await atPlace(tx, place.id, place.seq))
}

async function atPlace(tx: Tx, room: RoomId, seq: number): Promise<MessageRow | undefined> {
  const found = await messages(tx).where('rooms.id', '=', room).where('messages.seq', '=', seq).executeTakeFirst()
  if (found !== undefined) return messageRow(found)
  const [old] = await archive.at(tx, room, [seq])
  return old && archive.bare(old)
}

/** What was counted as mentioned when it was said stays counted. */
export async function edit(
  tx: Tx,
  room: RoomId,
  id: MessageId,
  { text, mentions, editedAt }: { readonly text: string; readonly mentions: readonly UserId[]; readonly editedAt: number },
): Promise<void> {
  const isHere = await inPlace(tx, room, id, { text, mentions: JSON.stringify(mentions), edited_at: editedAt })
  if (!isHere) await archive.change(tx, room, id, (row) => ({ ...row, text, mentions, editedAt }))
}

/**
 * The words, files, reactions, pin, stars and earlier versions are gone; its place stays, and so does what was counted.
 * @param extra what stays besides
 */
export async function erase(tx: Tx, room: RoomId, id: MessageId, deletedAt: number, extra?: Extra): Promise<void> {
  const isHere = await inPlace(tx, room, id, { text: null, mentions: '[]', deleted_at: deletedAt, files: null, extra: written(extra) })
  const bare = ({ files: _files, extra: _extra, ...row }: archive.OldRow) => ({ ...row, text: null, mentions: [], deletedAt })
  if (!isHere) await archive.change(tx, room, id, (row) => (extra === undefined ? bare(row) : { ...bare(row), extra }))
  for (const table of ['reactions', 'pins', 'stars', 'versions', 'polls', 'votes'] as const)
    await tx.deleteFrom(table).where('message_id', '=', id).execute()
}

/** What it holds besides words. */
export async function putExtra(tx: Tx, room: RoomId, id: MessageId, extra: Extra): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('messages')
    .set({ extra: written(extra) })
    .where('room', '=', roomNumber(tx, room))
    .where('seq', '=', seqIn(id))
    .where('id', '=', id)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) await archive.change(tx, room, id, (row) => ({ ...row, extra }))
}

/** Is it in the table? */
async function inPlace(
  tx: Tx,
  room: RoomId,
  id: MessageId,
  changed: Updateable<MessageTable> & { readonly text: string | null },
): Promise<boolean> {
  await changeIndex(tx, room, id, changed.text)
  const { numUpdatedRows } = await tx
    .updateTable('messages')
    .set(changed)
    .where('room', '=', roomNumber(tx, room))
    .where('seq', '=', seqIn(id))
    .where('id', '=', id)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/**
 * In rising seq: the newest, those before or after a seq, or those around one, as evenly as there are any. Two queries; one more for each
 * segment that is read, and where there is nothing.
 */
export async function page(
  tx: Tx,
  room: RoomId,
  { before, after, around, limit }: Where,
): Promise<(MessageRow & { reactions: Reaction[] })[]> {
  const rows = await (around !== undefined
    ? pageAround(tx, room, around, limit)
    : after !== undefined
      ? pageAfter(tx, room, after, limit)
      : pageBefore(tx, room, before, limit))
  const ids = rows.map(({ id }) => id)
  const reactions = await reactionsOf(tx, (await hanging.on(tx, ids)).reactions ? ids : [])
  return rows.map((row) => ({ ...row, reactions: reactions.get(row.id) ?? [] }))
}

/** Messages with the room and the author they name by number. */
const messages = (tx: Tx) =>
  tx
    .selectFrom('messages')
    .innerJoin('rooms', 'rooms.number', 'messages.room')
    .innerJoin('users', 'users.number', 'messages.author')
    .selectAll('messages')
    .select(['rooms.id as room_id', 'rooms.archived', 'users.id as author_id'])

type Words = Omit<Selectable<MessageTable>, 'n' | 'room' | 'author'> & { readonly author_id: UserId }

export const messageRow = (row: Words & { readonly room_id: RoomId }): MessageRow => rowIn(row.room_id, row)

function rowIn(room: RoomId, row: Words): MessageRow {
  const { id, seq, text, at, files, extra } = row
  const bare: MessageRow = {
    id,
    room,
    seq,
    author: row.author_id,
    text,
    clientId: row.client_id,
    replyTo: row.reply_to,
    at,
    mentions: [],
    editedAt: row.edited_at,
    deletedAt: row.deleted_at,
  }
  // Nearly all have none of it: to ask first is half the price of spreading what is not there.
  if (files === null && extra === null && row.mentions === NOBODY) return bare
  return { ...bare, ...(files === null ? {} : { files }), ...hangingIn(row.mentions, extra) }
}

const NOBODY = '[]'

/**
 * One row that cannot be read, whatever made it so, must not keep a whole page of others from being read: its words stay, and of what hangs on
 * them whatever can be read.
 */
function hangingIn(mentions: string, extra: string | null): Partial<MessageRow> {
  const users = mentions === NOBODY ? [] : textsIn<UserId>(mentions)
  const more = extra === null ? {} : hungIn(extra)
  return { mentions: users ?? [], ...more, ...(users === undefined || more === undefined ? { damaged: true } : {}) }
}

/** Nothing of it is null. */
export const written = (extra: Extra | undefined): string | null => (extra === undefined ? null : JSON.stringify(extra))
const extraIn = reader(Extra)
function hungIn(json: string): { readonly extra: Extra } | undefined {
  const extra = extraIn(json)
  return extra && { extra }
}

/** The same without what all of a room have in common: of fifty rows each column takes its time. */
const inRoom = (tx: Tx) =>
  tx
    .selectFrom('messages')
    .innerJoin('rooms', 'rooms.number', 'messages.room')
    .innerJoin('users', 'users.number', 'messages.author')
    .select(['messages.id', 'messages.seq', 'messages.text', 'messages.client_id', 'messages.reply_to', 'messages.at', 'messages.mentions'])
    .select(['messages.edited_at', 'messages.deleted_at', 'messages.files', 'messages.extra', 'rooms.archived', 'users.id as author_id'])

const newerThan = (tx: Tx, room: RoomId, seq: number, limit: number) =>
  inRoom(tx).where('rooms.id', '=', room).where('messages.seq', '>', seq).orderBy('messages.seq').limit(limit)

const olderThan = (tx: Tx, room: RoomId, seq: number, limit: number) =>
  inRoom(tx).where('rooms.id', '=', room).where('messages.seq', '<', seq).orderBy('messages.seq', 'desc').limit(limit)

/** Up to where its messages lie in segments: rows say it, and it is asked for only where there are none. */
async function archivedOf(tx: Tx, room: RoomId, rows: readonly { readonly archived: number }[]): Promise<number> {
  const known = rows[0] ?? (await tx.selectFrom('rooms').select('archived').where('id', '=', room).executeTakeFirst())
  return known?.archived ?? 0
}

async function pageBefore(tx: Tx, room: RoomId, before: number | undefined, limit: number): Promise<MessageRow[]> {
  const found = await olderThan(tx, room, before ?? Number.MAX_SAFE_INTEGER, limit).execute()
  const rows = found.toReversed().map((row) => rowIn(room, row))
  if (rows.length === limit || (await archivedOf(tx, room, found)) === 0) return rows
  const old = await archive.older(tx, room, before ?? Number.MAX_SAFE_INTEGER, limit - rows.length)
  return [...old.map(archive.bare), ...rows]
}

async function pageAfter(tx: Tx, room: RoomId, after: number, limit: number): Promise<MessageRow[]> {
  const found = await newerThan(tx, room, after, limit).execute()
  const old = (await archivedOf(tx, room, found)) > after ? await archive.newer(tx, room, after, limit) : []
  return [...old.map(archive.bare), ...found.map((row) => rowIn(room, row))].slice(0, limit)
}

/** A full page on both sides is asked for, so that one side can give what the other lacks. */
async function pageAround(tx: Tx, room: RoomId, seq: number, limit: number): Promise<MessageRow[]> {
  const before = tx.selectFrom(olderThan(tx, room, seq, limit).as('older')).selectAll()
  const after = tx.selectFrom(newerThan(tx, room, seq - 1, limit).as('newer')).selectAll()
  const found = await before.unionAll(after).execute()
  const archived = await archivedOf(tx, room, found)
  const old = archived === 0 ? [] : await oldAround(tx, room, seq, limit, archived)
  const rows = [...old.map(archive.bare), ...found.map((row) => rowIn(room, row))].toSorted((a, b) => a.seq - b.seq)
  const older = rows.filter((row) => row.seq < seq).slice(-limit)
  const nearest = [...older, ...rows.filter((row) => row.seq >= seq).slice(0, limit)]
  const start = Math.max(0, Math.min(older.length - Math.floor(limit / 2), nearest.length - limit))
  return nearest.slice(start, start + limit)
}

const oldAround = async (tx: Tx, room: RoomId, seq: number, limit: number, archived: number) => [
  ...(await archive.older(tx, room, seq, limit)),
  ...(seq <= archived ? await archive.newer(tx, room, seq - 1, limit) : []),
]
