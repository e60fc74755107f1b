// What a client knows, and the one reducer: apply(state, event) → state. Pure, total, sharing what did not change.

import type { Failure } from '@hearth/protocol/errors.ts'
import type { ChatEvent, EventWith, LoggedEvent } from '@hearth/protocol/events.ts'
import type { RoomId, Seq, SessionId, UserId } from '@hearth/protocol/ids.ts'
import type { Member, Presence, Room, User } from '@hearth/protocol/shapes.ts'
import type { Trouble } from '@hearth/protocol/trouble-shapes.ts'
import type { DraftPlace } from './draft-places.ts'
import { withEntry, without } from './maps.ts'
import type { Marks } from './marks.ts'
import { applyToMembers } from './members.ts'
import { applyToOngoing, type Ongoing } from './ongoing.ts'
import { applyToOwn, emptyOwn, isBlocked, type Own } from './own.ts'
import { pictured, ruled, withCode } from './room-facts.ts'
import { applyToStars, type Stars, withoutStarsOf } from './stars.ts'
import { applyToPlaces, repliedIn, type ThreadPlaces, withoutPlacesOf } from './thread-places.ts'
import { standsInRoom } from './threads.ts'
import { applyToTimeline, chose, type Timeline } from './timeline.ts'
import { faded, stops, type Typing, writes } from './typing.ts'
import { settled, type Unsent } from './unsent.ts'

export { withEntry, without } from './maps.ts'
export type { Timeline } from './timeline.ts'
export type { Unsent } from './unsent.ts'

export type Connection =
  | { readonly is: 'connecting' }
  | { readonly is: 'open' }
  | { readonly is: 'waiting'; readonly until: number; readonly why: string }
  | { readonly is: 'refused'; readonly failure: Failure }
  | { readonly is: 'closed' }

export type State = {
  readonly connection: Connection
  readonly hello: EventWith<'server.hello'> | null
  /** How far this device's clock is behind that of the server, in milliseconds; negative: ahead. As of the last greeting. */
  readonly behindBy: number
  readonly me: User | null
  readonly session: SessionId | null
  /** There is an account, and somebody is to let it in first: what is asked meanwhile is asked again by itself. */
  readonly isPending: boolean
  readonly people: ReadonlyMap<UserId, User>
  readonly contacts: ReadonlySet<UserId>
  /** What one saved, and where it was said. */
  readonly stars: Stars
  /** Threads one takes part in, and what of them waits. */
  readonly threads: ThreadPlaces
  readonly presence: ReadonlyMap<UserId, Presence>
  readonly rooms: ReadonlyMap<RoomId, Room>
  /** Of rooms whose list was asked for: whole, in the order they came. */
  readonly members: ReadonlyMap<RoomId, readonly Member[]>
  /** Of rooms that were opened, or that came to be before our eyes. */
  readonly timelines: ReadonlyMap<RoomId, Timeline>
  readonly typing: Typing
  /** Calls that go on, and who is in them. */
  readonly calls: Ongoing
  /** What one keeps for oneself. */
  readonly own: Own
  /** For who looks after the server: what only they can mend. */
  readonly trouble: Trouble | null
  /** A second step at signing in must be set up before anything else. */
  readonly isUnguarded: boolean
  readonly outbox: readonly Unsent[]
  readonly drafts: ReadonlyMap<DraftPlace, string>
  /** What one did with messages and the server has not answered. */
  readonly marks: Marks
  /**
   * While missed entries arrive: how far a room's timeline and member list have come. The facts of the room (its seq,
   * its counts) are those of the snapshot already, so entries up to `room.seq` touch only what lies behind.
   */
  readonly behind: ReadonlyMap<RoomId, Seq>
}

export const emptyState: State = {
  connection: { is: 'connecting' },
  hello: null,
  behindBy: 0,
  me: null,
  session: null,
  isPending: false,
  people: new Map(),
  contacts: new Set(),
  stars: new Map(),
  threads: new Map(),
  presence: new Map(),
  rooms: new Map(),
  members: new Map(),
  timelines: new Map(),
  typing: new Map(),
  calls: new Map(),
  own: emptyOwn,
  trouble: null,
  isUnguarded: false,
  outbox: [],
  drafts: new Map(),
  marks: new Map(),
  behind: new Map(),
}

/**
 * What is known after an event. An entry that is known already changes nothing.
 * @param now for the fading of `typing`, and to compare clocks
 */
