// What comes from one peer: packets are sorted into its four sources, what got lost is asked for again, and its sender learns what arrived.
import type { Source } from '@hearth/protocol/call-shapes.ts'
import { CAMERA_LINES } from '../engine.ts'
import { type Answer, RIDS, RTX, UPWARDS } from '../sdp.ts'
import { Arrivals } from './arrivals.ts'
import { createBucket } from './bucket.ts'
import { readRtcp, type Said, writeKeyframe, writeNack, writeReports } from './rtcp.ts'
import { type Packet, readPacket } from './rtp.ts'
import { type Heard, Stream } from './stream.ts'

/** One source of a peer: a camera comes in several layers, the smallest first. */
export type Track = { readonly source: Source; readonly streams: Stream[] }

/**
 * Which of its layers are sent. Where none is just now, those of a moment ago still are: a device that has much to do is slow, and whoever was taken
 * out for that would need a keyframe to come back, which makes it slower.
 */
export function layersSent({ streams }: Track, now: number): readonly boolean[] {
  const sent = streams.map((stream) => stream.isSent(now))
  return sent.includes(true) ? sent : streams.map((stream) => stream.isThere(now))
}

/** SSRCs believed of one peer: more are an attack, or a mistake. */
const MOST_STREAMS = 12
/** A camera in three layers and a screen are some 700; each packet is sealed for everybody who receives it. */
const PACKETS_PER_SECOND = 2000
const BYTES_PER_SECOND = 1_500_000
/** Our own SSRC in what is said about packets. */
const OURS = 1
const kindOf = (source: Source) => (source === 'mic' || source === 'sound' ? 'audio' : 'video')
/** What a layer is taken for until one of its keyframes says its height: so much of what the camera has. */
const PARTS: Readonly<Record<string, number>> = { l: 0.25, m: 0.5, h: 1 }

export class Uplink {
  readonly tracks: Readonly<Record<Source, Track>> = {
    mic: { source: 'mic', streams: [] },
    camera: { source: 'camera', streams: [] },
    screen: { source: 'screen', streams: [] },
    sound: { source: 'sound', streams: [] },
  }
  readonly #found: (track: Track, stream: Stream, heard: Heard) => void
  #cameraLines: number
  readonly #bySsrc = new Map<number, { readonly track: Track; readonly stream: Stream }>()
  readonly #again = new Map<number, { readonly track: Track; readonly stream: Stream }>()
  readonly #named = new Map<number, Source>()
  readonly #arrivals = new Arrivals()
  readonly #pace = createBucket(PACKETS_PER_SECOND, PACKETS_PER_SECOND)
  readonly #size = createBucket(BYTES_PER_SECOND, BYTES_PER_SECOND)
  packets = 0
  bytes = 0
  /** Of what they send, 0 to 1, smoothed: what came by being asked for again is not lost. */
  lost = 0

  constructor(found: (track: Track, stream: Stream, heard: Heard) => void, cameraLines = CAMERA_LINES) {
    this.#found = found
    this.#cameraLines = cameraLines
  }

  /** Of layers that are there already their pictures say it. */
  sized(cameraLines: number): void {
    this.#cameraLines = cameraLines
  }

  /** SSRCs that an answer names belong to its lines. */
  named(answer: Answer): void {
    for (const { mid, ssrcs } of answer.lines) {
      const source = UPWARDS[Number(mid)]
      const [ssrc] = ssrcs
      if (source !== undefined && source !== 'camera' && ssrc !== undefined) this.#named.set(ssrc, source)
    }
  }

  rtp(bytes: Buffer, may: ReadonlySet<Source>, now: number): void {
    this.packets++
    this.bytes += bytes.length
    const packet = this.#pace.take(1, now) && this.#size.take(bytes.length, now) ? readPacket(bytes) : undefined
    if (packet === undefined) return
    if (packet.transport !== undefined) this.#arrivals.note(packet.transport, now)
    const original = packet.type === RTX ? this.#unwrapped(packet) : packet
    const to = original && this.#streamOf(original)
    if (original === undefined || to === undefined || !may.has(to.track.source)) return
    const heard = to.stream.take(original, now)
    if (heard !== undefined) this.#found(to.track, to.stream, heard)
  }

