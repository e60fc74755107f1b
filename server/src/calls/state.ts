// A call as a state machine: what is true of it, and what each deed changes. Pure: no clock, no store, no engine. A step gives the call
// as it is afterwards, and what is to be done about it, in order.
//
//   (none) ──start, enter──► ringing / going on ──enter, leave, set──► going on ──last one leaves, end, decline, time──► over
import type { Call, CallEnd, Participant, Source } from '@hearth/protocol/call-shapes.ts'
import type { ChatEvent, EventWith } from '@hearth/protocol/events.ts'
import type { CallId, ParticipantId, RoomId, SessionId, UserId } from '@hearth/protocol/ids.ts'
import type { RoomKind } from '@hearth/protocol/shapes.ts'

/** Somebody in a call, and where they sit. */
export type Seat = {
  readonly is: Participant
  readonly session: SessionId
  readonly address: string
  /** When something was last heard of them. */
  readonly heardAt: number
  /** When their page said something last. */
  readonly metAt: number
}
export type Ring = { readonly user: UserId; readonly until: number }

export type Live = {
  readonly id: CallId
  readonly room: RoomId
  readonly kind: RoomKind
  /** A voice room's: nobody began it, nothing of it is kept. */
  readonly voice: boolean
  readonly by: UserId | null
  readonly at: number
  readonly video: boolean
  readonly seats: readonly Seat[]
  readonly rings: readonly Ring[]
  /** Everybody who was ever in it. */
  readonly people: ReadonlySet<UserId>
  /** Who was let speak, beside those whose role lets them: also when they come in again. */
  readonly allowed: ReadonlySet<UserId>
  /** Empty, it is kept until then: somebody may still come, or come back. */
  readonly waits: number | null
  readonly over: Over | null
}
export type Over = { readonly why: CallEnd; readonly by: UserId | null }

/** What is to be done: told to the room or to those inside; an engine's peer to be opened, closed, or let send what. */
export type Out =
  | { readonly do: 'tell'; readonly to: 'room' | 'inside'; readonly event: ChatEvent }
  | { readonly do: 'open' | 'allow'; readonly seat: Seat }
  | { readonly do: 'close'; readonly participant: ParticipantId }
export type Step = { readonly live: Live; readonly outs: readonly Out[] }

export type Why = EventWith<'call.left'>['why']
export type Entering = {
  readonly id: ParticipantId
  readonly user: UserId
  readonly session: SessionId
  readonly address: string
  readonly speaks: boolean
  readonly muted: boolean
  readonly deafened: boolean
}

/** Who says nothing for so long, and sends nothing, is taken out. */
export const SILENT_MS = 7000
/** And who sends, but whose page says nothing for so long: it is not there any more, and nobody could put out what it left behind. Hidden pages are let run once in a minute. */
export const PAGELESS_MS = 150_000
/** After a restart of the server a call waits so long for its people, and one of two for the other who lost the way. */
export const COME_BACK_MS = 20_000

export type Beginning = Pick<Live, 'id' | 'room' | 'kind' | 'voice' | 'by' | 'at' | 'video' | 'waits'> & {
  readonly people?: readonly UserId[]
  readonly rings?: readonly Ring[]
}

export const begun = ({ people = [], rings = [], ...about }: Beginning): Live => ({
  ...about,
  seats: [],
  rings: [...rings],
  people: new Set(people),
  allowed: new Set(),
  over: null,
})

/** The call as everybody in the room may see it. */
export const view = ({ id, room, by, at, video, seats, rings }: Live): Call => ({
  ...{ id, room, by, at, video },
  participants: seats.map(({ is }) => is),
  ringing: rings.map(({ user }) => user),
  until: rings.length === 0 ? null : Math.max(...rings.map(({ until }) => until)),
})

/** What somebody may send now. */
export function sources({ is }: Pick<Seat, 'is'>): readonly Source[] {
  if (!is.speaks) return []
  return is.muted ? ['camera', 'screen', 'sound'] : ['mic', 'camera', 'screen', 'sound']
}

