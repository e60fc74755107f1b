// Threads one takes part in, and what of them waits. Replies of others count; one's own are read as they are said.
import type { ChatEvent, LoggedEvent } from '@hearth/protocol/events.ts'
import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { ThreadPlace } from '@hearth/protocol/thread-commands.ts'

export type ThreadPlaces = ReadonlyMap<MessageId, ThreadPlace>

export const placesIn = (given: readonly ThreadPlace[]): ThreadPlaces => new Map(given.map((place) => [place.id, place]))

/** What one's own devices are told. */
export function applyToPlaces(places: ThreadPlaces, event: ChatEvent): ThreadPlaces {
  if (event.event !== 'thread.placed' || event.room === undefined) return places
  const { on, ...place } = event.with
  if (on) return new Map(places).set(place.id, { ...place, room: event.room })
  return new Map([...places].filter(([id]) => id !== place.id))
}

/** What is said in a thread. */
export function repliedIn(places: ThreadPlaces, { event, room, seq, with: said }: LoggedEvent, me: UserId | undefined): ThreadPlaces {
  if (event !== 'message.said' || !('thread' in said) || said.thread === undefined) return places
  const { thread: id, author } = said
  if (author === me) return new Map(places).set(id, { room, id, seq, unread: 0 })
  const place = places.get(id)
  return place === undefined ? places : new Map(places).set(id, { ...place, unread: place.unread + 1 })
}

export const withoutPlacesOf = (places: ThreadPlaces, room: RoomId): ThreadPlaces =>
  [...places.values()].some((place) => place.room === room) ? new Map([...places].filter(([, place]) => place.room !== room)) : places
