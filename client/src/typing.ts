// Who is writing where, and until when that is believed.
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import { withEntry, without } from './maps.ts'

/** By the clock handed to `apply`. */
export type Typing = ReadonlyMap<RoomId, ReadonlyMap<UserId, number>>

/** Somebody who is writing is believed to for this long. */
export const TYPING_FADES = 6000

export const writes = (typing: Typing, room: RoomId, user: UserId, now: number): Typing =>
  withEntry(typing, room, withEntry(typing.get(room) ?? new Map(), user, now + TYPING_FADES))

export function stops(typing: Typing, room: RoomId, user: UserId): Typing {
  const writing = typing.get(room)
  if (!writing?.has(user)) return typing
  const rest = without(writing, user)
  return rest.size === 0 ? without(typing, room) : withEntry(typing, room, rest)
}

/** Without who has not said for a while that they are writing. */
export function faded(typing: Typing, now: number): Typing {
  let after = typing
  for (const [room, writing] of typing) for (const [user, until] of writing) if (until <= now) after = stops(after, room, user)
  return after
}
