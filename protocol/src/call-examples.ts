// One example of every command and event of calls, and what must be refused.
import type { CallCommandName } from './call-commands.ts'
import type { CallEventName } from './call-events.ts'
import type { Call, Participant, PastCall } from './call-shapes.ts'
import type { CommandExample, EventExample } from './examples.ts'
import type { CallId, Id, ParticipantId, RoomId, UserId } from './ids.ts'

const id = <T extends Id<string>>(tail: string): T => `01kb${tail.padStart(22, '0')}` as T
const at = 1_764_000_000_000
const room = id<RoomId>('w0rksh0p')
const [ada, bo] = [id<UserId>('ada'), id<UserId>('b0')]
const call = id<CallId>('ca11')
const [mine, participant] = [id<ParticipantId>('adas'), id<ParticipantId>('b0s')]
const own = { room, participant }

const adaIn: Participant = {
  id: mine,
  user: ada,
  at,
  speaks: true,
  muted: false,
  camera: true,
  sharing: false,
  deafened: false,
  hand: null,
  connected: true,
}
const boIn: Participant = { ...adaIn, id: participant, user: bo, camera: false, connected: false }
const going: Call = { id: call, room, by: ada, at, video: true, participants: [adaIn], ringing: [bo], until: at + 40_000 }
export const pastCall: PastCall = {
  id: call,
  seq: 11,
  by: ada,
  at,
  video: true,
  ended: { at: at + 40_000, why: 'missed', by: null, people: [ada] },
}
const iceServers = [
  { urls: ['turn:192.168.1.9:3478?transport=udp'], username: '1764036000:ada', credential: 'jEqIJ2WAtb2tgmkBDVkPIIWdPmY=' },
]
const sdp = 'v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n'

export const callCommandExamples: { readonly [N in CallCommandName]: CommandExample<N> } = {
  'call.start': { takes: { room, video: true }, gives: { call: { ...going, participants: [] } }, refuses: [{}, { room, video: 'yes' }] },
  'call.join': {
    takes: { room, call, muted: true },
    gives: { call: { ...going, participants: [adaIn, boIn], ringing: [], until: null }, you: participant, iceServers },
    refuses: [{}, { room, call: 'x' }, { room, user: bo }],
  },
  'call.leave': { takes: { room, back: true }, gives: {}, refuses: [{}, { room: 'workshop' }, { room, back: 'soon' }] },
  'call.end': { takes: { room, call }, gives: {}, refuses: [{ room }, { call }] },
  'call.decline': { takes: { room, call }, gives: {}, refuses: [{ room }] },
  'call.ring': { takes: { ...own, users: [ada] }, gives: {}, refuses: [own, { ...own, users: [] }] },
  'call.here': { takes: own, gives: {}, refuses: [{ room }] },
  'call.set': {
    takes: { ...own, muted: true, hand: true, cameraLines: 360 },
    gives: { participant: { ...boIn, muted: true, hand: at } },
    refuses: [
      { ...own, muted: 1 },
      { ...own, speaks: true },
      { ...own, cameraLines: 0 },
    ],
  },
  'call.allow': { takes: { ...own, speaks: true }, gives: {}, refuses: [own] },
  'call.mute': { takes: own, gives: {}, refuses: [{ room }] },
  'call.react': { takes: { ...own, emoji: '👏' }, gives: {}, refuses: [own, { ...own, emoji: '' }] },
  'call.answer': {
    takes: { ...own, peer: 1, n: 1, sdp },
    gives: {},
    refuses: [
      { ...own, peer: 1, n: 1 },
      { ...own, peer: 0, n: 1, sdp },
      { ...own, peer: 1, n: 1, sdp: 'x'.repeat(60_001) },
    ],
  },
  'call.restart': { takes: { ...own, peer: 1, way: true }, gives: {}, refuses: [own, { ...own, peer: 1, way: 1 }] },
  'call.want': {
    takes: { ...own, videos: [{ participant: mine, source: 'camera', height: 360 }] },
    gives: {},
    refuses: [
      own,
      { ...own, videos: [{ participant: mine, source: 'mic', height: 360 }] },
      { ...own, videos: [{ participant: mine, source: 'camera', height: 0 }] },
    ],
  },
  'call.recent': {
    takes: {},
    gives: {
      calls: [{ room, call: { id: call, seq: 7, by: ada, at, video: false, ended: { at, why: 'missed', by: null, people: [ada] } } }],
    },
    refuses: [{ room }],
  },
  'call.statistics': {
    takes: own,
    gives: {
      engine: 'werift',
      participants: [
        { participant, packetsIn: 50, packetsOut: 210, kilobitsIn: 32, kilobitsOut: 1450, lossIn: 0, lossOut: 0.01, roundTripMs: 12 },
      ],
    },
    refuses: [{}],
  },
}

export const callEventExamples: { readonly [N in CallEventName]: EventExample<N> } = {
  'call.started': { with: { call, by: ada, at, video: true }, refuses: [{ call, at, video: true }] },
  'call.ended': {
    with: { call, by: null, at, why: 'missed', people: [ada] },
    refuses: [{ call, by: null, at, why: 'tired', people: [] }],
  },
  'call.open': { with: { call: going }, refuses: [{ call }] },
  'call.closed': { with: { call }, refuses: [{}] },
  'call.joined': { with: { call, participant: boIn }, refuses: [{ call, participant }] },
  'call.left': { with: { call, participant, why: 'gone' }, refuses: [{ call, participant }] },
  'call.changed': { with: { call, participant: { ...boIn, connected: true } }, refuses: [{ participant: boIn }] },
  'call.ringing': { with: { call, users: [bo], busy: [], by: ada, video: true, until: at + 40_000 }, refuses: [{ call, users: bo }] },
  'call.rung': { with: { call, users: [bo], how: 'declined' }, refuses: [{ call, users: [bo], how: 'asleep' }] },
  'call.speaking': { with: { call, participants: [mine] }, refuses: [{ call }] },
  'call.struggling': { with: { call, participants: [mine] }, refuses: [{ call }] },
  'call.reacted': { with: { call, participant, emoji: '👏' }, refuses: [{ call, participant }] },
  'call.offer': { with: { call, participant, peer: 1, n: 1, sdp }, refuses: [{ call, participant, peer: 1, sdp }] },
  'call.slots': {
    with: {
      call,
      participant,
      peer: 1,
      slots: [
        { mid: '4', from: { participant: mine, source: 'mic' } },
        { mid: '5', from: null },
      ],
    },
    refuses: [{ call, participant, peer: 1, slots: [{ mid: '4' }] }],
  },
  'call.watched': { with: { call, participant, camera: 360, screen: 0 }, refuses: [{ call, participant, camera: -1, screen: 0 }] },
}
