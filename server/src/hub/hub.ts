// Who is listening now, and who of them hears what. Memory only; decides nothing: audiences come with the tellings.
import type { ChatEvent } from '@hearth/protocol/events.ts'
import { errors } from '@hearth/protocol/errors.ts'
import type { RoomId, SessionId, UserId } from '@hearth/protocol/ids.ts'
import type { Presence } from '@hearth/protocol/shapes.ts'
import type { Audience, Telling } from '#core/outcome.ts'
import { createPresence } from './presence.ts'

/** How one kind of listener is spoken to: an event becomes bytes, or there is no word for it. Pure. */
export type Dialect = { readonly name: string; say(event: ChatEvent): Buffer | undefined }

export type Ending = 'session_unknown' | 'banned' | 'stopping'

/** Where a listener's bytes go. Bounded by whoever owns it; neither call throws or waits. */
export type Out = {
  push(bytes: Buffer): void
  /** What was pushed leaves, `last` after it, then the connection is over. */
  end(why: Ending, last: Buffer | undefined): void
}

export type Listener = {
  readonly user: UserId
  readonly session: SessionId
  readonly address: string
  readonly dialect: Dialect
  readonly out: Out
  /** Its own sign-out is under way: a cut of its session is left to whoever asked for it. */
  leaving?: boolean
}

/** One person, on however many devices. Rooms are kept once per person, not once per connection. */
type Person = { readonly user: UserId; readonly listeners: Listener[]; readonly rooms: Set<RoomId> }

export type Given = {
  readonly now: () => number
  /** A timer that can be called off. */
  readonly wait: (ms: number, then: () => void) => () => void
  readonly log: { error(about: object, says: string): void }
  /** Somebody's last connection is gone for good. */
  readonly onGone?: (user: UserId, at: number) => void
}

export type Hub = {
  /** Carries tellings out, in order. Never throws. */
  publish(tellings: readonly Telling[]): void
  /** From here on the listener hears its person's rooms. */
  attach(listener: Listener, rooms: readonly RoomId[]): void
  /** Twice is harmless. */
  detach(listener: Listener): void
  online(): readonly Presence[]
  connectionsOf(user: UserId): number
  listeners(): number
  /** Says the last event to everybody and ends them. */
  stop(event: ChatEvent): void
  close(): void
}

