// The tables as they stand after the last migration. Flags are 0 and 1, lists are JSON text, times are epoch
// milliseconds: the same on both engines, so that one query means one thing.

import type { CallEnd } from '@hearth/protocol/call-shapes.ts'
import type { AppId, CallId, FileId, InviteId, LaterId, MessageId, RoomId, SessionId, UserId } from '@hearth/protocol/ids.ts'
import type { Later } from '@hearth/protocol/later-shapes.ts'
import type { FileKind, Role, RoomKind } from '@hearth/protocol/shapes.ts'
import type { Generated, Kysely } from 'kysely'
import type { ModerationSchema } from './schema.moderation.ts'
import type { SignInSchema } from './schema.sign-in.ts'

export type Engine = 'sqlite' | 'postgres'
export type Flag = 0 | 1
/** What a program sends instead of a password: nothing else but it, a hash of it, a hash of it behind a salt. */
export type KeyForm = 'plain' | 'hashed' | 'salted'
/** What every function of this room is handed: a connection inside a transaction. */
export type Tx = Kysely<Schema>

type Others = ModerationSchema & SignInSchema
export type Schema = Others & {
  users: UserTable
  sessions: SessionTable
  rooms: RoomTable
  members: MemberTable
  messages: MessageTable
  segments: SegmentTable
  said_before: SaidBeforeTable
  mentions: MentionTable
  reactions: ReactionTable
  pins: PinTable
  stars: StarTable
  versions: VersionTable
  threads: ThreadTable
  replies: ReplyTable
  polls: PollTable
  votes: VoteTable
  reading_hidden: HiddenTable
  thread_places: ThreadPlaceTable
  entries: EntryTable
  calls: CallTable
  blobs: BlobTable
  files: FileTable
  search_parts: SearchPartTable
  search_leaves: SearchLeafTable
  search_rooms: SearchRoomTable
  contacts: ContactTable
  own: OwnTable
  later: LaterTable
  bans: BanTable
  invites: InviteTable
  attempts: AttemptTable
  facts: FactTable
  older_people: OlderPersonTable
  older_rooms: OlderRoomTable
  older_keys: OlderKeyTable
}

/** `number` is what a person or a room is called inside the tables that grow: rows of messages stay small. */
export type UserTable = {
  number: Generated<number>
  id: UserId
  name: string
  name_key: string | null
  /** Both names in small letters, for the search. */
  name_fold: string
  display_name: string
  display_fold: string
  colour: number
  status: string
  admin: Flag
  guest: Flag
  password_hash: string | null
  created_at: number
  seen_at: number | null
  deleted_at: number | null
  banned_at: number | null
  picture: FileId | null
  /** Who may know when they were last here; null: everyone. */
  last_seen: 'contacts' | 'nobody' | null
  /** Besides `admin`: the owner among the admins, or a moderator. */
  rank: 'owner' | 'moderator' | null
  /** JSON of what is known of who waits to be let in (users.ts); null: nobody has to let them in. */
  pending: string | null
}

/**
 * `scope`: of a token for a program, what it may do, as words with blanks between; null: a sign-in, which may do everything. `app_id`: the
 * app password it came in with.
 */
type SessionTable = {
  id: SessionId
  user_id: UserId
  token_hash: string
  client: string
  created_at: number
  seen_at: number
  scope: string | null
  expires_at: number | null
  app_id: AppId | null
  address: string | null
  device: string | null
}

export type RoomTable = {
  number: Generated<number>
  id: RoomId
  kind: RoomKind
  name: string
  topic: string
  public: Flag
  code: string | null
  direct_key: string | null
  seq: number
  member_count: number
  created_at: number
  deleted_at: number | null
  picture: FileId | null
  /** After so many days the bytes of its files are deleted. */
  file_days: number | null
  /** After so many days its messages are moved into segments; 0: never, null: as everywhere. */
  archive_days: Generated<number | null>
  /** Up to this place its messages lie in segments, from there on in the table of messages. */
  archived: Generated<number>
  /** A place to talk. */
  voice: Flag
  /** JSON of what holds in it besides roles; null for nothing, as it is with nearly all. */
  rules: string | null
  /** So much all of its files may have together, and so many they may be; null: as everywhere. */
  file_bytes: Generated<number | null>
  file_count: Generated<number | null>
}

export type MemberTable = { room_id: RoomId; user_id: UserId; role: Role; joined_at: number; joined_seq: number; read_seq: number }

/** In the order in which they were kept, whatever the room: `n`. `room` and `author` are numbers of rooms and users. */
export type MessageTable = {
  n: Generated<number>
  room: number
  seq: number
  id: MessageId
  author: number
  text: string | null
  client_id: string
  reply_to: MessageId | null
  at: number
  mentions: string
  edited_at: number | null
  deleted_at: number | null
  /** How many; null for none, as it is with nearly all. */
  files: number | null
  /** JSON (say.ts); null with nearly all. */
  extra: Generated<string | null>
}

/**
 * Messages of the places `first` to `last` of a room's log, moved together (segment.ts). `n` of the first and the last, how many, and how many of them are
 * not deleted; `authors`: who said what is where. `body` is read and written as text, by the functions encode and decode that both engines have.
 */
