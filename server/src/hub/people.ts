// Who is connected and which rooms they hear. Rooms are kept once per person, not once per connection.
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Listener } from './listener.ts'

/** One person, on however many devices. */
export type Person = { readonly user: UserId; readonly listeners: Listener[]; readonly rooms: Set<RoomId> }

export type People = {
  readonly byUser: Map<UserId, Person>
  readonly byRoom: Map<RoomId, Set<Person>>
}

export const nobody = (): People => ({ byUser: new Map(), byRoom: new Map() })

/** Was it new? */
export function add(people: People, listener: Listener, rooms: readonly RoomId[]): boolean {
  let person = people.byUser.get(listener.user)
  if (!person) people.byUser.set(listener.user, (person = { user: listener.user, listeners: [], rooms: new Set() }))
  if (person.listeners.includes(listener)) return false
  person.listeners.push(listener)
  for (const room of rooms) if (!person.rooms.has(room)) follow(people, person, room)
  return true
}

/** What became of its person: still here, gone with it, or it was not there at all. */
export function remove(people: People, listener: Listener): 'here' | 'gone' | 'unknown' {
  const person = people.byUser.get(listener.user)
  const at = person?.listeners.indexOf(listener) ?? -1
  if (!person || at < 0) return 'unknown'
  person.listeners.splice(at, 1)
  if (person.listeners.length > 0) return 'here'
  for (const room of [...person.rooms]) unfollow(people, person, room)
  people.byUser.delete(person.user)
  return 'gone'
}

export function follow({ byRoom }: People, person: Person, room: RoomId): void {
  person.rooms.add(room)
  const there = byRoom.get(room)
  if (there) there.add(person)
  else byRoom.set(room, new Set([person]))
}

export function unfollow({ byRoom }: People, person: Person, room: RoomId): void {
  person.rooms.delete(room)
  const there = byRoom.get(room)
  there?.delete(person)
  if (there?.size === 0) byRoom.delete(room)
}

export const everyListener = ({ byUser }: People): Listener[] => [...byUser.values()].flatMap((person) => person.listeners)
