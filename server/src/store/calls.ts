// Calls that stand in their room's log: when they began, who was in them, how they ended.
import type { CallEnd } from '@hearth/protocol/call-shapes.ts'
import type { CallId, MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import { callOfThread } from '@hearth/protocol/make-id.ts'
import type { RoomKind } from '@hearth/protocol/shapes.ts'
import type { Selectable } from 'kysely'
import { textsIn } from './columns.ts'
import type { CallTable, Tx } from './schema.ts'

export type CallRow = {
  readonly id: CallId
  readonly room: RoomId
  /** The place of its start. */
  readonly seq: number
  readonly by: UserId
  readonly at: number
  readonly video: boolean
  /** Everybody who was in it. */
  readonly people: readonly UserId[]
  /** Null while it goes on. */
  readonly ended: CallEnding | null
}
export type CallEnding = { readonly at: number; readonly why: CallEnd; readonly by: UserId | null }

/** Fails where one goes on in the room. */
export async function add(tx: Tx, { id, room, seq, by, at, video, people }: CallRow): Promise<void> {
  await tx
    .insertInto('calls')
    .values({
      id,
      room_id: room,
      seq,
      by_id: by,
      at,
      video: video ? 1 : 0,
      people: JSON.stringify(people),
      ended_at: null,
      why: null,
      ended_by: null,
    })
    .execute()
}

/** The one that goes on in a room. */
export async function goingOn(tx: Tx, room: RoomId): Promise<CallRow | undefined> {
  const found = await tx.selectFrom('calls').selectAll().where('room_id', '=', room).where('ended_at', 'is', null).executeTakeFirst()
  return found && callRow(found)
}

/** The one a thread began with; undefined where that is a message, or nothing of this room. */
export async function ofThread(tx: Tx, room: RoomId, root: MessageId): Promise<CallRow | undefined> {
  const found = await tx.selectFrom('calls').selectAll().where('room_id', '=', room).where('id', '=', callOfThread(root)).executeTakeFirst()
  return found && callRow(found)
}

/** All that go on, or went on when the server stopped. */
export async function allGoingOn(tx: Tx): Promise<{ readonly row: CallRow; readonly kind: RoomKind }[]> {
  const rows = await tx
    .selectFrom('calls')
    .innerJoin('rooms', 'rooms.id', 'calls.room_id')
    .selectAll('calls')
    .select('rooms.kind')
    .where('ended_at', 'is', null)
    .orderBy('calls.at')
    .execute()
  return rows.map((row) => ({ row: callRow(row), kind: row.kind }))
}

export async function setPeople(tx: Tx, id: CallId, people: readonly UserId[]): Promise<void> {
  await tx
    .updateTable('calls')
    .set({ people: JSON.stringify(people) })
    .where('id', '=', id)
    .execute()
}

export async function end(tx: Tx, id: CallId, { at, why, by }: CallEnding): Promise<void> {
  await tx.updateTable('calls').set({ ended_at: at, why, ended_by: by }).where('id', '=', id).execute()
}

/** The newest of the rooms somebody is in, newest first. */
export async function recentOf(tx: Tx, user: UserId, most: number): Promise<CallRow[]> {
  const rows = await tx
    .selectFrom('calls')
    .innerJoin('members', 'members.room_id', 'calls.room_id')
    .selectAll('calls')
    .where('members.user_id', '=', user)
    .orderBy('calls.at', 'desc')
    .orderBy('calls.id', 'desc')
    .limit(most)
    .execute()
  return rows.map(callRow)
}

const MOST_IN_A_PAGE = 200

/** Those that began between two places of a room's log, both included; the newest, where they are very many. */
export async function between(tx: Tx, room: RoomId, from: number, upto: number): Promise<CallRow[]> {
  const rows = await tx
    .selectFrom('calls')
    .selectAll()
    .where('room_id', '=', room)
    .where('seq', '>=', from)
    .where('seq', '<=', upto)
    .orderBy('seq', 'desc')
    .limit(MOST_IN_A_PAGE)
    .execute()
  return rows.map(callRow).toReversed()
}

function callRow({ id, room_id: room, seq, by_id: by, at, video, people, ended_at, why, ended_by }: Selectable<CallTable>): CallRow {
  const ended = ended_at === null || why === null ? null : { at: ended_at, why, by: ended_by }
  return { id, room, seq, by, at, video: video === 1, people: textsIn<UserId>(people) ?? [], ended }
}
