// What one saved for oneself, and in which room it was said.
import type { ChatEvent } from '@hearth/protocol/events.ts'
import type { MessageId, RoomId } from '@hearth/protocol/ids.ts'

export type Stars = ReadonlyMap<MessageId, RoomId>

/** The same ones where the event is about something else. */
export function applyToStars(stars: Stars, event: ChatEvent): Stars {
  switch (event.event) {
    case 'message.starred':
      return event.room === undefined ? stars : new Map([...stars, [event.with.id, event.room]])
    case 'message.unstarred':
    case 'message.deleted':
      return stars.has(event.with.id) ? new Map([...stars].filter(([id]) => id !== event.with.id)) : stars
    default:
      return stars
  }
}

export const starsIn = (given: readonly { readonly room: RoomId; readonly messages: readonly MessageId[] }[]): Stars =>
  new Map(given.flatMap(({ room, messages }) => messages.map((id) => [id, room] as const)))

export const withoutStarsOf = (stars: Stars, room: RoomId): Stars =>
  [...stars.values()].includes(room) ? new Map([...stars].filter(([, where]) => where !== room)) : stars