export function apply(state: State, event: ChatEvent, now = 0): State {
  switch (event.event) {
    case 'server.hello':
      return {
        ...(isAnotherLife(state, event.with) ? withoutTheWorld(state) : state),
        hello: event.with,
        behindBy: event.with.at === undefined || now === 0 ? 0 : event.with.at - now,
      }
    case 'server.stopping':
    case 'session.ended':
    case 'room.asked':
    case 'moderation.waiting':
    case 'pending.changed':
      return state
    case 'resume_too_far':
      return forget(state, event.with.room)
    case 'server.trouble':
      return { ...state, trouble: event.with.trouble }
    case 'typing':
      return event.room === undefined ? state : writesIn(state, event.room, event.with, now)
    case 'presence':
      return { ...state, presence: new Map([...state.presence, ...event.with.people.map((one) => [one.user, one] as const)]) }
    case 'presence.here':
      return apply(state, {
        event: 'presence',
        with: { people: event.with.users.map((user) => ({ user, state: 'online', seenAt: null })) },
      })
    case 'account.changed':
      return personChanged(state, event.with.user)
    case 'contact.added':
      return { ...withPeople(state, [event.with.user]), contacts: new Set([...state.contacts, event.with.user.id]) }
    case 'contact.removed':
      return { ...state, contacts: new Set([...state.contacts].filter((id) => id !== event.with.user)) }
    case 'message.starred':
    case 'message.unstarred':
      return { ...state, stars: applyToStars(state.stars, event) }
    case 'thread.placed':
      return { ...state, threads: applyToPlaces(state.threads, event) }
    case 'poll.chosen':
      return choseIn(state, event.room, event.with)
    case 'room.code':
      return changeRoom(state, event.room, (room) => withCode(room, event.with.code))
    case 'room.read':
      return changeRoom(state, event.room, (room) => ({
        ...room,
        readSeq: event.with.back ? event.with.seq : Math.max(room.readSeq, event.with.seq),
        unread: event.with.unread,
        mentions: event.with.mentions,
      }))
    default:
      return withOwn(isEntry(event) ? applyEntry(state, event) : withCalls(state, applyToOngoing(state.calls, event)), event)
  }
}

function choseIn(state: State, room: RoomId | undefined, { id, options }: EventWith<'poll.chosen'>): State {
  const timeline = room && state.timelines.get(room)
  return room && timeline ? { ...state, timelines: withEntry(state.timelines, room, chose(timeline, id, options)) } : state
}

const withStars = (state: State, stars: Stars): State => (stars === state.stars ? state : { ...state, stars })

const withOwn = (state: State, event: ChatEvent): State => {
  const own = applyToOwn(state.own, event)
  return own === state.own ? state : { ...state, own }
}

const withCalls = (state: State, calls: Ongoing): State => (calls === state.calls ? state : { ...state, calls })

/** Was a backup put back since we were here? Then what is held may never have happened, or something else stands in its place. */
export const isAnotherLife = (state: State, hello: EventWith<'server.hello'>): boolean =>
  state.hello !== null && state.hello.epoch !== hello.epoch

/** What is one's own stays: who one is, what was not sent yet, what was half written. The rooms stay in sight until the answer that replaces them. */
const withoutTheWorld = (state: State): State => ({
  ...state,
  people: new Map(),
  presence: new Map(),
  timelines: new Map(),
  members: new Map(),
  behind: new Map(),
  typing: new Map(),
  calls: new Map(),
})

/** What an entry does to the contents held of its room, whatever is known of the room: for entries that came while a page was on its way. */
export function applyToContents(state: State, event: LoggedEvent): State {
  const timeline = state.timelines.get(event.room)
  const members = state.members.get(event.room)
  const newTimeline = timeline && applyToTimeline(timeline, event)
  const newMembers = members && applyToMembers(members, event)
  if (newTimeline === timeline && newMembers === members) return state
  return {
    ...state,
    timelines: newTimeline && newTimeline !== timeline ? withEntry(state.timelines, event.room, newTimeline) : state.timelines,
    members: newMembers && newMembers !== members ? withEntry(state.members, event.room, newMembers) : state.members,
  }
}

/** Is this an entry of a room's log? Only those have a seq; one of a kind this build does not know still moves the room's. */
export const isEntry = (event: ChatEvent): event is LoggedEvent => event.room !== undefined && event.seq !== undefined

