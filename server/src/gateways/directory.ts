// Who and what there is, by the words older programs know them by. In memory, and always as far as what is just being told.
import type { ChatEvent, EventWith } from '@hearth/protocol/events.ts'
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Role, RoomFacts, User } from '@hearth/protocol/shapes.ts'
import type { Known, Legacy } from '#core/legacy.ts'
import type { Telling } from '#core/outcome.ts'
import type { Person, Place } from './legacy.ts'

export type Directory = {
  /** Takes in what is about to be told. */
  note(tellings: readonly Telling[]): void
  person(id: UserId): Person | undefined
  place(id: RoomId): Place | undefined
  /** By word, whatever the case. */
  personCalled(word: string): Person | undefined
  personNumbered(number: number): Person | undefined
  /** By word, whatever the case; else by the name of one room alone. Never a direct room. */
  placeCalled(word: string): Place | undefined
  placeCoded(code: string): Place | undefined
  placeNumbered(number: number): Place | undefined
  lobby(): Place
  /** The direct room of two people, or of one with themselves. */
  directOf(one: UserId, other: UserId): Place | undefined
  /** The rooms somebody is in, direct ones too, in the order they came to be. */
  placesOf(user: UserId): readonly Place[]
  /** Rooms that anybody may find: the lobby first. */
  publicPlaces(): readonly Place[]
  people(): readonly Person[]
  /** A room is called otherwise now. */
  recall(id: RoomId): void
  /** Did this event tell of somebody for the first time? */
  isNews(event: ChatEvent): boolean
}

type Kept = { -readonly [K in keyof Place]: Place[K] } & { members: Map<UserId, Role> }

export const keyOf = (word: string): string => word.toWellFormed().normalize('NFKC').trim().toLowerCase().normalize('NFKC')

