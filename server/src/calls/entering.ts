// Beginning, entering, declining and ending a call: what stands in the room's log, and who may.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { CallId, ParticipantId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Tx } from '#core/calls.ts'
import * as rules from '#core/calls.ts'
import type { Core, Handler, Joint } from '#core/context.ts'
import { tellRoom } from '#core/log.ts'
import type { Member, Outcome, Telling } from '#core/outcome.ts'
import { checkMay, may } from '#core/permissions.ts'
import { reachable } from '#core/reach.ts'
import { checkIn, othersIn, type Place } from '#core/seats.ts'
import { checkStillIn } from '#core/signin.ts'
import { BEGIN_MS, busyAmong, type Desk } from './desk.ts'
import * as states from './state.ts'

/** What a turn among the writes found: the call as the store has it, and what its beginning is told with. */
type Found = {
  readonly place: Place
  readonly id: CallId
  readonly begun: { readonly tellings: readonly Telling[]; readonly rings: readonly UserId[] } | undefined
}

export const start =
  (desk: Desk): Handler<'call.start'> =>
  (core, caller, { room, video = false }) =>
    entering(
      desk,
      core,
      caller,
      async (tx) => find(desk, core, tx, caller, { room, video }),
      (found) => {
        const { live, told } = opened(desk, core, caller, found, video)
        return { reply: { call: states.view(live) }, tellings: told }
      },
    )

export const join =
  (desk: Desk): Handler<'call.join'> =>
  (core, caller, { room, call, video = false, muted = false, deafened = false }) => {
    const work = async (tx: Tx): Promise<Found> => {
      const found = await find(desk, core, tx, caller, { room, video, call })
      checkPlace(desk, caller.user, room)
      const row = found.place.room.voice ? undefined : await rules.goingOn(tx, room)
      if (row !== undefined) await rules.addPerson(tx, row, caller.user)
      return found
    }
    return entering(desk, core, caller, work, (found) => {
      // Others may have come in the same turn.
      checkPlace(desk, caller.user, room)
      const elsewhere = leaveOthers(desk, core, caller.user, room)
      const { live, told } = opened(desk, core, caller, found, video)
      const id = core.newId<ParticipantId>()
      const { kind } = found.place.room
      const isMuted = core.curbs.mutedUntil(room, caller.user) > core.now()
      const speaks = (may(kind, found.place.member.role, 'speakInCall') || live.allowed.has(caller.user)) && !isMuted
      const entered = states.enter(live, { id, ...caller, speaks, muted, deafened }, desk.now())
      const tellings = [...elsewhere, ...told, ...desk.settle(core, entered)]
      const now = desk.lives.get(room) ?? entered.live
      return { reply: { call: states.view(now), you: id, iceServers: [...desk.ice(caller.user, core.now())] }, tellings }
    })
  }

/** Throws call_full. */
function checkPlace({ lives, limits }: Desk, user: UserId, room: RoomId): void {
  const seats = lives.get(room)?.seats ?? []
  if (seats.length >= limits.callPeople && !seats.some(({ is }) => is.user === user)) throw new ChatError('call_full')
}

export const end =
  (desk: Desk): Handler<'call.end'> =>
  (core, caller, { room: id, call }) =>
    inTurn(
      core,
      caller,
      async (tx) => {
        const { room, member } = await checkIn(tx, id, caller.user)
        if (room.voice) throw new ChatError('not_allowed')
        const row = await rules.checkGoingOn(tx, id, call)
        if (row.by !== caller.user) checkMay(room.kind, member.role, 'endCall')
        const people = desk.lives.get(id)?.people ?? new Set()
        const isMissed = room.kind === 'direct' && [...people].every((user) => user === row.by)
        return rules.end(core, tx, id, call, isMissed ? 'missed' : 'ended', caller.user)
      },
      (event) => {
        const live = desk.lives.get(id)
        const tellings = live?.id === call ? desk.close({ ...live, over: { why: 'ended', by: caller.user } }) : []
        return { reply: {}, tellings: [...tellings, ...(event === undefined ? [] : [tellRoom(event)])] }
      },
    )

export const decline =
  (desk: Desk): Handler<'call.decline'> =>
  (core, caller, { room, call }) =>
    inTurn(
      core,
      caller,
      async (tx) => {
        const place = await checkIn(tx, room, caller.user)
        if (!place.room.voice) await rules.checkGoingOn(tx, room, call)
      },
      () => {
        const live = desk.lives.get(room)
        return { reply: {}, tellings: live?.id === call ? desk.settle(core, states.decline(live, caller.user)) : [] }
      },
    )

