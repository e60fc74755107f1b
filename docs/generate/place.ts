// Where an event of the documents' examples happened.
import { type EventName, events } from '@hearth/protocol/events.ts'

/** Events without `seq` that still speak of one room. */
const inARoom: ReadonlySet<EventName> = new Set<EventName>(['typing', 'room.read', 'room.code'])

/** What an example says next to the event's name: `room` and `seq`, or the room alone, or nothing. */
export function place(name: EventName): { readonly room?: string; readonly seq?: number } {
  if (events[name].lasts === 'logged') return { room: 'ROOM', seq: 12 }
  return inARoom.has(name) || name.startsWith('call.') ? { room: 'ROOM' } : {}
}
