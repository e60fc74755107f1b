// What answers add to the state. Events say what changed; these say what is.
import type { PastCall } from '@hearth/protocol/call-shapes.ts'
import type { CommandName, Gives, Takes } from '@hearth/protocol/commands.ts'
import type { RoomId, Seq } from '@hearth/protocol/ids.ts'
import type { Pin } from '@hearth/protocol/mark-shapes.ts'
import type { Member, Message, Room } from '@hearth/protocol/shapes.ts'
import { ownFrom } from './own.ts'
import { withPastCalls } from './past-calls.ts'
import { withPins } from './past-pins.ts'
import { starsIn } from './stars.ts'
import { apply, emptyState, knownSeq, type State, withEntry, withPeople } from './state.ts'
import { placesIn } from './thread-places.ts'
import { extend, prepend, type Timeline } from './timeline.ts'

/** The state of somebody who has just signed in and knew nothing. */
export const fromResume = (answer: Gives<'session.resume'>): State => resumed(emptyState, answer)

/** The snapshot, on top of what was known. Contents of rooms are kept and caught up by the missed entries that follow. */
export function resumed(state: State, answer: Gives<'session.resume'>, asked?: Readonly<Record<RoomId, Seq>>): State {
  const before = state.me === null || state.me.id === answer.user.id ? state : signedOut(state)
  const rooms = new Map(answer.rooms.map((room) => [room.id, room]))
  // A log that is shorter than what is held was put back from a backup: what is held of it is worth nothing.
  // What came from the archive after the question was asked is not in the answer: nobody will send what it lacks.
  const wasAsked = (room: RoomId): boolean => asked === undefined || room in asked || rooms.get(room)?.seq === knownSeq(before, room)
  const holds = (room: RoomId): boolean => wasAsked(room) && (rooms.get(room)?.seq ?? -1) >= (knownSeq(before, room) ?? 0)
  const behind = new Map([...rooms.values()].flatMap((room) => (holds(room.id) ? catchingUp(before, room) : [])))
  const met = withPeople(before, [...answer.people, ...answer.contacts, answer.user])
  return {
    ...met,
    me: answer.user,
    session: answer.session,
    isPending: false,
    contacts: new Set(answer.contacts.map((user) => user.id)),
    stars: starsIn(answer.stars ?? []),
    threads: placesIn(answer.threads ?? []),
    presence: new Map(answer.presence.map((one) => [one.user, one])),
    rooms,
    behind,
    timelines: new Map([...met.timelines].filter(([room]) => holds(room))),
    members: new Map([...met.members].filter(([room]) => holds(room))),
    typing: new Map(),
    own: ownFrom(answer.own),
    trouble: answer.trouble ?? null,
    isUnguarded: answer.unguarded === true,
    calls: new Map((answer.calls ?? []).map((call) => [call.room, call])),
  }
}

/** Where the server is to go on from: the rooms of which contents are held. Of the others the snapshot says all. */
export function since(state: State): Record<RoomId, Seq> {
  const held = new Set([...state.timelines.keys(), ...state.members.keys()])
  return Object.fromEntries([...held].flatMap((room) => knownPair(state, room)))
}

/** Nobody is signed in; what was done and not told stays with its author and comes back with them. */
export const signedOut = (state: State): State => ({
  ...emptyState,
  connection: state.connection,
  hello: state.hello,
  behindBy: state.behindBy,
  outbox: state.outbox,
  drafts: state.drafts,
  marks: state.marks,
})

/** A room from an answer. What is known to be newer is not overwritten. */
export function putRoom(state: State, room: Room): State {
  const known = state.rooms.get(room.id)
  if (known && known.seq > room.seq) return state
  const behind = known && known.seq < room.seq ? catchingUp(state, room) : []
  return {
    ...state,
    rooms: withEntry(state.rooms, room.id, room),
    behind: behind.length === 0 ? state.behind : new Map([...state.behind, ...behind]),
  }
}

/** The whole list of a room's people. */
export function putMembers(state: State, room: RoomId, members: readonly Member[]): State {
  if (!state.rooms.has(room)) return state
  return {
    ...withPeople(
      state,
      members.map((one) => one.user),
    ),
    members: withEntry(state.members, room, members),
  }
}

export type Page =
  | { readonly as: 'window'; readonly hasOlder: boolean; readonly hasNewer: boolean; readonly enteredAt: Seq }
  | { readonly as: 'older'; readonly hasOlder: boolean }
  | { readonly as: 'newer'; readonly hasNewer: boolean }

/** What a page of history holds besides messages. */
export type Beside = { readonly calls?: readonly PastCall[] | undefined; readonly pins?: readonly Pin[] | undefined }

/** A page of history: a new window, or more of the one there is. */
export function putHistory(state: State, room: RoomId, messages: readonly Message[], page: Page, beside: Beside = {}): State {
  const timeline = state.timelines.get(room)
  const next = nextTimeline(timeline, messages, page)
  if (!next || !state.rooms.has(room)) return state
  const { calls = [], pins = [] } = beside
  return { ...state, timelines: withEntry(state.timelines, room, withPins(withPastCalls(next, calls), pins)) }
}

/** What the answer of a command says about the state, for commands somebody else than this client's own parts asked. */
export function absorb<N extends CommandName>(state: State, name: N, takes: Takes<N>, gives: Gives<N>): State {
  const put: Absorber<N> | undefined = absorbers[name]
  return put ? put(state, gives, takes) : state
}

type Absorber<N extends CommandName> = (state: State, gives: Gives<N>, takes: Takes<N>) => State

const absorbers: { readonly [N in CommandName]?: Absorber<N> } = {
  'account.change': (state, { user }) => apply(state, { event: 'account.changed', with: { user } }),
  'people.search': (state, { people }) => withPeople(state, people),
  'people.get': (state, { people }) => withPeople(state, people),
  'people.online': (state, { people, presence }) => apply(withPeople(state, people), { event: 'presence', with: { people: presence } }),
  'contact.add': (state, { user }) => apply(state, { event: 'contact.added', with: { user } }),
  'contact.remove': (state, _gives, { user }) => apply(state, { event: 'contact.removed', with: { user } }),
  'contact.list': (state, { contacts }) => ({ ...withPeople(state, contacts), contacts: new Set(contacts.map((user) => user.id)) }),
  'room.create': (state, { room }) => putRoom(state, room),
  'room.direct': (state, { room }) => putRoom(state, room),
  'room.join': (state, { room }) => putRoom(state, room),
  'room.members': (state, { members }) =>
    withPeople(
      state,
      members.map((one) => one.user),
    ),
}

function catchingUp(state: State, room: Room): readonly (readonly [RoomId, Seq])[] {
  const held = state.timelines.has(room.id) || state.members.has(room.id)
  const known = knownSeq(state, room.id)
  return held && known !== undefined && known < room.seq ? [[room.id, known]] : []
}

function knownPair(state: State, room: RoomId): readonly (readonly [RoomId, Seq])[] {
  const seq = knownSeq(state, room)
  return seq === undefined ? [] : [[room, seq]]
}

function nextTimeline(timeline: Timeline | undefined, messages: readonly Message[], page: Page): Timeline | undefined {
  switch (page.as) {
    case 'window':
      return { messages, hasOlder: page.hasOlder, hasNewer: page.hasNewer, enteredAt: page.enteredAt }
    case 'older':
      return timeline && prepend(timeline, messages, page.hasOlder)
    case 'newer':
      return timeline && extend(timeline, messages, page.hasNewer)
  }
}
