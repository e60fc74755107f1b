// Who is connected and which rooms they hear. Rooms are kept once per person, not once per connection.
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Listener } from './listener.ts'

/** One person, on however many devices. */
export type Person = { readonly user: UserId; readonly listeners: Listener[]; readonly rooms: Set<Place> }

/** A room, as far as somebody hears it. */
export type Place = {
  readonly room: RoomId
  readonly people: Set<Person>
  /** All their connections, gathered when the room is told something and kept until one comes or goes. Never changed in place. */
  listeners: readonly Listener[] | undefined
}

export type People = {
  readonly byUser: Map<UserId, Person>
  readonly byRoom: Map<RoomId, Place>
}

const NOBODY: readonly Listener[] = []

export const nobody = (): People => ({ byUser: new Map(), byRoom: new Map() })

/** As they are now: who comes or goes afterwards is not in it, or still is. */
export function listenersIn({ byRoom }: People, room: RoomId): readonly Listener[] {
  const place = byRoom.get(room)
  return place === undefined ? NOBODY : (place.listeners ??= Array.from(place.people, ({ listeners }) => listeners).flat())
}

/** Was it new? */
export function add(people: People, listener: Listener, rooms: readonly RoomId[]): boolean {
  let person = people.byUser.get(listener.user)
  if (!person) people.byUser.set(listener.user, (person = { user: listener.user, listeners: [], rooms: new Set() }))
  if (person.listeners.includes(listener)) return false
  person.listeners.push(listener)
  for (const place of person.rooms) place.listeners = undefined
  for (const room of rooms) follow(people, person, room)
  return true
}

/** What became of its person: still here, gone with it, or it was not there at all. */
export function remove(people: People, listener: Listener): 'here' | 'gone' | 'unknown' {
  const person = people.byUser.get(listener.user)
  const at = person?.listeners.indexOf(listener) ?? -1
  if (!person || at < 0) return 'unknown'
  person.listeners.splice(at, 1)
  for (const place of person.rooms) place.listeners = undefined
  if (person.listeners.length > 0) return 'here'
  for (const { room } of [...person.rooms]) unfollow(people, person, room)
  people.byUser.delete(person.user)
  return 'gone'
}

export function follow({ byRoom }: People, person: Person, room: RoomId): void {
  let place = byRoom.get(room)
  if (!place) byRoom.set(room, (place = { room, people: new Set(), listeners: undefined }))
  place.people.add(person)
  place.listeners = undefined
  person.rooms.add(place)
}

export function unfollow({ byRoom }: People, person: Person, room: RoomId): void {
  const place = byRoom.get(room)
  if (!place) return
  person.rooms.delete(place)
  place.people.delete(person)
  place.listeners = undefined
  if (place.people.size === 0) byRoom.delete(room)
}

export const everyListener = ({ byUser }: People): Listener[] => [...byUser.values()].flatMap((person) => person.listeners)