type SegmentTable = {
  room: number
  first: number
  last: number
  first_n: number
  last_n: number
  count: number
  worded: number
  authors: string
  body: never
}
/** Which clientIds were used by messages in segments. */
type SaidBeforeTable = { client_id: string; author: number; room: number; seq: number }

/** Who was mentioned when the message was said: what is counted as unread. Edits and deletions leave it alone. */
type MentionTable = { user_id: UserId; room_id: RoomId; seq: number }

/** `place` rises by one in its message: first use decides the order, no clock does. */
type ReactionTable = { message_id: MessageId; user_id: UserId; emoji: string; at: number; place: number }

/** `seq`: the place of the pinning. */
export type PinTable = { message_id: MessageId; room_id: RoomId; seq: number; by_id: UserId; at: number }

/** Messages people saved for themselves. */
type StarTable = { owner_id: UserId; message_id: MessageId; room_id: RoomId; at: number }

/** What a message said before it was changed, and since when. `place` rises in its message. */
type VersionTable = { message_id: MessageId; place: number; room_id: RoomId; text: string; at: number }

/** By the message each began with. `users`: JSON, the first few who replied. */
type ThreadTable = { root_id: MessageId; room_id: RoomId; count: number; last_seq: number; last_at: number; users: string }
/** Which places of the log are replies. `aside`: it stands in its thread alone. Without an author: packed away before that was kept. */
type ReplyTable = { root_id: MessageId; seq: number; room_id: RoomId; author_id: UserId | null; aside: Flag }

/** How far somebody has read a thread. `mine`: they take part in it. */
type ThreadPlaceTable = { user_id: UserId; root_id: MessageId; room_id: RoomId; read_seq: number; mine: Flag }

/** How polls stand. `counts`: JSON, one for each option. */
type PollTable = { message_id: MessageId; room_id: RoomId; counts: string; voters: number; closed_at: number | null }
/** `choice`: which option, from 0. */
type VoteTable = { message_id: MessageId; user_id: UserId; choice: number; room_id: RoomId; at: number }

/** Who does not let others know how far they have read. */
type HiddenTable = { user_id: UserId }

/** Every lasting change but what was said: a message is its own entry. `message_seq`: the place of the message it is about. */
type EntryTable = { room: number; seq: number; event: string; actor_id: UserId; at: number; message_seq: number | null; body: string }

/** `seq`: where its start stands in the room's log. `people`: everybody who was in it. */
export type CallTable = {
  id: CallId
  room_id: RoomId
  seq: number
  by_id: UserId
  at: number
  video: Flag
  people: string
  ended_at: number | null
  why: CallEnd | null
  ended_by: UserId | null
}

/** Bytes on the disk, under their hash. `loose`: perhaps nobody refers to them any more. */
type BlobTable = { hash: string; size: number; loose: Flag }

/** `hash` is null until the upload is whole, and when it is gone. `at`: begun, then whole, then sent. `place`: its order in the message. */
export type FileTable = {
  id: FileId
  owner_id: UserId
  room_id: RoomId | null
  message_id: MessageId | null
  place: number
  name: string
  size: number
  hash: string | null
  kind: FileKind
  type: string
  width: number | null
  height: number | null
  duration: number | null
  picture: Flag
  at: number
  gone: 'expired' | null
}

/** The search index of places `place` to `place + size - 1` of a room's log. `last_n`: the newest message in it. `changes`: how often it was changed. */
export type SearchPartTable = {
  id: Generated<number>
  room: number
  place: number
  size: number
  last_n: number
  leaves: number
  changes: number
}
/** Which messages hold which grams (search.postings.ts). `id`: that of the part × MOST_LEAVES, and which leaf of it. */
type SearchLeafTable = { id: number; grams: string }
/** How far a room's log is indexed. */
type SearchRoomTable = { room: number; upto: number }

type ContactTable = { owner_id: UserId; user_id: UserId; at: number }
/** What somebody keeps for themselves: `body` is JSON, of a form that `kind` tells (own.ts). */
export type OwnTable = { owner_id: UserId; kind: string; about: string; body: string; at: number }
/** `message_id`: what it answers, or is about. */
export type LaterTable = {
  id: LaterId
  owner_id: UserId
  kind: Later['kind']
  room_id: RoomId
  message_id: MessageId | null
  text: string
  client_id: string
  due: number
  state: Later['state']
  failure: string | null
}
type BanTable = {
  value: string
  kind: 'address' | 'user' | 'device'
  reason: string
  at: number
  until: number | null
  about_id: UserId | null
}
/** `opens`: lets people make accounts where registration is by invitation. `by_id` null: made on the server's own machine. */
export type InviteTable = {
  token_hash: string
  created_at: number
  expires_at: number
  uses_left: number
  id: InviteId
  by_id: UserId | null
  room_id: RoomId | null
  role: 'member' | 'admin'
  uses: number
  opens: Flag
  /** Somebody lets in who comes by it. */
  asks: Generated<Flag>
}
type AttemptTable = { key: string; count: number; until: number }
type FactTable = { key: string; value: string }
/** What older programs call a person, and a room. */
type OlderPersonTable = { user_id: UserId; word: string; word_key: string }
type OlderRoomTable = { room_id: RoomId; word: string; word_key: string; code: string }
/** `sealed`: null until its owner sends it for the first time. */
type OlderKeyTable = { user_id: UserId; form: KeyForm; salt: string; sealed: string | null }