/** Somebody comes in. On another device they were in on, they are no longer. */
export function enter(live: Live, who: Entering, now: number): Step {
  const before = leave(live, ({ is }) => is.user === who.user, 'moved', now)
  const { id, user, session, address, speaks, muted, deafened } = who
  const is: Participant = {
    ...{ id, user, at: now, speaks, muted: muted || !speaks, camera: false, sharing: false, deafened },
    ...{ hand: null, connected: false },
  }
  const seat: Seat = { is, session, address, heardAt: now, metAt: now }
  const { live: quiet, outs } = hush(before.live, [user], 'answered')
  const after: Live = { ...quiet, seats: [...quiet.seats, seat], people: new Set([...quiet.people, user]), waits: null, over: null }
  return {
    live: after,
    outs: [...before.outs, ...outs, tell(live, 'call.joined', { call: live.id, participant: is }), { do: 'open', seat }],
  }
}

/** Those who fit are out. The call may be over by it. */
export function leave(live: Live, fits: (seat: Seat) => boolean, why: Why, now: number): Step {
  const gone = live.seats.filter(fits)
  if (gone.length === 0) return { live, outs: [] }
  const seats = live.seats.filter((seat) => !gone.includes(seat))
  const outs = gone.flatMap(({ is: { id } }): readonly Out[] => [
    { do: 'close', participant: id },
    tell(live, 'call.left', { call: live.id, participant: id, why }),
  ])
  return { live: after({ ...live, seats }, why, now), outs }
}

/** Nobody is in any more, or only one of two who talked: then it is over. Who is moved, or lost the way, is waited for. */
function after(live: Live, why: Why, now: number): Live {
  const { kind, seats, people, rings, by } = live
  if (seats.length === 0 && why === 'moved') return { ...live, waits: now + 1000 }
  if (why === 'gone' && (seats.length === 0 || isAlone(live))) return { ...live, waits: now + COME_BACK_MS }
  const nobodyCame = [...people].every((user) => user === by)
  if (seats.length === 0)
    return { ...live, over: { why: nobodyCame && (kind === 'direct' || rings.length > 0) ? 'missed' : 'left', by: null } }
  return why === 'left' && isAlone(live) ? { ...live, over: { why: 'left', by: null } } : live
}

/** The other of the two who talked is no longer in. */
const isAlone = ({ kind, seats, people }: Live): boolean => kind === 'direct' && seats.length === 1 && people.size > 1

/** It rings for these people: those who are in, or rung already, are left alone. */
export function ring(live: Live, users: readonly UserId[], busy: readonly UserId[], by: UserId, until: number): Step {
  const fresh = [...new Set(users)].filter(
    (user) => !live.seats.some(({ is }) => is.user === user) && !live.rings.some((one) => one.user === user),
  )
  if (fresh.length === 0) return { live, outs: [] }
  const about = { call: live.id, users: fresh, busy: busy.filter((user) => fresh.includes(user)), by, video: live.video, until }
  return {
    live: { ...live, rings: [...live.rings, ...fresh.map((user) => ({ user, until }))] },
    outs: [tell(live, 'call.ringing', about)],
  }
}

/** It no longer rings for these people. */
export function hush(live: Live, users: readonly UserId[], how: EventWith<'call.rung'>['how']): Step {
  const stopped = live.rings.map(({ user }) => user).filter((user) => users.includes(user))
  if (stopped.length === 0) return { live, outs: [] }
  return {
    live: { ...live, rings: live.rings.filter(({ user }) => !stopped.includes(user)) },
    outs: [tell(live, 'call.rung', { call: live.id, users: stopped, how })],
  }
}

/** Somebody does not want to be rung. In a direct chat that is the end of it, unless both are in. */
export function decline(live: Live, user: UserId): Step {
  const quiet = hush(live, [user], 'declined')
  const ends = quiet.outs.length > 0 && live.kind === 'direct' && live.seats.every(({ is }) => is.user === live.by)
  return ends ? { ...quiet, live: { ...quiet.live, over: { why: 'declined', by: user } } } : quiet
}

