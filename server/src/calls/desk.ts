// What the commands of calls work with: who is in which, and what is done about it.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { ChatEvent } from '@hearth/protocol/events.ts'
import type { CallId, ParticipantId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Limits } from '@hearth/protocol/limits.ts'
import type { Core } from '#core/context.ts'
import type { Member, Telling } from '#core/outcome.ts'
import type { MediaEngine } from './engine.ts'
import type { Peers } from './peers.ts'
import type { Live, Seat, Step } from './state.ts'
import type { Ice } from './turn.ts'

/** One more call may be begun after so long, and so many at once. */
export const BEGIN_MS = 6000
export const MOST_BEGUN = 30

export type CallLimits = Pick<Limits, 'callPeople' | 'ringSeconds'>

export type Desk = {
  readonly limits: CallLimits
  readonly ice: Ice
  readonly engine: MediaEngine
  readonly lives: ReadonlyMap<RoomId, Live>
  /** Calls somebody is about to enter: they do not end for being empty. */
  readonly expected: Map<CallId, number>
  readonly peers: Peers
  readonly now: () => number
  /** Each beginning stands in a log for ever, and rings. */
  mayBegin(user: UserId): boolean
  /** Carries out what a step asks for; gives what is to be told. */
  settle(core: Core, step: Step): readonly Telling[]
  /** Forgets a call; gives what is to be told. */
  close(live: Live): readonly Telling[]
}

/** Who is in a call elsewhere. */
export const busyAmong = ({ lives }: Desk, room: RoomId): UserId[] =>
  [...lives.values()].filter((live) => live.room !== room).flatMap(({ seats }) => seats.map(({ is }) => is.user))

type Own = { readonly room: RoomId; readonly participant: ParticipantId }

type Mine = { readonly live: Live; readonly seat: Seat }

/** One's own seat, on this device. Throws not_in_call. */
export function checkMine(desk: Desk, caller: Member, own: Own): Mine {
  const mine = checkOwn(desk, caller, own)
  if (mine.seat.session !== caller.session) throw new ChatError('not_in_call')
  return mine
}

/** One's own seat, on whichever device: to look at, not to do anything there. Throws not_in_call. */
export function checkOwn({ lives }: Desk, caller: Member, { room, participant }: Own): Mine {
  const live = lives.get(room)
  const seat = live?.seats.find(({ is }) => is.id === participant)
  if (live === undefined || seat === undefined || seat.is.user !== caller.user) throw new ChatError('not_in_call')
  return { live, seat }
}

export const toRoom = ({ room }: Live, event: ChatEvent): Telling => ({ do: 'tell', event, audience: { to: 'room', room } })

/** Told to those who are in the call. */
export const inside = ({ seats }: Live, event: ChatEvent): Telling => ({
  do: 'tell',
  event,
  audience: { to: 'users', users: [...new Set(seats.map(({ is }) => is.user))] },
})
