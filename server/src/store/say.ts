// What is said, on its way into the table of messages: shared by the two ways there are of keeping it.
import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { PollTerms } from '@hearth/protocol/mark-shapes.ts'
import type { Preview } from '@hearth/protocol/preview-shapes.ts'

/** What few messages hold besides words. */
export type Extra = {
  /** Where it was said first, by whom and when. */
  readonly forwarded?: { readonly author: UserId; readonly at: number; readonly room: RoomId; readonly message: MessageId }
  /** The message its thread began with; `also`: it stands in the room, too. */
  readonly thread?: MessageId
  readonly also?: true
  readonly poll?: PollTerms
  /** What its link leads to. `unpreviewed`: somebody took that off for good. */
  readonly preview?: Preview
  readonly unpreviewed?: true
  /** Who took it back, where that was not its author. */
  readonly deletedBy?: UserId
}

export type MessageRow = {
  readonly id: MessageId
  readonly room: RoomId
  readonly seq: number
  readonly author: UserId
  /** Null once deleted. */
  readonly text: string | null
  readonly clientId: string
  readonly replyTo: MessageId | null
  readonly at: number
  readonly mentions: readonly UserId[]
  readonly editedAt: number | null
  readonly deletedAt: number | null
  /** How many, where there are any. */
  readonly files?: number
  readonly extra?: Extra
  /** What hangs on it cannot be read, and is left out. */
  readonly damaged?: true
}

/** What is to be said; its place and its id are given when it is kept. */
export type Say = Omit<MessageRow, 'id' | 'seq' | 'editedAt' | 'deletedAt' | 'damaged'> & {
  /** For the id: nine letters. */
  readonly chance: string
}
export type Said = {
  /** False: the author used this clientId before, and this is what was said then. */
  readonly fresh: boolean
  readonly room: RoomId
  readonly id: MessageId
  readonly seq: number
  readonly at: number
}

/** Each once, and never the author. */
export const countedMentions = (author: UserId, mentions: readonly UserId[]): UserId[] =>
  mentions.length === 0 ? [] : [...new Set(mentions)].filter((user) => user !== author)
