// What calls are made of. How the parts fit together: docs/calls.md.
import { type Static, Type } from 'typebox'
import { At, CallId, ParticipantId, RoomId, Seq, UserId } from './ids.ts'
import { Replies } from './mark-shapes.ts'
import { orNull } from './shapes.ts'

/** Somebody in a call, on one device. */
export const Participant = Type.Object({
  id: ParticipantId,
  user: UserId,
  at: At,
  speaks: Type.Boolean({ description: 'may speak and show; others listen, and may raise a hand' }),
  muted: Type.Boolean(),
  camera: Type.Boolean(),
  sharing: Type.Boolean({ description: 'shows the screen' }),
  deafened: Type.Boolean({ description: 'hears nobody' }),
  hand: orNull(At),
  connected: Type.Boolean({ description: 'sound and pictures get through' }),
})
export type Participant = Static<typeof Participant>

/** A call that goes on. A room has one at most. */
export const Call = Type.Object({
  id: CallId,
  room: RoomId,
  by: orNull(UserId),
  at: At,
  video: Type.Boolean({ description: 'meant as a video call by who started it' }),
  participants: Type.Array(Participant, { description: 'in the order they came' }),
  ringing: Type.Array(UserId, { description: 'people it rings for now' }),
  until: orNull(Type.Unsafe<number>({ ...At, description: 'epoch milliseconds: till then it rings' })),
})
export type Call = Static<typeof Call>

/**
 * Why a call ended: `left`: the last one went. `ended`: for all, by who started it or an admin. `declined`, `missed`: nobody else ever
 * came. `lost`: nobody came back after the server was away.
 */
export const CallEnd = Type.Union([
  Type.Literal('left'),
  Type.Literal('ended'),
  Type.Literal('declined'),
  Type.Literal('missed'),
  Type.Literal('lost'),
])
export type CallEnd = Static<typeof CallEnd>

/**
 * A call as history tells it, at the place of its start in the room's log. Somebody missed it who is not among its `people`. `replies`: what was
 * said beside it.
 */
export const PastCall = Type.Object({
  id: CallId,
  seq: Seq,
  by: UserId,
  at: At,
  video: Type.Boolean(),
  ended: orNull(Type.Object({ at: At, why: CallEnd, by: orNull(UserId), people: Type.Array(UserId) })),
  replies: Type.Optional(Replies),
})
export type PastCall = Static<typeof PastCall>

/** A call as a list of several rooms tells it. */
export const RecentCall = Type.Object({ room: RoomId, call: PastCall })
export type RecentCall = Static<typeof RecentCall>

/** What is sent: a voice, a camera, a screen, the sound of what is on the screen. */
export const Source = Type.Union([Type.Literal('mic'), Type.Literal('camera'), Type.Literal('screen'), Type.Literal('sound')])
export type Source = Static<typeof Source>

/** What comes in at one line (`mid`) of the description at this moment. */
export const Slot = Type.Object({
  mid: Type.String(),
  from: orNull(Type.Object({ participant: ParticipantId, source: Source })),
})
export type Slot = Static<typeof Slot>

/** What one wants to see. `height`: of the tile in device pixels. */
export const Wanted = Type.Object(
  {
    participant: ParticipantId,
    source: Type.Union([Type.Literal('camera'), Type.Literal('screen')]),
    height: Type.Integer({ minimum: 1, maximum: 8640 }),
  },
  { additionalProperties: false },
)
export type Wanted = Static<typeof Wanted>

/** How tall one's own pictures are drawn at most, by whoever looks at them, in device pixels. */
export const Watched = Type.Object({ camera: Type.Integer({ minimum: 0 }), screen: Type.Integer({ minimum: 0 }) })
export type Watched = Static<typeof Watched>

/** For `RTCPeerConnection`. The credential is good for some hours. */
export const IceServer = Type.Object({
  urls: Type.Array(Type.String()),
  username: Type.Optional(Type.String()),
  credential: Type.Optional(Type.String()),
})
export type IceServer = Static<typeof IceServer>
