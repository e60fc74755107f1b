// What people do with what was said: pins, words taken elsewhere.
import { type Static, Type } from 'typebox'
import { At, MessageId, Seq, UserId } from './ids.ts'

/** Said by somebody else, or elsewhere, before. In which room is not told: `message.origin` says it to who is there, too. */
export const Forwarded = Type.Object({ author: UserId, at: At })
export type Forwarded = Static<typeof Forwarded>

/** A message was pinned. `seq`: the place of the pinning in the room's log, where a line says who did it. */
export const Pin = Type.Object({ id: MessageId, seq: Seq, by: UserId, at: At })
export type Pin = Static<typeof Pin>

/** What stands under the first message of a thread, and under a call that something was said beside. `users`: who replied, the first five of them. Deleted replies count. */
export const Replies = Type.Object({
  count: Type.Integer({ minimum: 1 }),
  lastSeq: Seq,
  lastAt: At,
  users: Type.Array(UserId),
})
export type Replies = Static<typeof Replies>

/** Of a message in a thread: the message or call it began with, and whether it stands in the room, too. */
export const inThread = {
  thread: Type.Optional(
    Type.Unsafe<MessageId>({ ...MessageId, description: 'a reply in the thread that began with this message, or call' }),
  ),
  also: Type.Optional(Type.Literal(true, { description: 'it stands in the room, too' })),
}

/** What a poll asks. */
export const PollTerms = Type.Object({
  question: Type.String(),
  options: Type.Array(Type.String(), { minItems: 2, maxItems: 10 }),
  several: Type.Optional(Type.Literal(true, { description: 'one may choose more than one' })),
  anonymous: Type.Optional(Type.Literal(true, { description: 'who chose what is told to nobody' })),
  closesAt: Type.Optional(At),
})
export type PollTerms = Static<typeof PollTerms>

/** A poll as it stands. `voters`: how many people chose anything; `mine`: what one chose oneself, never in an event. */
export const Poll = Type.Object({
  ...PollTerms.properties,
  counts: Type.Array(Type.Integer({ minimum: 0 }), { description: 'one for each option' }),
  voters: Type.Integer({ minimum: 0 }),
  closed: Type.Optional(At),
  mine: Type.Optional(Type.Array(Type.Integer({ minimum: 0 }))),
})
export type Poll = Static<typeof Poll>

/** What a message may be looked for by besides its words. */
export const Has = Type.Union([
  Type.Literal('file', { description: 'any file' }),
  Type.Literal('image'),
  Type.Literal('link', { description: 'an address of the web in its words' }),
  Type.Literal('poll'),
  Type.Literal('pin', { description: 'it is pinned' }),
])
export type Has = Static<typeof Has>
