// How far people have read, asked and kept for many of them at once. Not more of them than `ASKED_AT_ONCE`.
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import { sql } from 'kysely'
import type { Tx } from './schema.ts'
import { filled } from './wanted.ts'

export type Reader = { readonly room: RoomId; readonly user: UserId }
/** `seq`: how far the room's log has come; `readSeq` is null for who is not in the room. */
export type Reached = { readonly seq: number; readonly readSeq: number | null; readonly isDeleted: boolean }

const NOBODY = { room: '', user: '', seq: 0 } as const

/** In their order; undefined where there is no such room. */
export async function reached(tx: Tx, readers: readonly Reader[]): Promise<readonly (Reached | undefined)[]> {
  if (readers.length === 0) return []
  const list = filled<{ room: string; user: string }>(readers, NOBODY).map(({ room, user }) => sql`(${room}, ${user})`)
  const { rows } = await sql<
    Reader & { readonly seq: number; readonly deleted_at: number | null; readonly read_seq: number | null }
  >`select wanted.column1 as room, wanted.column2 as "user", rooms.seq, rooms.deleted_at, members.read_seq
    from (values ${sql.join(list)}) as wanted join rooms on rooms.id = wanted.column1
    left join members on members.room_id = wanted.column1 and members.user_id = wanted.column2`.execute(tx)
  const found = new Map(rows.map((row) => [keyOf(row), row]))
  return readers.map((reader) => {
    const row = found.get(keyOf(reader))
    return row && { seq: row.seq, readSeq: row.read_seq, isDeleted: row.deleted_at !== null }
  })
}

const keyOf = ({ room, user }: Reader): string => `${room} ${user}`

/** Never lowers. */
export async function setRead(tx: Tx, reads: readonly (Reader & { readonly seq: number })[]): Promise<void> {
  if (reads.length === 0) return
  const list = filled<{ room: string; user: string; seq: number }>(reads, NOBODY)
  const rows = list.map(({ room, user, seq }) => sql`(${room}, ${user}, cast(${seq} as bigint))`)
  await sql`update members set read_seq = wanted.column3 from (values ${sql.join(rows)}) as wanted
    where members.room_id = wanted.column1 and members.user_id = wanted.column2 and members.read_seq < wanted.column3`.execute(tx)
}
