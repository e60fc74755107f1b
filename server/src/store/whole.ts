// Reading a room's log whole, page by page, with all that stands in it; and putting such a log back. For taking one's words along.
import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import * as archive from './archive.ts'
import { type EntryRow, SAID, since } from './entries.ts'
import * as files from './files.ts'
import { type MessageRow, written } from './messages.ts'
import { roomNumber, userNumber } from './numbers.ts'
import * as polls from './polls.ts'
import { type RoomRow, roomRow } from './rooms.ts'
import type { Tx } from './schema.ts'
import * as threads from './threads.ts'
import * as versions from './versions.ts'

export type Reacted = { readonly user: UserId; readonly emoji: string; readonly at: number }
/** A message with who reacted, in the order they did, for whom it counts as a mention, and its files in their order. */
export type WholeMessage = Omit<MessageRow, 'files'> & {
  readonly reactions: readonly Reacted[]
  readonly counted: readonly UserId[]
  readonly files: readonly files.FileRow[]
  readonly versions: readonly versions.Version[]
  /** Where it is a poll. */
  readonly poll?: polls.Standing & { readonly votes: readonly polls.Vote[] }
}
/** Files of one message, and its place. */
export type Shared = { readonly seq: number; readonly files: readonly files.FileRow[] }
/** One place of a room's log: what was said, or another lasting change. */
export type Line = { readonly said: WholeMessage } | { readonly entry: EntryRow }

/** The places after `after`, up to `upto`, at most `limit`, in rising order. Six queries. */
export async function lines(tx: Tx, room: RoomId, after: number, upto: number, limit: number): Promise<Line[]> {
  // Places have no gaps.
  const [kept = []] = await since(tx, [{ room, after, upto: Math.min(upto, after + limit) }])
  const said = kept.flatMap(({ event, said: row }) => (event === SAID && row !== null ? [row] : []))
  const reactions = await reactionsOf(
    tx,
    said.map(({ id }) => id),
  )
  const counted = await countedIn(tx, room, after, Math.min(upto, after + limit))
  const shared = await files.ofMessages(
    tx,
    said.flatMap(({ id, files: some }) => (some === undefined ? [] : [id])),
  )
  const before = await versions.of(
    tx,
    said.flatMap(({ id, editedAt }) => (editedAt === null ? [] : [id])),
  )
  const asked = said.flatMap(({ id, extra }) => (extra?.poll === undefined ? [] : [id]))
  const standings = await polls.of(tx, asked)
  const votes = await polls.votes(tx, asked)
  return kept.map(({ said: row, ...entry }): Line => {
    if (entry.event !== SAID || row === null) return { entry }
    const files = shared.get(row.id) ?? []
    const hung = { reactions: reactions.get(row.id) ?? [], counted: counted.get(row.seq) ?? [], versions: before.get(row.id) ?? [] }
    const standing = standings.get(row.id)
    return { said: { ...row, ...hung, files, ...(standing && { poll: { ...standing, votes: votes.get(row.id) ?? [] } }) } }
  })
}

/** Those of the places after `after`, up to `upto`, where something was said with files, old ones too. */
export async function withFiles(tx: Tx, room: RoomId, after: number, upto: number): Promise<Shared[]> {
  const old = await archive.newer(tx, room, after, upto - after, upto)
  const rows = await tx
    .selectFrom('messages')
    .select(['id', 'seq'])
    .where('room', '=', roomNumber(tx, room))
    .where('seq', '>', after)
    .where('seq', '<=', upto)
    .where('files', 'is not', null)
    .orderBy('seq')
    .execute()
  const said = [...old.filter(({ files: some }) => some !== undefined), ...rows]
  const found = await files.ofMessages(
    tx,
    said.map(({ id }) => id),
  )
  return said.map(({ id, seq }) => ({ seq, files: found.get(id) ?? [] }))
}

