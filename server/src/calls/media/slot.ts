// A line downwards: what its source sends goes on under the slot's own numbers, so that a change of source, or of layer, is one stream on.
import { OPUS, VP8 } from '../sdp.ts'
import { createBucket } from './bucket.ts'
import { ahead, levelWord, type Packet, sentWord, writeHead } from './rtp.ts'
import { Numbering } from './vp8.ts'

type Sent = { readonly sequence: number; readonly head: Buffer; readonly payload: Buffer; at: number }

/** Packets kept, to be sent once more where they did not arrive. */
const KEPT = 256
const AGAIN_MS = 5
const AGAIN_PER_SECOND = 200

export class Slot<Source> {
  readonly kind: 'audio' | 'video'
  readonly ssrc: number
  readonly mid: string
  readonly #send: (head: Buffer, payload: Buffer) => void
  readonly #rate: number
  readonly #kept: (Sent | undefined)[] = []
  /** Numbers that went out of late, each at its place: nothing late is sent under one of them, whatever its bytes are (srtp.ts). */
  readonly #gone = new Int32Array(KEPT).fill(-1)
  readonly #pictures = new Numbering()
  readonly #again = createBucket(AGAIN_PER_SECOND, KEPT)
  /** Whose it is, and which of their streams goes on. */
  from: Source | undefined
  playing: number | undefined
  /** The stream it is to go on with, as soon as a keyframe of that comes. */
  aim: number | undefined
  /** Offered, and answered: something may be sent. */
  isReady = false
  packets = 0
  bytes = 0
  timestamp = 0
  #bytesBefore = 0
  #sequence: number
  #sentAt = 0
  #shift = 0
  #shiftBefore = 0
  /** From here on (in numbers of the source) `shift` holds, and before `shiftBefore`; nothing before `start` is sent. */
  #shiftFrom = 0
  #start = 0
  #highest = 0
  #timeShift = 0

  constructor(kind: 'audio' | 'video', ssrc: number, mid: string, chance: number, send: (head: Buffer, payload: Buffer) => void) {
    this.kind = kind
    this.ssrc = ssrc
    this.mid = mid
    this.#rate = kind === 'video' ? 90_000 : 48_000
    this.#sequence = chance & 0x7fff
    this.timestamp = (chance * 7919) >>> 0
    this.#send = send
  }

  /** Another stream begins with this packet. */
  begin(ssrc: number, packet: Packet, now: number): void {
    const passed = this.#sentAt === 0 ? 0 : Math.min(10_000, now - this.#sentAt)
    const timestamp = (this.timestamp + Math.max(1, Math.round((passed * this.#rate) / 1000))) >>> 0
    this.playing = ssrc
    this.#shift = (this.#sequence + 1 - packet.sequence) & 0xffff
    this.#shiftBefore = this.#shift
    this.#shiftFrom = packet.sequence
    this.#start = packet.sequence
    this.#highest = (packet.sequence - 1) & 0xffff
    this.#timeShift = (timestamp - packet.timestamp) >>> 0
    if (this.kind === 'video') this.#pictures.begin(packet.payload)
  }

  forward(packet: Packet, now: number): void {
    if (!this.isReady || ahead(packet.sequence, this.#start) < 0) return
    const isNewest = ahead(packet.sequence, this.#highest) > 0
    if (isNewest) this.#keepUp(packet.sequence)
    if (packet.payload.length === 0) return isNewest ? this.#leaveOut(packet.sequence) : undefined
    const shift = ahead(packet.sequence, this.#shiftFrom) >= 0 ? this.#shift : this.#shiftBefore
    const sequence = (packet.sequence + shift) & 0xffff
    if (!isNewest && this.#gone[sequence % KEPT] === sequence) return
    this.#gone[sequence % KEPT] = sequence
    const timestamp = (packet.timestamp + this.#timeShift) >>> 0
    const { marker, level } = packet
    if (this.kind === 'audio')
      this.#out(writeHead(marker, OPUS, sequence, timestamp, this.ssrc, level === undefined ? undefined : levelWord(level)), packet.payload)
    else {
      const payload = this.#pictures.renumber(packet.payload, isNewest)
      const head = writeHead(marker, VP8, sequence, timestamp, this.ssrc, sentWord(now))
      this.#kept[sequence % KEPT] = { sequence, head, payload, at: now }
      this.#out(head, payload)
    }
    if (!isNewest) return
    this.#highest = packet.sequence
    this.#sequence = sequence
    this.timestamp = timestamp
    this.#sentAt = now
  }

  /**
   * Once more, where it is still kept: the same bytes, for nothing else may be sealed under the same number (srtp.ts). What was sent a moment
   * ago may be on its way still; and whoever asks for everything all the time is sent no more than a good part of it.
   */
  again(missing: readonly number[], now: number): void {
    for (const sequence of missing) {
      const sent = this.#kept[sequence % KEPT]
      if (sent?.sequence !== sequence || now - sent.at < AGAIN_MS || !this.#again.take(1, now)) continue
      sent.at = now
      this.#out(sent.head, sent.payload)
    }
  }

  /** The timestamp of a moment, if something went out then: pauses are no part of the numbers of packets. */
  timestampAt(now: number): number {
    return this.#sentAt === 0 ? this.timestamp : (this.timestamp + Math.round((Math.max(0, now - this.#sentAt) * this.#rate) / 1000)) >>> 0
  }

  /** Kilobits that went out since it was asked before: asked about once in a second. */
  measure(): number {
    const kilobits = ((this.bytes - this.#bytesBefore) * 8) / 1000
    this.#bytesBefore = this.bytes
    return kilobits
  }

  /** Nobody's any more. */
  stop(): void {
    this.from = undefined
    this.playing = undefined
    this.#kept.length = 0
  }

  /** Numbers turn after 65,536: places that lie far behind come along, or half of all packets would lie before them. */
  #keepUp(sequence: number): void {
    const behind = (sequence - KEPT + 1) & 0xffff
    if (ahead(sequence, this.#start) >= KEPT) this.#start = behind
    if (ahead(sequence, this.#shiftFrom) < KEPT) return
    this.#shiftFrom = behind
    this.#shiftBefore = this.#shift
  }

  /** Nothing but padding: its number is given to the next. */
  #leaveOut(sequence: number): void {
    this.#highest = sequence
    // What comes late from before the last such place would get a number that another has: two packets are never sealed under one.
    if (ahead(this.#shiftFrom, this.#start) > 0) this.#start = this.#shiftFrom
    this.#shiftBefore = this.#shift
    this.#shift = (this.#shift - 1) & 0xffff
    this.#shiftFrom = (sequence + 1) & 0xffff
  }

  #out(head: Buffer, payload: Buffer): void {
    this.packets++
    this.bytes += payload.length
    this.#send(head, payload)
  }
}
