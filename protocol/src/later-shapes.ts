// What is kept for another time: words to be said, and reminders. Only their owner's devices hear of them.
import { type Static, Type } from 'typebox'
import { At, LaterId, MessageId, RoomId, Seq } from './ids.ts'
import { orNull } from './shapes.ts'

/** Of one person, both kinds together. */
export const MOST_LATER = 100

export const Later = Type.Object({
  id: LaterId,
  kind: Type.Union([
    Type.Literal('send', { description: 'to be said in the room; `message`: what it answers' }),
    Type.Literal('remind', { description: 'to be reminded of `message`; `text`: a note' }),
  ]),
  room: RoomId,
  text: Type.String(),
  message: orNull(MessageId),
  seq: orNull(Type.Unsafe<Seq>({ ...Seq, description: 'the place of `message`' })),
  due: At,
  state: Type.Union([
    Type.Literal('waiting'),
    Type.Literal('due', { description: 'a reminder whose time has come; it stays until it is dropped' }),
    Type.Literal('failed', { description: 'it could not be said; `failure` says why, as the code of an error' }),
  ]),
  failure: Type.Optional(Type.String()),
})
export type Later = Static<typeof Later>

export const Draft = Type.Object({
  room: RoomId,
  text: Type.String(),
  replyTo: Type.Optional(Type.Unsafe<MessageId>({ ...MessageId, description: 'what it is to answer' })),
})
export type Draft = Static<typeof Draft>

export const ThreadDraft = Type.Object({
  room: RoomId,
  thread: Type.Unsafe<MessageId>({ ...MessageId, description: 'the message or call it began with' }),
  text: Type.String(),
})
export type ThreadDraft = Static<typeof ThreadDraft>