/** Somebody was heard of. */
export const heard = (live: Live, ids: ReadonlySet<ParticipantId>, now: number): Live =>
  live.seats.some(({ is }) => ids.has(is.id))
    ? { ...live, seats: live.seats.map((seat) => (ids.has(seat.is.id) ? { ...seat, heardAt: now } : seat)) }
    : live

/** Their page was heard of, from there: on another network somebody has another address, and a ban of that one is meant for them. */
export const met = (live: Live, id: ParticipantId, address: string, now: number): Live => ({
  ...live,
  seats: live.seats.map((seat) => (seat.is.id === id ? { ...seat, address, heardAt: now, metAt: now } : seat)),
})

/** Something else is true of somebody. Nothing is told where it was true already. */
export function change(live: Live, id: ParticipantId, more: Partial<Omit<Participant, 'id' | 'user' | 'at'>>): Step {
  const seat = live.seats.find(({ is }) => is.id === id)
  if (seat === undefined) return { live, outs: [] }
  const is: Participant = { ...seat.is, ...more }
  if (Object.entries(is).every(([name, value]) => new Map<string, unknown>(Object.entries(seat.is)).get(name) === value))
    return { live, outs: [] }
  const changed: Seat = { ...seat, is }
  const told = tell(live, 'call.changed', { call: live.id, participant: is })
  const sends = sources(seat).join() !== sources(changed).join()
  return {
    live: { ...live, seats: live.seats.map((one) => (one === seat ? changed : one)) },
    outs: sends ? [{ do: 'allow', seat: changed }, told] : [told],
  }
}

/** Somebody may speak now, or no longer. */
export function allow(live: Live, id: ParticipantId, speaks: boolean): Step {
  const user = live.seats.find(({ is }) => is.id === id)?.is.user
  const others = [...live.allowed].filter((one) => one !== user)
  const allowed = new Set(speaks && user !== undefined ? [...others, user] : others)
  return change(
    { ...live, allowed },
    id,
    speaks ? { speaks, hand: null } : { speaks, hand: null, muted: true, camera: false, sharing: false },
  )
}

/** What time does: the silent go, rings end, what nobody came to is over. */
export function tick(live: Live, now: number): Step {
  const awake = leave(live, ({ heardAt, metAt }) => now - heardAt > SILENT_MS || now - metAt > PAGELESS_MS, 'gone', now)
  const late = awake.live.rings.filter(({ until }) => until <= now).map(({ user }) => user)
  const quiet = hush(awake.live, late, 'missed')
  return { live: overdue(quiet.live, late.length > 0, now), outs: [...awake.outs, ...quiet.outs] }
}

function overdue(live: Live, rangOut: boolean, now: number): Live {
  const { over, seats, waits, people, by, kind, rings } = live
  if (over !== null) return live
  const nobodyCame = [...people].every((user) => user === by)
  if (rangOut && kind === 'direct' && rings.length === 0 && nobodyCame) return { ...live, over: { why: 'missed', by: null } }
  if (waits !== null && waits > now) return live
  if (waits !== null && isAlone(live)) return { ...live, over: { why: 'lost', by: null } }
  if (seats.length > 0) return live
  return { ...live, over: { why: people.size === 0 || nobodyCame ? 'missed' : 'lost', by: null } }
}

/** It ends for all. */
export function end(live: Live, why: CallEnd, by: UserId | null, now: number): Step {
  const quiet = hush(
    live,
    live.rings.map(({ user }) => user),
    why === 'missed' ? 'missed' : 'stopped',
  )
  const empty = leave(quiet.live, () => true, 'ended', now)
  return {
    live: { ...empty.live, over: { why, by } },
    outs: [...quiet.outs, ...empty.outs, tell(live, 'call.closed', { call: live.id })],
  }
}

type Passing = 'call.joined' | 'call.left' | 'call.changed' | 'call.ringing' | 'call.rung' | 'call.closed'

function tell<N extends Passing>({ room }: Pick<Live, 'room'>, event: N, about: EventWith<N>): Out {
  // One of six events of one form: which one it is makes no difference here.
  return { do: 'tell', to: 'room', event: { event, room, with: about } as ChatEvent }
}
