// One participant in the engine: what they send, the slots of what they receive, and what is known of their way.
import type { Source, Wanted } from '@hearth/protocol/call-shapes.ts'
import type { CallId, ParticipantId } from '@hearth/protocol/ids.ts'
import type { Numbers, Opening } from '../engine.ts'
import { type Bucket, createBucket } from './bucket.ts'
import { type Budget, estimated, reported, wide } from './budget.ts'
import { middleOf, type Said, writeSender } from './rtcp.ts'
import type { Slot } from './slot.ts'
import type { Speakers } from './speakers.ts'
import type { Heard, Stream } from './stream.ts'
import type { Transport } from './transport.ts'
import { layersSent, type Track, Uplink } from './uplink.ts'

/** One for each source of each peer. */
export type Origin = { readonly peer: Peer; readonly track: Track }
export type Down = Slot<Origin>
export type Peer = {
  readonly id: ParticipantId
  readonly room: Room
  readonly number: number
  readonly up: Uplink
  readonly slots: Down[]
  readonly bySsrc: Map<number, Down>
  readonly origins: Readonly<Record<Source, Origin>>
  /** Who hears or sees each source of theirs. */
  readonly listeners: Readonly<Record<Source, Set<Down>>>
  sends(source: Source): boolean
  may: ReadonlySet<Source>
  transport: Transport | undefined
  offered: number
  answered: number
  connected: boolean
  heard: boolean
  wanted: readonly Wanted[] | undefined
  /** How often they may ask for a picture that needs none before it. */
  readonly pleas: Bucket
  budget: Budget
  /** Of what they are sent: sound, in kilobits a second. */
  audioOut: number
  /** Of all they are sent, sound as well; smoothed. */
  lossOut: number
  /** Smoothed. */
  roundTripMs: number | null
  /** When they last reported, and when a picture was last sent to them, by the engine's clock. */
  reportedAt: number
  picturedAt: number
  /** From the engine's clock to that on the wall, as it was once: whoever sets that one moves no lips. */
  readonly wall: number
  before: { packetsIn: number; packetsOut: number; bytesIn: number }
  numbers: Numbers
}
export type Room = {
  readonly call: CallId
  readonly peers: Map<ParticipantId, Peer>
  readonly speakers: Speakers<ParticipantId>
  speaking: string
}

/** What was reported is news for so long: where nothing is sent, nothing is reported. */
const REPORT_MS = 10_000
/** Another look at a way on which no picture was sent for so long. */
const PICTURE_MS = 60_000

/** While so little is sent, what is lost of it says little. */
const FEW_KILOBITS = 300

/** One for every line of a full page at once, then two in a second. */
const PLEAS_PER_SECOND = 2
const PLEAS_AT_ONCE = 10

type About = Pick<Peer, 'room' | 'id' | 'number'> & Pick<Opening, 'may' | 'cameraLines'> & { readonly clock: () => number }

export function createPeer(
  { room, id, number, may, cameraLines, clock }: About,
  found: (track: Track, stream: Stream, heard: Heard) => void,
): Peer {
  const up = new Uplink(found, cameraLines)
  const origin = (source: Source): Origin => ({
    get peer() {
      return peer
    },
    track: up.tracks[source],
  })
  const peer: Peer = {
    ...{ id, room, number, up, slots: [], bySsrc: new Map(), may: new Set(may), transport: undefined },
    origins: { mic: origin('mic'), camera: origin('camera'), screen: origin('screen'), sound: origin('sound') },
    sends: (source) => layersSent(up.tracks[source], clock()).includes(true),
    pleas: createBucket(PLEAS_PER_SECOND, PLEAS_AT_ONCE),
    listeners: { mic: new Set(), camera: new Set(), screen: new Set(), sound: new Set() },
    ...{
      offered: 0,
      answered: 0,
      connected: false,
      heard: false,
      wanted: undefined,
      budget: wide,
      audioOut: 0,
      lossOut: 0,
      roundTripMs: null,
      reportedAt: clock(),
      picturedAt: clock(),
      wall: Date.now() - clock(),
    },
    before: { packetsIn: 0, packetsOut: 0, bytesIn: 0 },
    numbers: nothingOf(id),
  }
  return peer
}

/** What their side said about what we send. */
export function hear(peer: Peer, said: Said, now: number): void {
  if (said.is === 'nack') peer.bySsrc.get(said.ssrc)?.again(said.missing, now)
  else if (said.is === 'keyframe') {
    const slot = peer.bySsrc.get(said.ssrc)
    const stream = slot?.from?.track.streams.find(({ ssrc }) => ssrc === slot.playing)
    // It is asked for until it comes: once is enough, and each of them costs everybody who looks.
    if (stream !== undefined && peer.pleas.take(1, now)) stream.wantKeyframe()
  } else if (said.is === 'report') {
    const { ssrc, lost, lastReport, delay } = said.report
    if (peer.bySsrc.has(ssrc)) {
      peer.lossOut += (lost - peer.lossOut) * 0.2
      peer.reportedAt = now
    }
    if (peer.bySsrc.get(ssrc)?.kind === 'video') peer.budget = reported(peer.budget, lost, sentTo(peer), now)
    if (lastReport !== 0) {
      const took = ((((middleOf(peer.wall + now) - lastReport - delay) >>> 0) / 65_536) * 1000) % 60_000
      peer.roundTripMs = peer.roundTripMs === null ? took : peer.roundTripMs + (took - peer.roundTripMs) * 0.3
    }
  } else if (said.is === 'estimate') peer.budget = estimated(peer.budget, said.kilobits, sentTo(peer), now)
}

const sentTo = ({ numbers }: Peer): number => Math.max(FEW_KILOBITS, numbers.kilobitsOut)

function nothingOf(participant: ParticipantId): Numbers {
  return { participant, packetsIn: 0, packetsOut: 0, kilobitsIn: 0, kilobitsOut: 0, lossIn: 0, lossOut: 0, roundTripMs: null }
}

/** Which time their timestamps mean: sound and pictures are put together by it. @param now by the engine's clock */
export const senders = ({ slots, wall }: Peer, now: number): Buffer[] =>
  slots
    .filter(({ from, packets }) => from !== undefined && packets > 0)
    .map((slot) => writeSender(slot.ssrc, wall + now, slot.timestampAt(now), slot.packets, slot.bytes))

/** Once in a second. */
export function count(peer: Peer, now: number): void {
  const { up, slots, before, id } = peer
  const packetsOut = slots.reduce((all, slot) => all + slot.packets, 0)
  const kilobits = (kind: Down['kind']) => slots.reduce((all, slot) => all + (slot.kind === kind ? slot.measure() : 0), 0)
  const pictures = kilobits('video')
  peer.audioOut = kilobits('audio')
  if (pictures > 0) peer.picturedAt = now
  if (now - peer.picturedAt > PICTURE_MS) peer.budget = wide
  if (now - peer.reportedAt > REPORT_MS) Object.assign(peer, { lossOut: 0, roundTripMs: null })
  peer.numbers = {
    participant: id,
    packetsIn: up.packets - before.packetsIn,
    packetsOut: packetsOut - before.packetsOut,
    kilobitsIn: Math.round(((up.bytes - before.bytesIn) * 8) / 1000),
    kilobitsOut: Math.round(peer.audioOut + pictures),
    lossIn: up.lost,
    lossOut: Math.min(1, peer.lossOut),
    roundTripMs: peer.roundTripMs === null ? null : Math.round(peer.roundTripMs),
  }
  peer.before = { packetsIn: up.packets, packetsOut, bytesIn: up.bytes }
}