/** The call of a room, or a new one. Throws room_unknown, not_a_member, call_unknown, may_not_speak. */
async function find(
  desk: Desk,
  core: Core,
  tx: Tx,
  caller: Member,
  { room: id, video, call }: { readonly room: RoomId; readonly video: boolean; readonly call?: CallId | undefined },
): Promise<Found> {
  const place = await checkIn(tx, id, caller.user)
  // Nothing of a voice room's is kept: whoever comes first begins it, after a restart, too.
  if (place.room.voice) return { place, id: desk.lives.get(id)?.id ?? core.newId<CallId>(), begun: undefined }
  const row = await rules.goingOn(tx, id)
  if (call !== undefined && row?.id !== call) throw new ChatError('call_unknown')
  if (row !== undefined) return { place, id: row.id, begun: undefined }
  checkMay(place.room.kind, place.member.role, 'startCall', 'may_not_speak')
  if (!desk.mayBegin(caller.user)) throw new ChatError('slow_down', { retryAfterMs: BEGIN_MS })
  const { event, row: fresh } = await rules.begin(core, tx, { id: core.newId<CallId>(), room: id, by: caller.user, video })
  const rings = place.room.kind === 'direct' ? await reachable(tx, caller.user, await othersIn(tx, id, caller.user)) : []
  return { place, id: fresh.id, begun: { tellings: [tellRoom(event)], rings } }
}

/** The call in memory; where it has just begun, what is told of that. */
function opened(
  desk: Desk,
  core: Core,
  caller: Member,
  { place, id, begun }: Found,
  video: boolean,
): { live: states.Live; told: readonly Telling[] } {
  const there = desk.lives.get(place.room.id)
  const { voice, kind, id: room } = place.room
  // Who comes into an empty place to talk in the same turn as others finds the call that the first of them began.
  if (there !== undefined && (there.id === id || voice)) return { live: there, told: [] }
  const now = desk.now()
  const until = now + desk.limits.ringSeconds * 1000
  const by = voice ? null : caller.user
  const fresh = states.begun({ id, room, kind, voice, by, at: core.now(), video, waits: until })
  const open: Telling = {
    do: 'tell',
    event: { event: 'call.open', room, with: { call: states.view(fresh) } },
    audience: { to: 'room', room },
  }
  const rung = desk.settle(core, states.ring(fresh, begun?.rings ?? [], busyAmong(desk, room), caller.user, until))
  return { live: desk.lives.get(room) ?? fresh, told: [...(begun?.tellings ?? []), open, ...rung] }
}

/** Somebody is in one call at a time. */
function leaveOthers(desk: Desk, core: Core, user: UserId, but: RoomId): readonly Telling[] {
  return [...desk.lives.values()]
    .filter(({ room, seats }) => room !== but && seats.some(({ is }) => is.user === user))
    .flatMap((live) =>
      desk.settle(
        core,
        // Whoever they talked with is not waiting for them: they are in another call.
        states.leave(live, ({ is }) => is.user === user, live.kind === 'direct' ? 'left' : 'moved', desk.now()),
      ),
    )
}

/** While somebody is on the way in, the call does not end for being empty. */
function entering<N extends 'call.start' | 'call.join'>(
  desk: Desk,
  core: Core,
  caller: Member,
  work: (tx: Tx) => Promise<Found>,
  then: (found: Found) => Outcome<N>,
): Joint<N> {
  let expected: CallId | undefined
  const came = (): void => {
    const left = expected === undefined ? 0 : (desk.expected.get(expected) ?? 1) - 1
    if (expected !== undefined) left > 0 ? desk.expected.set(expected, left) : desk.expected.delete(expected)
    expected = undefined
  }
  return inTurn(
    core,
    caller,
    async (tx) => {
      const found = await work(tx)
      expected = found.id
      desk.expected.set(found.id, (desk.expected.get(found.id) ?? 0) + 1)
      return found
    },
    (found) => {
      came()
      return then(found)
    },
    came,
  )
}

/** In the order of writes; what memory does about it comes once that is on disk, in the same breath as the answer. */
function inTurn<N extends 'call.start' | 'call.join' | 'call.end' | 'call.decline', R>(
  core: Core,
  caller: Member,
  work: (tx: Tx) => Promise<R>,
  then: (found: R) => Outcome<N>,
  failed: () => void = () => undefined,
): Joint<N> {
  return {
    runs: 'together',
    join(settle, fail) {
      core.store
        .write(
          async (tx) => {
            checkStillIn(core, caller)
            return work(tx)
          },
          (found) => {
            try {
              settle(then(found))
            } catch (fault) {
              fail(fault)
            }
          },
        )
        .catch((fault: unknown) => {
          failed()
          fail(fault)
        })
    },
  }
}
