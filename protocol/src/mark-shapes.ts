// What people do with what was said: pins.
import { type Static, Type } from 'typebox'
import { At, MessageId, Seq, UserId } from './ids.ts'

/** A message was pinned. `seq`: the place of the pinning in the room's log, where a line says who did it. */
export const Pin = Type.Object({ id: MessageId, seq: Seq, by: UserId, at: At })
export type Pin = Static<typeof Pin>
