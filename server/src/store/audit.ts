// Who did what to whom, and when. Added to, never changed: a trigger of the database sees to it. No words of messages.
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Tx } from './schema.ts'

export type AuditRow = {
  readonly n: number
  readonly at: number
  /** Null: the command line, on the server's own machine. */
  readonly by: UserId | null
  readonly deed: string
  readonly user: UserId | null
  readonly room: RoomId | null
  readonly detail: string
}

export async function add(tx: Tx, { at, by, deed, user, room, detail }: Omit<AuditRow, 'n'>): Promise<void> {
  await tx.insertInto('audit').values({ at, by_id: by, deed, user_id: user, room_id: room, detail }).execute()
}

/** The newest first; from behind `before` on. */
export async function page(
  tx: Tx,
  { before, limit }: { readonly before?: number | undefined; readonly limit: number },
): Promise<AuditRow[]> {
  const all = tx.selectFrom('audit').selectAll()
  const rows = await (before === undefined ? all : all.where('n', '<', before)).orderBy('n', 'desc').limit(limit).execute()
  return rows.map(({ n, at, by_id: by, deed, user_id: user, room_id: room, detail }) => ({ n, at, by, deed, user, room, detail }))
}