/** How far the contents of a room are known, or nothing when the room is not. */
export const knownSeq = (state: State, room: RoomId): Seq | undefined => state.behind.get(room) ?? state.rooms.get(room)?.seq

/** Drops a room with all that was held of it. */
export function dropRoom(state: State, room: RoomId): State {
  const less = forget(state, room)
  const stars = withoutStarsOf(less.stars, room)
  const threads = withoutPlacesOf(less.threads, room)
  return { ...less, stars, threads, rooms: without(less.rooms, room), typing: without(less.typing, room), calls: without(less.calls, room) }
}

/** Drops the contents of a room; the room stays. */
export function forget(state: State, room: RoomId): State {
  return { ...state, timelines: without(state.timelines, room), members: without(state.members, room), behind: without(state.behind, room) }
}

/** People from an answer: new ones are added; of known ones everything that shows them is renewed. */
export function withPeople(state: State, users: readonly User[]): State {
  const news = users.filter((user) => !isSame(state.people.get(user.id), user))
  if (news.length === 0) return state
  const after = news.filter((user) => state.people.has(user.id)).reduce(personChanged, state)
  return { ...after, people: new Map([...after.people, ...news.map((user) => [user.id, user] as const)]) }
}

const isSame = (a: User | undefined, b: User): boolean =>
  a !== undefined &&
  a.name === b.name &&
  a.displayName === b.displayName &&
  a.colour === b.colour &&
  a.status === b.status &&
  a.picture === b.picture &&
  a.admin === b.admin &&
  a.guest === b.guest &&
  a.role === b.role &&
  a.deleted === b.deleted

function applyEntry(state: State, event: LoggedEvent): State {
  const known = knownSeq(state, event.room)
  if (known !== undefined && event.seq <= known) return state
  const room = state.rooms.get(event.room)
  if (!room || event.seq > room.seq) {
    const arrived = arrival(state, event)
    if (arrived) return arrived
  }
  if (!room) return state
  // A hole among the missed entries: what is held cannot be caught up any more. The facts are the snapshot's and stay.
  if (known !== undefined && known < room.seq && event.seq !== known + 1) return applyEntry(forget(state, event.room), event)
  if (endsForMe(state, event)) return event.seq > room.seq ? dropRoom(state, event.room) : catchUp(forget(state, event.room), event, room)
  const after = applyToContents(bystanders(state, event), event)
  return event.seq > room.seq
    ? changeRoom(inThreads(after, event), event.room, (old) => ({ ...factsAfter(state, old, event), seq: event.seq }))
    : catchUp(after, event, room)
}

const inThreads = (state: State, event: LoggedEvent): State => {
  const threads = repliedIn(state.threads, event, state.me?.id)
  return threads === state.threads ? state : { ...state, threads }
}

/** A missed entry: the facts are there already, only the contents move. */
function catchUp(state: State, event: LoggedEvent, room: Room): State {
  const held = state.timelines.has(event.room) || state.members.has(event.room)
  const done = !held || event.seq >= room.seq
  return { ...state, behind: done ? without(state.behind, event.room) : withEntry(state.behind, event.room, event.seq) }
}

function endsForMe(state: State, event: LoggedEvent): boolean {
  if (event.event === 'room.deleted') return true
  return (event.event === 'room.left' || event.event === 'room.removed') && event.with.user === state.me?.id
}

/** The room as it is when one comes into it, or nothing if this entry is about something else. */
function arrival(state: State, event: LoggedEvent): State | undefined {
  if (!state.me) return undefined
  if (event.event === 'room.joined' && event.with.user.id === state.me.id) {
    const { facts, role, user } = event.with
    const fresh: Room = { ...facts, role, seq: event.seq, readSeq: event.seq, unread: 0, mentions: 0 }
    return addRoom(withPeople(forget(state, event.room), [user]), fresh)
  }
  if (event.event !== 'room.created') return undefined
  const mine = event.with.people.find((one) => one.user.id === state.me?.id)
  return (
    mine &&
    addRoom(created(state, event), {
      ...namedAfterPeer(state, event),
      role: mine.role,
      seq: event.seq,
      readSeq: event.seq,
      unread: 0,
      mentions: 0,
    })
  )
}

const addRoom = (state: State, room: Room): State => ({ ...state, rooms: withEntry(state.rooms, room.id, room) })

