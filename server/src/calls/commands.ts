// What can be asked of a call. Whatever stands in a room's log waits for its turn among the writes; all else is answered from memory at once,
// for who sits in a call is in its room as long as they sit there.
import type { CallCommandName } from '@hearth/protocol/call-commands.ts'
import type { CommandName } from '@hearth/protocol/commands.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { ParticipantId, RoomId } from '@hearth/protocol/ids.ts'
import { recent } from '#core/calls.ts'
import { type Core, type Handler, inRead, type Plan, quietly } from '#core/context.ts'
import type { Member, Outcome } from '#core/outcome.ts'
import { may } from '#core/permissions.ts'
import { reachable } from '#core/reach.ts'
import { checkIn } from '#core/seats.ts'
import { checkEmoji } from '#core/text.ts'
import { busyAmong, checkMine, checkOwn, type Desk, inside } from './desk.ts'
import { decline, end, join, start } from './entering.ts'
import * as states from './state.ts'

type Handlers = { readonly [N in CallCommandName]: Handler<N> }

export function createHandlers(desk: Desk): Handlers {
  return {
    'call.start': start(desk),
    'call.join': join(desk),
    'call.end': end(desk),
    'call.decline': decline(desk),
    'call.leave': (core, caller, { room, participant, back = false }) =>
      atOnce(() => {
        const live = desk.lives.get(room)
        // Whom nobody has joined yet does not keep others being rung.
        const why = back && live !== undefined && live.people.size > 1 ? 'gone' : 'left'
        const isMeant = ({ is }: states.Seat) => is.user === caller.user && (participant === undefined || is.id === participant)
        const gone = live && states.leave(live, isMeant, why, desk.now())
        return { reply: {}, tellings: gone === undefined ? [] : desk.settle(core, gone) }
      }),
    ...aboutOneself(desk),
    ...aboutOthers(desk),
    'call.recent': recent,
    'call.statistics': (_core, caller, takes) => ({
      runs: 'together',
      join: (settle, fail) => {
        const { live } = checkOwn(desk, caller, takes)
        desk.engine
          .statistics(live.id)
          .then(
            (participants) => settle(quietly({ engine: desk.engine.name, participants: participants.map((one) => ({ ...one })) })),
            fail,
          )
      },
    }),
  }
}

const aboutOneself = (
  desk: Desk,
): Pick<Handlers, 'call.here' | 'call.set' | 'call.react' | 'call.answer' | 'call.restart' | 'call.want' | 'call.ring'> => ({
  'call.here': (core, caller, takes) =>
    atOnce(() => {
      const { live, seat } = checkMine(desk, caller, takes)
      desk.settle(core, { live: states.met(live, seat.is.id, caller.address, desk.now()), outs: [] })
      return { reply: {}, tellings: desk.peers.here(live, seat) }
    }),
  'call.set': (core, caller, { room, participant, hand, cameraLines, ...wanted }) =>
    atOnce(() => {
      const { live, seat } = checkMine(desk, caller, { room, participant })
      desk.peers.checkPace(participant, 'own')
      const speaks = wanted.muted === false || wanted.camera === true || wanted.sharing === true
      if (speaks && !seat.is.speaks) throw new ChatError('may_not_speak')
      if (cameraLines !== undefined) desk.peers.sized(participant, cameraLines)
      const raised = hand === undefined ? {} : { hand: hand ? (seat.is.hand ?? desk.now()) : null }
      const step = states.change(live, participant, { ...wanted, ...raised })
      const tellings = desk.settle(core, step)
      return { reply: { participant: checkMine(desk, caller, { room, participant }).seat.is }, tellings }
    }),
  'call.react': (_core, caller, takes) =>
    atOnce(() => {
      const { live, seat } = checkMine(desk, caller, takes)
      const emoji = checkEmoji(takes.emoji)
      desk.peers.checkPace(seat.is.id)
      const event = { event: 'call.reacted', room: live.room, with: { call: live.id, participant: seat.is.id, emoji } } as const
      return { reply: {}, tellings: [inside(live, event)] }
    }),
  'call.answer': (_core, caller, takes) =>
    atOnce(() => {
      const { seat } = checkMine(desk, caller, takes)
      desk.peers.answer(seat.is.id, takes.peer, takes.n, takes.sdp)
      return quietly({})
    }),
  'call.restart': (_core, caller, takes) =>
    atOnce(() => {
      const { live, seat } = checkMine(desk, caller, takes)
      desk.peers.restart(live, seat, takes.peer, takes.way ?? false)
      return quietly({})
    }),
  'call.want': (_core, caller, takes) =>
    atOnce(() => {
      const { live, seat } = checkMine(desk, caller, takes)
      return { reply: {}, tellings: desk.peers.want(live, seat.is.id, takes.videos) }
    }),
  'call.ring': (core, caller, takes) =>
    inRead(async (tx) => {
      for (const user of takes.users)
        await checkIn(tx, takes.room, user).catch((fault: unknown) =>
          Promise.reject(fault instanceof ChatError ? new ChatError('user_unknown') : fault),
        )
      const users = await reachable(tx, caller.user, takes.users)
      const { live } = checkMine(desk, caller, takes)
      desk.peers.checkPace(takes.participant)
      const until = desk.now() + desk.limits.ringSeconds * 1000
      return { reply: {}, tellings: desk.settle(core, states.ring(live, users, busyAmong(desk, takes.room), caller.user, until)) }
    }),
})

const aboutOthers = (desk: Desk): Pick<Handlers, 'call.allow' | 'call.mute'> => ({
  'call.allow': (core, caller, { room, participant, speaks }) =>
    asLeader(desk, core, caller, room, participant, (live) => {
      const user = live.seats.find(({ is }) => is.id === participant)?.is.user
      // Who is muted by the server's moderators is not let speak by the room's.
      if (speaks && user !== undefined && core.curbs.mutedUntil(room, user) > core.now()) throw new ChatError('not_allowed')
      return states.allow(live, participant, speaks)
    }),
  'call.mute': (core, caller, { room, participant }) =>
    asLeader(desk, core, caller, room, participant, (live) => states.change(live, participant, { muted: true })),
})

/** Throws room_unknown, not_a_member, not_allowed, not_in_call. */
const asLeader = (
  desk: Desk,
  core: Core,
  caller: Member,
  id: RoomId,
  participant: ParticipantId,
  how: (live: states.Live) => states.Step,
): Plan<'call.allow' | 'call.mute'> =>
  inRead(async (tx) => {
    const { room, member } = await checkIn(tx, id, caller.user)
    if (!may(room.kind, member.role, 'leadCall')) throw new ChatError('not_allowed')
    const live = desk.lives.get(id)
    if (live === undefined || !live.seats.some(({ is }) => is.id === participant)) throw new ChatError('not_in_call')
    return { reply: {}, tellings: desk.settle(core, how(live)) }
  })

/** Answered from memory, in the order of arrival. */
function atOnce<N extends CommandName>(work: () => Outcome<N>): Plan<N> {
  const outcome = work()
  return { runs: 'together', join: (settle) => settle(outcome) }
}
