// The tables of moderation, as they stand after the last migration.
import type { MessageId, ReportId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Generated } from 'kysely'

export type ModerationSchema = {
  mutes: MuteTable
  reports: ReportTable
  wishes: WishTable
  audit: AuditTable
  resets: ResetTable
}

/** `room_id`: '' for everywhere. */
type MuteTable = { user_id: UserId; room_id: RoomId | ''; until: number; by_id: UserId; reason: string; at: number }

/** `words`: what who reported it says of it; never those of the message. */
export type ReportTable = {
  id: ReportId
  by_id: UserId
  user_id: UserId
  room_id: RoomId | null
  message_id: MessageId | null
  why: string
  words: string
  at: number
  settled_at: number | null
  settled_by: UserId | null
  outcome: string | null
}

/** Who asks to come in, and as what they were invited. */
type WishTable = { room_id: RoomId; user_id: UserId; at: number; role: 'member' | 'admin' | null }

/** Who may choose a new password by a link. */
type ResetTable = { user_id: UserId; token_hash: string; expires_at: number }

/** Grows at its end only: the database itself refuses anything else. `by_id`: null for the command line. */
export type AuditTable = {
  n: Generated<number>
  at: number
  by_id: UserId | null
  deed: string
  user_id: UserId | null
  room_id: RoomId | null
  detail: string
}
