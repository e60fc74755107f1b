// Where something can be half written: in a room, or in a thread of one.
import type { MessageId, RoomId } from '@hearth/protocol/ids.ts'

/** A room's id; of a thread its room's, a stroke, and that of the message it began with: `ROOM/MESSAGE`. */
export type DraftPlace = RoomId | `${string}/${string}`

export const inThread = (room: RoomId, root: MessageId): DraftPlace => `${room}/${root}`

/** Only ids stand in a place, and no id holds a stroke. */
export function partsOf(place: DraftPlace): { readonly room: RoomId; readonly thread?: MessageId } {
  const [room, thread] = place.split('/')
  return { room: room as RoomId, ...(thread === undefined ? {} : { thread: thread as MessageId }) }
}

export const roomOf = (place: DraftPlace): RoomId => partsOf(place).room

/** Is anything half written in the room, or in one of its threads? */
export const hasDraft = (drafts: ReadonlyMap<DraftPlace, string>, room: RoomId): boolean =>
  [...drafts].some(([place, text]) => text.trim() !== '' && roomOf(place) === room)