/** Of a room that came to be before our eyes everything is known: its people, and that nothing was said yet. */
function created(state: State, event: LoggedEvent & { event: 'room.created' }): State {
  const { people, at } = event.with
  const list: Member[] = people.map(({ user, role }) => ({ user, role, joinedAt: at })).sort((a, b) => (a.user.id < b.user.id ? -1 : 1))
  return {
    ...withPeople(
      state,
      people.map((one) => one.user),
    ),
    members: withEntry(state.members, event.room, list),
    timelines: withEntry(state.timelines, event.room, { messages: [], hasOlder: false, hasNewer: false, enteredAt: event.seq }),
  }
}

/** A direct room is called after the other person; a room for notes after oneself. */
function namedAfterPeer(
  state: State,
  event: LoggedEvent & { event: 'room.created' },
): EventWith<'room.created'>['facts'] & { peer?: UserId } {
  const { facts, people } = event.with
  if (facts.kind !== 'direct') return facts
  const peer = people.find((one) => one.user.id !== state.me?.id)?.user ?? state.me
  return peer ? { ...facts, name: peer.displayName, peer: peer.id } : facts
}

/** What an entry says about others than the room: people, who is writing, one's own unsent messages. */
function bystanders(state: State, event: LoggedEvent): State {
  if (event.event === 'room.joined') return withPeople(state, [event.with.user])
  if (event.event === 'message.deleted') return withStars(state, applyToStars(state.stars, event))
  if (event.event !== 'message.said') return state
  const quiet = withTyping(state, stops(state.typing, event.room, event.with.author))
  if (event.with.author !== state.me?.id) return quiet
  const { clientId, id, at } = event.with
  return clientId === undefined ? quiet : settled(quiet, clientId, { room: event.room, id, at })
}

function factsAfter(state: State, room: Room, event: LoggedEvent): Room {
  switch (event.event) {
    case 'message.said':
      return counted(state, room, event.with)
    case 'room.renamed':
      return { ...room, name: event.with.name, topic: event.with.topic }
    case 'room.pictured':
      return pictured(room, event.with.picture)
    case 'room.ruled':
      return ruled(room, event.with.rules)
    case 'room.joined':
      return { ...room, members: room.members + 1 }
    case 'room.left':
    case 'room.removed':
      return { ...room, members: room.members - 1 }
    case 'room.role':
      return event.with.user === state.me?.id ? { ...room, role: event.with.role } : room
    default:
      return room
  }
}

/** What stands in a thread alone is counted there, by who takes part in it. */
function counted(state: State, room: Room, said: EventWith<'message.said'>): Room {
  if (!state.me || said.author === state.me.id || !standsInRoom(said)) return room
  const isForMe = said.mentions.includes(state.me.id) && !isBlocked(state, said.author)
  return { ...room, unread: room.unread + 1, mentions: room.mentions + (isForMe ? 1 : 0) }
}

function changeRoom(state: State, id: RoomId | undefined, how: (room: Room) => Room): State {
  const room = id === undefined ? undefined : state.rooms.get(id)
  if (!room) return state
  return { ...state, rooms: withEntry(state.rooms, room.id, how(room)) }
}

function personChanged(state: State, user: User): State {
  const direct = [...state.rooms.values()].filter(
    (room) => room.kind === 'direct' && room.peer === user.id && room.name !== user.displayName,
  )
  const lists = [...state.members].filter(([, list]) => list.some((one) => one.user.id === user.id))
  const renew = (list: readonly Member[]): readonly Member[] => list.map((one) => (one.user.id === user.id ? { ...one, user } : one))
  return {
    ...state,
    people: withEntry(state.people, user.id, user),
    me: state.me?.id === user.id ? user : state.me,
    rooms:
      direct.length === 0
        ? state.rooms
        : new Map([...state.rooms, ...direct.map((room) => [room.id, { ...room, name: user.displayName }] as const)]),
    members: lists.length === 0 ? state.members : new Map([...state.members, ...lists.map(([room, list]) => [room, renew(list)] as const)]),
  }
}

const withTyping = (state: State, typing: Typing): State => (typing === state.typing ? state : { ...state, typing })

function writesIn(state: State, room: RoomId, { user, on }: EventWith<'typing'>, now: number): State {
  if (!on) return withTyping(state, stops(state.typing, room, user))
  if (user === state.me?.id || !state.rooms.has(room)) return state
  return withTyping(state, writes(state.typing, room, user, now))
}

/** Forgets who has not said for a while that they are writing. */
export const fade = (state: State, now: number): State => withTyping(state, faded(state.typing, now))
