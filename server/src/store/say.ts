// What is said, on its way into the table of messages: shared by the two ways there are of keeping it.
import { At, MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import { inThread, PollTerms } from '@hearth/protocol/mark-shapes.ts'
import { Preview } from '@hearth/protocol/preview-shapes.ts'
import { type Static, Type } from 'typebox'

const strict = { additionalProperties: false }
const once = (description: string) => Type.Optional(Type.Literal(true, { description }))

/** What few messages hold besides words: what stands in their column of that name. */
export const Extra = Type.Object(
  {
    forwarded: Type.Optional(
      Type.Object({ author: UserId, at: At, room: RoomId, message: MessageId }, { ...strict, description: 'from where' }),
    ),
    ...inThread,
    poll: Type.Optional(Type.Object(PollTerms.properties, strict)),
    preview: Type.Optional(Type.Object(Preview.properties, strict)),
    unpreviewed: once('somebody took what its link leads to off for good'),
    deletedBy: Type.Optional(Type.Unsafe<UserId>({ ...UserId, description: 'who took it back, where that was not its author' })),
  },
  strict,
)
export type Extra = Readonly<Static<typeof Extra>>

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
