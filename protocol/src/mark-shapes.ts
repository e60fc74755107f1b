// What people do with what was said: pins, words taken elsewhere.
import { type Static, Type } from 'typebox'
import { At, MessageId, Seq, UserId } from './ids.ts'

/** Said by somebody else, or elsewhere, before. In which room is not told: `message.origin` says it to who is there, too. */
export const Forwarded = Type.Object({ author: UserId, at: At })
export type Forwarded = Static<typeof Forwarded>

/** A message was pinned. `seq`: the place of the pinning in the room's log, where a line says who did it. */
export const Pin = Type.Object({ id: MessageId, seq: Seq, by: UserId, at: At })
export type Pin = Static<typeof Pin>
