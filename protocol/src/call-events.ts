// What is told of calls. Started and ended are entries of the room's log, but for voice rooms; all else passes.
import { Type } from 'typebox'
import { Call, CallEnd, IceServer, Participant, Slot, Watched } from './call-shapes.ts'
import type { EventRow } from './events.ts'
import { At, CallId, ParticipantId, UserId } from './ids.ts'
import { orNull } from './shapes.ts'

const call = { call: CallId }

export const callEvents = {
  'call.started': {
    says: 'Somebody began a call. In a group it rings softly; in a direct chat `call.ringing` says for whom it rings.',
    lasts: 'logged',
    with: Type.Object({ ...call, by: UserId, at: At, video: Type.Boolean() }),
  },
  'call.ended': {
    says: 'The call is over. `people` were in it: everybody else has missed it.',
    lasts: 'logged',
    with: Type.Object({ ...call, by: orNull(UserId), at: At, why: CallEnd, people: Type.Array(UserId) }),
  },
  'call.open': {
    says: 'A call goes on in this room, as a whole: said when it begins.',
    lasts: 'passing',
    with: Type.Object({ call: Call }),
  },
  'call.closed': {
    says: 'No call goes on in this room any more.',
    lasts: 'passing',
    with: Type.Object({ ...call }),
  },
  'call.joined': { says: 'Somebody came into the call.', lasts: 'passing', with: Type.Object({ ...call, participant: Participant }) },
  'call.left': {
    says: 'Somebody is no longer in it. `moved`: now on another device, or in another call; `gone`: nothing was heard of them; `removed`: no longer in the room, or signed out.',
    lasts: 'passing',
    with: Type.Object({
      ...call,
      participant: ParticipantId,
      why: Type.Union([Type.Literal('left'), Type.Literal('moved'), Type.Literal('gone'), Type.Literal('removed'), Type.Literal('ended')]),
    }),
  },
  'call.changed': { says: 'This is true of them now.', lasts: 'passing', with: Type.Object({ ...call, participant: Participant }) },
  'call.ringing': {
    says: 'It rings for these people, on all their devices, until `call.rung` or `until`.',
    lasts: 'passing',
    with: Type.Object({
      ...call,
      users: Type.Array(UserId),
      busy: Type.Array(UserId, { description: 'those of them who are in another call' }),
      by: UserId,
      video: Type.Boolean(),
      until: At,
    }),
  },
  'call.rung': {
    says: 'It no longer rings for them.',
    lasts: 'passing',
    with: Type.Object({
      ...call,
      users: Type.Array(UserId),
      how: Type.Union([Type.Literal('answered'), Type.Literal('declined'), Type.Literal('missed'), Type.Literal('stopped')]),
    }),
  },
  'call.speaking': {
    says: 'Who speaks just now, the loudest first. Told to who is in the call.',
    lasts: 'passing',
    with: Type.Object({ ...call, participants: Type.Array(ParticipantId) }),
  },
  'call.struggling': {
    says: 'Whose network is bad just now: much is lost between them and the server, or late. Told to who is in the call, when it changes.',
    lasts: 'passing',
    with: Type.Object({ ...call, participants: Type.Array(ParticipantId) }),
  },
  'call.reacted': {
    says: 'An emoji to be shown for a moment. Told to who is in the call.',
    lasts: 'passing',
    with: Type.Object({ ...call, participant: ParticipantId, emoji: Type.String() }),
  },
  'call.offer': {
    says: 'To one sign-in: answer this description with `call.answer`. Another `peer` than before: throw the old peer connection away and make a new one. `iceServers` are those of `call.join`, with passwords that are good from now on: use them for what this offer opens.',
    lasts: 'passing',
    with: Type.Object({
      ...call,
      participant: ParticipantId,
      peer: Type.Integer({ minimum: 1 }),
      n: Type.Integer({ minimum: 1 }),
      sdp: Type.String(),
      iceServers: Type.Optional(Type.Array(IceServer)),
    }),
  },
  'call.slots': {
    says: 'To one sign-in: whose sound and pictures come in at which line of its description. All of them.',
    lasts: 'passing',
    with: Type.Object({ ...call, participant: ParticipantId, peer: Type.Integer({ minimum: 1 }), slots: Type.Array(Slot) }),
  },
  'call.watched': {
    says: 'To one sign-in: how tall its pictures are drawn at most where anybody looks at them, in device pixels; 0: nobody looks. Nothing larger needs to be made.',
    lasts: 'passing',
    with: Type.Object({ ...call, participant: ParticipantId, ...Watched.properties }),
  },
} as const satisfies Record<string, EventRow>

export type CallEventName = keyof typeof callEvents
