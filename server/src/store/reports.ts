// What people reported, and what came of it.
import type { MessageId, ReportId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Selectable } from 'kysely'
import type { ReportTable } from './schema.moderation.ts'
import type { Tx } from './schema.ts'

export type ReportRow = {
  readonly id: ReportId
  readonly by: UserId
  readonly user: UserId
  readonly room: RoomId | null
  readonly message: MessageId | null
  readonly why: string
  readonly words: string
  readonly at: number
  readonly settled: { readonly at: number; readonly by: UserId; readonly outcome: string } | null
}

export async function add(tx: Tx, { id, by, user, room, message, why, words, at }: ReportRow): Promise<void> {
  await tx
    .insertInto('reports')
    .values({
      ...{ id, by_id: by, user_id: user, room_id: room, message_id: message, why, words, at },
      ...{ settled_at: null, settled_by: null, outcome: null },
    })
    .execute()
}

export async function byId(tx: Tx, id: ReportId): Promise<ReportRow | undefined> {
  const found = await tx.selectFrom('reports').selectAll().where('id', '=', id).executeTakeFirst()
  return found && reportRow(found)
}

/** Those of one state, the newest first; from behind `before` on. */
export async function page(
  tx: Tx,
  { open, before, limit }: { readonly open: boolean; readonly before?: ReportId | undefined; readonly limit: number },
): Promise<ReportRow[]> {
  const all = tx
    .selectFrom('reports')
    .selectAll()
    .where('settled_at', open ? 'is' : 'is not', null)
  const rows = await (before === undefined ? all : all.where('id', '<', before)).orderBy('id', 'desc').limit(limit).execute()
  return rows.map(reportRow)
}

/** How many wait. Of one person: how many of theirs do. */
export async function waiting(tx: Tx, by?: UserId): Promise<number> {
  const open = tx
    .selectFrom('reports')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('settled_at', 'is', null)
  const { count } = await (by === undefined ? open : open.where('by_id', '=', by)).executeTakeFirstOrThrow()
  return count
}

/** The same thing, reported by the same person and not settled yet. */
export async function twin(tx: Tx, by: UserId, user: UserId, message: MessageId | null): Promise<ReportRow | undefined> {
  const found = await tx
    .selectFrom('reports')
    .selectAll()
    .where('settled_at', 'is', null)
    .where('by_id', '=', by)
    .where('user_id', '=', user)
    .where('message_id', message === null ? 'is' : '=', message)
    .limit(1)
    .executeTakeFirst()
  return found && reportRow(found)
}

export async function settle(
  tx: Tx,
  id: ReportId,
  settled: { readonly at: number; readonly by: UserId; readonly outcome: string },
): Promise<void> {
  await tx
    .updateTable('reports')
    .set({ settled_at: settled.at, settled_by: settled.by, outcome: settled.outcome })
    .where('id', '=', id)
    .execute()
}

const reportRow = (row: Selectable<ReportTable>): ReportRow => ({
  ...{
    id: row.id,
    by: row.by_id,
    user: row.user_id,
    room: row.room_id,
    message: row.message_id,
    why: row.why,
    words: row.words,
    at: row.at,
  },
  settled:
    row.settled_at === null || row.settled_by === null || row.outcome === null
      ? null
      : { at: row.settled_at, by: row.settled_by, outcome: row.outcome },
})