export function createHub(given: Given): Hub {
  const people = new Map<UserId, Person>()
  const rooms = new Map<RoomId, Set<Person>>()
  const encode = createEncoder(given.log)
  let count = 0
  const presence = createPresence({
    ...given,
    tell: (states) => publishOne({ do: 'tell', event: { event: 'presence', with: { people: states } }, audience: { to: 'everybody' } }),
  })

  function tellPerson(person: Person, event: ChatEvent): void {
    const { listeners } = person
    // Backwards: one that is cut off while it is told leaves its place without moving those still to come.
    for (let i = listeners.length - 1; i >= 0; i--) {
      const listener = listeners[i]
      if (listener === undefined) continue
      const bytes = encode(listener.dialect, event)
      if (bytes !== undefined) listener.out.push(bytes)
    }
  }

  function tell(event: ChatEvent, audience: Audience): void {
    switch (audience.to) {
      case 'room':
        for (const person of rooms.get(audience.room) ?? []) tellPerson(person, event)
        return
      case 'users':
        for (const user of audience.users) {
          const person = people.get(user)
          if (person) tellPerson(person, event)
        }
        return
      case 'everybody':
        for (const person of people.values()) tellPerson(person, event)
        return
      default:
        audience satisfies never
    }
  }

  function follow(person: Person, room: RoomId): void {
    person.rooms.add(room)
    const there = rooms.get(room)
    if (there) there.add(person)
    else rooms.set(room, new Set([person]))
  }

  function unfollow(person: Person, room: RoomId): void {
    person.rooms.delete(room)
    const there = rooms.get(room)
    there?.delete(person)
    if (there?.size === 0) rooms.delete(room)
  }

  function detach(listener: Listener): void {
    const person = people.get(listener.user)
    const at = person?.listeners.indexOf(listener) ?? -1
    if (!person || at < 0) return
    person.listeners.splice(at, 1)
    count--
    if (person.listeners.length > 0) return
    for (const room of [...person.rooms]) unfollow(person, room)
    people.delete(person.user)
    presence.left(person.user)
  }

  function end(listener: Listener, code: 'session_unknown' | 'banned'): void {
    const last = encode(listener.dialect, { event: 'session.ended', with: { code, says: errors[code].says } })
    detach(listener)
    listener.out.end(code, last)
  }

  function cut({ user, session, except, code }: Telling & { do: 'cut' }): void {
    for (const listener of [...(people.get(user)?.listeners ?? [])]) {
      if ((session === undefined || listener.session === session) && listener.session !== except && !listener.leaving) end(listener, code)
    }
  }

  function shut(banned: (address: string) => boolean): void {
    for (const listener of everyListener(people)) if (banned(listener.address)) end(listener, 'banned')
  }

  function publishOne(telling: Telling): void {
    switch (telling.do) {
      case 'tell':
        return tell(telling.event, telling.audience)
      case 'follow': {
        const person = people.get(telling.user)
        return person && follow(person, telling.room)
      }
      case 'unfollow': {
        const person = people.get(telling.user)
        return person && unfollow(person, telling.room)
      }
      case 'dissolve':
        for (const person of [...(rooms.get(telling.room) ?? [])]) unfollow(person, telling.room)
        return
      case 'cut':
        return cut(telling)
      case 'shut':
        return shut(telling.banned)
      default:
        telling satisfies never
    }
  }

  function attach(listener: Listener, into: readonly RoomId[]): void {
    let person = people.get(listener.user)
    if (!person) people.set(listener.user, (person = { user: listener.user, listeners: [], rooms: new Set() }))
    if (person.listeners.includes(listener)) return
    person.listeners.push(listener)
    count++
    for (const room of into) if (!person.rooms.has(room)) follow(person, room)
    presence.came(listener.user)
  }

  return {
    publish: (tellings) => {
      for (const telling of tellings) publishOne(telling)
    },
    attach,
    detach,
    online: presence.online,
    connectionsOf: (user) => people.get(user)?.listeners.length ?? 0,
    listeners: () => count,
    stop: (event) => {
      for (const listener of everyListener(people)) listener.out.end('stopping', encode(listener.dialect, event))
    },
    close: presence.close,
  }
}

const everyListener = (people: ReadonlyMap<UserId, Person>): Listener[] => [...people.values()].flatMap((person) => person.listeners)

/** Bytes of an event in a dialect, made once however many hear it. */
function createEncoder(log: Given['log']): (dialect: Dialect, event: ChatEvent) => Buffer | undefined {
  const made = new Map<Dialect, Buffer | undefined>()
  let of: ChatEvent | undefined
  let last: Dialect | undefined
  let lastBytes: Buffer | undefined

  function make(dialect: Dialect, event: ChatEvent): Buffer | undefined {
    if (event !== of) {
      made.clear()
      of = event
    }
    if (made.has(dialect)) return made.get(dialect)
    const bytes = trySay(dialect, event)
    made.set(dialect, bytes)
    return bytes
  }
  function trySay(dialect: Dialect, event: ChatEvent): Buffer | undefined {
    try {
      return dialect.say(event)
    } catch (cause) {
      // One event nobody can put into words must not take the words of others along.
      log.error({ cause, dialect: dialect.name, event: event.event }, 'an event could not be encoded')
      return undefined
    }
  }
  return (dialect, event) => {
    if (event === of && dialect === last) return lastBytes
    lastBytes = make(dialect, event)
    last = dialect
    return lastBytes
  }
}