async function reactionsOf(tx: Tx, ids: readonly MessageId[]): Promise<Map<MessageId, Reacted[]>> {
  const found = new Map<MessageId, Reacted[]>()
  if (ids.length === 0) return found
  const rows = await tx.selectFrom('reactions').selectAll().where('message_id', 'in', ids).orderBy('place').execute()
  for (const { message_id, user_id: user, emoji, at } of rows)
    found.set(message_id, [...(found.get(message_id) ?? []), { user, emoji, at }])
  return found
}

async function countedIn(tx: Tx, room: RoomId, after: number, upto: number): Promise<Map<number, UserId[]>> {
  const rows = await tx
    .selectFrom('mentions')
    .select(['seq', 'user_id'])
    .where('room_id', '=', room)
    .where('seq', '>', after)
    .where('seq', '<=', upto)
    .orderBy('user_id')
    .execute()
  const found = new Map<number, UserId[]>()
  for (const { seq, user_id } of rows) found.set(seq, [...(found.get(seq) ?? []), user_id])
  return found
}

/** Every room in the order they came to be, deleted ones too. */
export async function allRooms(tx: Tx): Promise<RoomRow[]> {
  return (await tx.selectFrom('rooms').selectAll().orderBy('id').execute()).map(roomRow)
}

export type Contact = { readonly owner: UserId; readonly user: UserId; readonly at: number }

/** @param owner everybody's where it is not given */
export async function allContacts(tx: Tx, owner?: UserId): Promise<Contact[]> {
  const all = tx.selectFrom('contacts').selectAll()
  const rows = await (owner === undefined ? all : all.where('owner_id', '=', owner))
    .orderBy('owner_id')
    .orderBy('at')
    .orderBy('user_id')
    .execute()
  return rows.map(({ owner_id, user_id: user, at: when }) => ({ owner: owner_id, user, at: when }))
}

/** Puts a message with all that hangs on it at its own place. The room's own seq is somebody else's to set. */
export async function put(tx: Tx, { reactions, counted, files: shared, versions: before, poll, ...row }: WholeMessage): Promise<void> {
  const { id, room, seq, author, text, clientId, replyTo, at: when, mentions, editedAt, deletedAt, extra } = row
  await tx
    .insertInto('messages')
    .values({
      ...{ room: roomNumber(tx, room), seq, id, author: userNumber(tx, author), text, client_id: clientId, reply_to: replyTo, at: when },
      ...{
        mentions: JSON.stringify(mentions),
        edited_at: editedAt,
        deleted_at: deletedAt,
        files: shared.length || null,
        extra: written(extra),
      },
    })
    .execute()
  for (const [place, { user, emoji, at: then }] of reactions.entries())
    await tx
      .insertInto('reactions')
      .values({ message_id: id, user_id: user, emoji, at: then, place: place + 1 })
      .execute()
  for (const [place, file] of shared.entries()) await putFile(tx, file, place)
  if (extra?.poll !== undefined) await polls.begin(tx, room, id, extra.poll.options.length)
  const chosen = Map.groupBy(poll?.votes ?? [], ({ user }) => user)
  for (const [user, votes] of chosen)
    await polls.choose(tx, { room, id, user, choices: votes.map(({ choice }) => choice), at: votes[0]?.at ?? when })
  if (extra?.thread !== undefined) await threads.add(tx, { room, root: extra.thread, seq, author, at: when, also: extra.also === true })
  for (const version of before) await versions.keep(tx, room, id, version, Number.MAX_SAFE_INTEGER)
  for (const user of counted) await tx.insertInto('mentions').values({ user_id: user, room_id: room, seq }).execute()
}

/** Puts a file at its place; its bytes are on the disk already. */
export async function putFile(tx: Tx, file: files.FileRow, place = 0): Promise<void> {
  if (file.hash !== null) await files.keepBlob(tx, file.hash, file.size)
  await files.add(tx, file, place)
}