export function createDirectory(known: Known, words: Pick<Legacy, 'personWord' | 'roomWord'>): Directory {
  const people = new Map<UserId, Person>()
  const byWord = new Map<string, Person>()
  const byNumber = new Map<number, Person>()
  const places = new Map<RoomId, Kept>()
  const called = new Map<string, Kept>()
  const coded = new Map<string, Kept>()
  const numbered = new Map<number, Kept>()
  const directs = new Map<string, Kept>()
  const of = new Map<UserId, Set<Kept>>()
  /** Rooms that are no more are still known while the last is said of them. */
  let ended: Kept[] = []
  const fresh = new WeakSet<ChatEvent>()
  let lobby: Kept | undefined

  function meet(
    user: Pick<User, 'id' | 'displayName' | 'guest' | 'admin' | 'colour'>,
    word: string,
    number: number,
    seenAt: number | null,
  ): void {
    const { id, displayName, guest, admin, colour } = user
    const person: Person = { id, word, number, displayName, guest, admin, colour, seenAt }
    people.set(id, person)
    byWord.set(keyOf(word), person)
    byNumber.set(number, person)
  }
  function change(event: ChatEvent, user: User): void {
    const before = people.get(user.id)
    if (user.deleted) {
      if (before === undefined) return
      byWord.delete(keyOf(before.word))
      byNumber.delete(before.number)
      people.set(user.id, { ...before, displayName: user.displayName })
      return
    }
    const chosen = words.personWord(user.id) ?? before
    if (chosen === undefined) return
    if (before !== undefined) byWord.delete(keyOf(before.word))
    if (before === undefined) fresh.add(event)
    meet(user, chosen.word, chosen.number, before?.seenAt ?? null)
  }

  function open(facts: Pick<RoomFacts, 'id' | 'kind' | 'name' | 'topic' | 'public'>): Kept {
    const { id, kind, name, topic } = facts
    const word = words.roomWord(id) ?? { word: '', code: '', number: 0 }
    const place: Kept = { id, kind, ...word, name, topic, public: facts.public, members: new Map() }
    places.set(id, place)
    if (kind === 'lobby') lobby = place
    if (kind === 'direct') return place
    called.set(keyOf(place.word), place)
    coded.set(place.code, place)
    numbered.set(place.number, place)
    return place
  }
  function close(id: RoomId): void {
    const place = places.get(id)
    if (place === undefined) return
    for (const user of place.members.keys()) of.get(user)?.delete(place)
    called.delete(keyOf(place.word))
    coded.delete(place.code)
    numbered.delete(place.number)
    ended.push(place)
  }
  function enter(place: Kept, user: UserId, role: Role): void {
    place.members.set(user, role)
    const theirs = of.get(user)
    if (theirs === undefined) of.set(user, new Set([place]))
    else theirs.add(place)
    if (place.kind === 'direct') directs.set(pairOf([...place.members.keys()]), place)
  }
  function leave(id: RoomId | undefined, user: UserId): void {
    const place = id && places.get(id)
    if (!place) return
    place.members.delete(user)
    of.get(user)?.delete(place)
  }
  function create(id: RoomId, { facts, people: first }: EventWith<'room.created'>): void {
    const place = places.get(id) ?? open(facts)
    for (const { user, role } of first) enter(place, user.id, role)
  }
  function take(event: ChatEvent): void {
    const place = event.room && places.get(event.room)
    switch (event.event) {
      case 'account.changed':
        return change(event, event.with.user)
      case 'room.created':
        if (event.room !== undefined) create(event.room, event.with)
        return
      case 'room.joined':
        return enter(place ?? open(event.with.facts), event.with.user.id, event.with.role)
      case 'room.role':
        return void place?.members.set(event.with.user, event.with.role)
      case 'room.renamed':
        return void (place && Object.assign(place, { name: event.with.name, topic: event.with.topic }))
      case 'call.started':
        return void (place && Object.assign(place, { call: event.with.call, video: event.with.video }))
      case 'call.ended':
        if (place) place.call = undefined
        return
      case 'room.left':
      case 'room.removed':
        return leave(event.room, event.with.user)
      default:
    }
  }

  for (const { row, word, number } of known.people) meet(row, word, number, row.lastSeen === 'everyone' ? row.seenAt : null)
  for (const { row } of known.rooms) open(row)
  for (const { room, user, role } of known.seats) {
    const place = places.get(room)
    if (place !== undefined) enter(place, user, role)
  }

  return {
    note(tellings) {
      for (const { id } of ended) places.delete(id)
      ended = []
      for (const telling of tellings) {
        if (telling.do === 'tell') take(telling.event)
        else if (telling.do === 'dissolve') close(telling.room)
      }
    },
    person: (id) => people.get(id),
    place: (id) => places.get(id),
    personCalled: (word) => byWord.get(keyOf(word)),
    personNumbered: (number) => byNumber.get(number),
    placeCalled: (word) => called.get(keyOf(word)) ?? theOnlyOne([...called.values()].filter(({ name }) => keyOf(name) === keyOf(word))),
    placeCoded: (code) => coded.get(code.toLowerCase()),
    placeNumbered: (number) => numbered.get(number),
    lobby: () => {
      if (lobby === undefined) throw new Error('there is no lobby')
      return lobby
    },
    directOf: (one, other) => directs.get(pairOf([one, other])),
    placesOf: (user) => [...(of.get(user) ?? [])],
    publicPlaces: () => [...(lobby ? [lobby] : []), ...[...called.values()].filter((place) => place.public && place !== lobby)],
    people: () => [...byWord.values()],
    recall(id) {
      const [place, word] = [places.get(id), words.roomWord(id)]
      if (place === undefined || word === undefined) return
      called.delete(keyOf(place.word))
      place.word = word.word
      called.set(keyOf(place.word), place)
    },
    isNews: (event) => fresh.has(event),
  }
}

const pairOf = (users: readonly UserId[]): string => [...new Set(users)].toSorted().join(':')
const theOnlyOne = (places: readonly Kept[]): Kept | undefined => (places.length === 1 ? places[0] : undefined)
