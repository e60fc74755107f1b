// What can be asked of a call. The way of an offer and its answer: docs/calls.md.
import { Type } from 'typebox'
import { Call, IceServer, Participant, RecentCall, Wanted } from './call-shapes.ts'
import { type CommandRow, Emoji, nothing, takes, Users } from './command-row.ts'
import { CallId, ParticipantId, RoomId } from './ids.ts'
import { orNull } from './shapes.ts'

const room = { room: RoomId }
const own = { ...room, participant: ParticipantId }
const flag = Type.Optional(Type.Boolean())
const inRoom = ['room_unknown', 'not_a_member', 'calls_off'] as const
const inCall = ['not_in_call'] as const

/** Characters of a session description: what fits into a frame with what is around it. */
export const DESCRIPTION_CHARS = 60_000

const CameraLines = Type.Integer({
  minimum: 1,
  maximum: 8640,
  description: 'of the shorter side of the camera’s picture; its layers are a quarter, half and all of it. As long as it is not said: 720',
})

export const callCommands = {
  'call.start': {
    says: 'Begin a call without entering it: it rings, and ends when nobody comes. Where one goes on, that one is the answer. In a channel as admin.',
    by: 'signed-in',
    takes: takes({ ...room, video: flag }),
    gives: Type.Object({ call: Call }),
    fails: [...inRoom, 'may_not_speak', 'slow_down'],
  },
  'call.join': {
    says: 'Enter the call of a room, or begin one. With `call` only that one: so a ring is answered, and so one comes back after the connection was lost. On another device one is moved here; another room’s call is left.',
    by: 'signed-in',
    takes: takes({ ...room, call: Type.Optional(CallId), video: flag, muted: flag, deafened: flag }),
    gives: Type.Object({ call: Call, you: ParticipantId, iceServers: Type.Array(IceServer) }),
    fails: [...inRoom, 'may_not_speak', 'call_unknown', 'call_full', 'call_away', 'slow_down'],
  },
  'call.leave': {
    says: 'Leave, from whichever device; with `participant` only as that one, who may be moved or in anew by then. Not being in is fine. With `back` one may come again at once, as a page does that is loaded anew: the other of two who talk is not hung up on for some seconds.',
    by: 'signed-in',
    takes: takes({ ...room, participant: Type.Optional(ParticipantId), back: flag }),
    gives: nothing,
    fails: [],
  },
  'call.end': {
    says: 'End the call for all, as who started it or as admin; in a direct chat either does. A voice room’s goes on without anybody.',
    by: 'signed-in',
    takes: takes({ ...room, call: CallId }),
    gives: nothing,
    fails: [...inRoom, 'call_unknown', 'not_allowed'],
  },
  'call.decline': {
    says: 'Do not answer: it stops ringing on all one’s devices. Not being rung is fine.',
    by: 'signed-in',
    takes: takes({ ...room, call: CallId }),
    gives: nothing,
    fails: [...inRoom, 'call_unknown'],
  },
  'call.ring': {
    says: 'Call people of the room into the call one is in.',
    by: 'signed-in',
    takes: takes({ ...own, users: Users(20) }),
    gives: nothing,
    fails: [...inCall, 'user_unknown', 'slow_down'],
  },
  'call.here': {
    says: 'I am still there. Whoever says nothing for seven seconds, and sends nothing either, is taken out. Say it every three.',
    by: 'signed-in',
    takes: takes(own),
    gives: nothing,
    fails: [...inCall],
  },
  'call.set': {
    says: 'Say what is true of oneself: it is what others are shown. Who is muted is not heard, whatever is sent.',
    by: 'signed-in',
    takes: takes({ ...own, muted: flag, camera: flag, sharing: flag, deafened: flag, hand: flag, cameraLines: Type.Optional(CameraLines) }),
    gives: Type.Object({ participant: Participant }),
    fails: [...inCall, 'may_not_speak', 'slow_down'],
  },
  'call.allow': {
    says: 'Let somebody speak who listens in a channel, or no longer, as admin. The hand goes down.',
    by: 'signed-in',
    takes: takes({ ...own, speaks: Type.Boolean() }),
    gives: nothing,
    fails: [...inRoom, ...inCall, 'not_allowed'],
  },
  'call.mute': {
    says: 'Mute somebody, as admin. They may unmute themselves.',
    by: 'signed-in',
    takes: takes(own),
    gives: nothing,
    fails: [...inRoom, ...inCall, 'not_allowed'],
  },
  'call.react': {
    says: 'Show an emoji for a moment.',
    by: 'signed-in',
    takes: takes({ ...own, emoji: Emoji }),
    gives: nothing,
    fails: [...inCall, 'emoji_invalid', 'slow_down'],
  },
  'call.answer': {
    says: 'The answer to a `call.offer`, with its numbers. One that is no longer waited for is ignored.',
    by: 'signed-in',
    takes: takes({
      ...own,
      peer: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
      n: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
      sdp: Type.String({ minLength: 1, maxLength: DESCRIPTION_CHARS }),
    }),
    gives: nothing,
    fails: [...inCall, 'description_invalid', 'call_away', 'slow_down'],
  },
  'call.restart': {
    says: 'Nothing gets through any more, or one’s network is another one: a new `call.offer` comes, with another `peer`. With `way` it has the same `peer` and another way in (an ICE restart): quicker, and enough where only the network is another one.',
    by: 'signed-in',
    takes: takes({ ...own, peer: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }), way: flag }),
    gives: nothing,
    fails: [...inCall, 'call_away', 'slow_down'],
  },
  'call.want': {
    says: 'What one wants to see, the most important first; nothing else is sent. Not said: those who speak.',
    by: 'signed-in',
    takes: takes({ ...own, videos: Type.Array(Wanted, { maxItems: 100 }) }),
    gives: nothing,
    fails: [...inCall, 'slow_down'],
  },
  'call.recent': {
    says: 'The last calls in one’s rooms, the newest first; those of voice rooms stand nowhere.',
    by: 'signed-in',
    takes: nothing,
    gives: Type.Object({ calls: Type.Array(RecentCall) }),
    fails: [],
  },
  'call.statistics': {
    says: 'What the server sees of the call one is in, on whichever device, over its last seconds.',
    by: 'signed-in',
    takes: takes(own),
    gives: Type.Object({
      engine: Type.String(),
      participants: Type.Array(
        Type.Object({
          participant: ParticipantId,
          packetsIn: Type.Integer({ description: 'in a second' }),
          packetsOut: Type.Integer({ description: 'in a second' }),
          kilobitsIn: Type.Integer({ description: 'in a second' }),
          kilobitsOut: Type.Integer({ description: 'in a second' }),
          lossIn: Type.Number({ minimum: 0, maximum: 1, description: 'of what they send' }),
          lossOut: Type.Number({ minimum: 0, maximum: 1, description: 'of what is sent to them' }),
          roundTripMs: orNull(Type.Integer()),
        }),
      ),
    }),
    fails: [...inCall, 'call_away'],
  },
} as const satisfies Record<string, CommandRow>

export type CallCommandName = keyof typeof callCommands