  /** Sent once more (RFC 4588): its first two bytes are the number it had. Pictures are, and nothing else: no sound was offered so. */
  #unwrapped(packet: Packet): Packet | undefined {
    if (packet.payload.length <= 2) return undefined
    let to = this.#again.get(packet.ssrc)
    if (to === undefined) {
      const track = packet.mid === undefined ? this.tracks.camera : this.#trackAt(packet.mid)
      const stream = track?.streams.find(({ rid }) => rid === packet.repairedRid)
      if (track === undefined || kindOf(track.source) !== 'video' || stream === undefined || this.#again.size >= MOST_STREAMS)
        return undefined
      this.#again.set(packet.ssrc, (to = { track, stream }))
    }
    return { ...packet, ssrc: to.stream.ssrc, sequence: packet.payload.readUInt16BE(0), payload: packet.payload.subarray(2) }
  }

  #trackAt(mid: string): Track | undefined {
    const source = UPWARDS[Number(mid)]
    return source && this.tracks[source]
  }

  #streamOf(packet: Packet): { readonly track: Track; readonly stream: Stream } | undefined {
    const known = this.#bySsrc.get(packet.ssrc)
    if (known !== undefined || this.#bySsrc.size >= MOST_STREAMS) return known
    const named = this.#named.get(packet.ssrc)
    const track = packet.mid !== undefined ? this.#trackAt(packet.mid) : named && this.tracks[named]
    if (track === undefined) return undefined
    const { rid } = packet
    if (rid !== undefined && !RIDS.some((one) => one === rid)) return undefined
    const stream = new Stream(packet.ssrc, kindOf(track.source), rid, this.#cameraLines * (PARTS[rid ?? 'h'] ?? 1))
    // The same layer under another SSRC: it was begun anew.
    const at = track.streams.findIndex((one) => one.rid === rid)
    const [before] = at >= 0 ? track.streams.splice(at, 1) : []
    if (before !== undefined) this.#forget(before)
    track.streams.push(stream)
    track.streams.sort((one, next) => place(one) - place(next))
    const found = { track, stream }
    this.#bySsrc.set(packet.ssrc, found)
    return found
  }

  /** With what is sent once more of it: that comes under a name of its own. */
  #forget(stream: Stream): void {
    this.#bySsrc.delete(stream.ssrc)
    for (const [ssrc, to] of this.#again) if (to.stream === stream) this.#again.delete(ssrc)
  }

  /** What their side says. What is about our own streams is given on. */
  rtcp(bytes: Buffer, now: number): readonly Said[] {
    const said = readRtcp(bytes)
    for (const one of said) if (one.is === 'sender') this.#bySsrc.get(one.ssrc)?.stream.senderSaid(one.time, now)
    return said
  }

  /** What is to be asked for now: holes and keyframes. */
  asks(now: number): Buffer[] {
    const asks: Buffer[] = []
    for (const { stream } of this.#bySsrc.values()) {
      const holes = stream.holes(now)
      if (holes.length > 0) asks.push(writeNack(OURS, stream.ssrc, holes))
      if (stream.asksForKeyframe(now)) asks.push(writeKeyframe(OURS, stream.ssrc))
    }
    return asks
  }

  /** When what arrived since the last time, for their congestion control. */
  arrivals(): Buffer | undefined {
    const [one = 0] = this.#bySsrc.keys()
    return this.#arrivals.report(OURS, one)
  }

  measure(now: number): void {
    for (const { stream } of this.#bySsrc.values()) stream.measure(now)
  }

  reports(now: number): Buffer | undefined {
    const reports = [...this.#bySsrc.values()].flatMap(({ stream }) => stream.report(now) ?? [])
    this.lost += (Math.max(0, ...reports.map(({ lost }) => lost)) - this.lost) * 0.3
    return reports.length === 0 ? undefined : writeReports(OURS, reports)
  }
}

const place = ({ rid }: Stream): number => RIDS.findIndex((one) => one === rid)
