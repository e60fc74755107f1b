// What one peer sends under one SSRC: counted, its holes asked for again, its packets handed on.
import type { Received } from './rtcp.ts'
import { ahead, type Packet } from './rtp.ts'
import { isKeyframe, linesOf } from './vp8.ts'

export type Heard = {
  readonly packet: Packet
  readonly isKeyframe: boolean /** After a silence, or for the first time. */
  readonly awakes: boolean
}

type Missing = { askedAt: number; times: number }

/** A hole older than this is nobody's any more. */
const GIVE_UP_MS = 600
const ASK_EVERY_MS = 60
const MOST_TIMES = 6
const MOST_MISSING = 200
/** Nothing came for so long: this is not sent just now. What stands still on a screen is sent once in a second or two. */
const SILENT_MS = 4000
const LAYER_SILENT_MS = 1500
const KEYFRAME_EVERY_MS = 400
const KEYFRAME_SELDOM_MS = 5000
const USUAL: Readonly<Record<string, number>> = { l: 120, m: 450, h: 1500 }

export class Stream {
  readonly ssrc: number
  readonly rid: string | undefined
  readonly #isVideo: boolean
  readonly #rate: number
  readonly #missing = new Map<number, Missing>()
  #cycles = 0
  #first: number | undefined
  #highest = 0
  #received = 0
  #expectedBefore = 0
  #receivedBefore = 0
  #jitter = 0
  #transit = 0
  #senderTime = 0
  #senderAt = 0
  #heardAt = Number.NEGATIVE_INFINITY
  #askedAt = Number.NEGATIVE_INFINITY
  #wantsKeyframe = false
  #askEveryMs = KEYFRAME_EVERY_MS
  height: number
  /** In a second, of late; until then what such a layer usually takes. */
  kilobits: number
  #bytes = 0
  #measuredAt: number | undefined

  constructor(ssrc: number, kind: 'audio' | 'video', rid: string | undefined, height: number) {
    this.ssrc = ssrc
    this.rid = rid
    this.#isVideo = kind === 'video'
    this.#rate = kind === 'video' ? 90_000 : 48_000
    this.height = height
    this.kilobits = kind === 'audio' ? 32 : (USUAL[rid ?? 'h'] ?? 1500)
  }

  isSent(now: number): boolean {
    return now - this.#heardAt < (this.rid === undefined ? SILENT_MS : LAYER_SILENT_MS)
  }
  /** Not long ago: where no other layer is sent it is only slow, and goes on. */
  isThere(now: number): boolean {
    return now - this.#heardAt < SILENT_MS
  }

  /** Undefined: it came already, or is from long ago. */
  take(packet: Packet, now: number): Heard | undefined {
    if (!this.#count(packet.sequence, now)) return undefined
    const awakes = packet.payload.length > 0 && !this.isSent(now)
    this.#received++
    this.#bytes += packet.payload.length
    // Padding is sent on layers, too, that are not sent just now.
    if (packet.payload.length > 0) this.#heardAt = now
    const transit = (now * this.#rate) / 1000 - packet.timestamp
    if (this.#transit !== 0) {
      const wobble = Math.abs(transit - this.#transit)
      if (wobble < this.#rate * 5) this.#jitter += (wobble - this.#jitter) / 16
    }
    this.#transit = transit
    const key = this.#isVideo && isKeyframe(packet.payload)
    if (key) {
      this.height = linesOf(packet.payload) ?? this.height
      this.#wantsKeyframe = false
      this.#askEveryMs = KEYFRAME_EVERY_MS
    }
    return { packet, isKeyframe: key, awakes }
  }

  #count(sequence: number, now: number): boolean {
    if (this.#first === undefined) {
      this.#first = sequence
      this.#highest = sequence
      return true
    }
    const after = ahead(sequence, this.#highest)
    // A jump: they began anew.
    if (Math.abs(after) > 3000) {
      this.#missing.clear()
      this.#first = sequence
      this.#highest = sequence
      this.#cycles = 0
      this.#received = 0
      this.#expectedBefore = 0
      this.#receivedBefore = 0
      return true
    }
    if (after <= 0) return this.#isVideo ? this.#missing.delete(sequence) : after < 0 && after > -50
    if (this.#isVideo && after > 1)
      for (let i = 1; i < after && this.#missing.size < MOST_MISSING; i++)
        this.#missing.set((this.#highest + i) & 0xffff, { askedAt: now - ASK_EVERY_MS + 15, times: 0 })
    if (sequence < this.#highest) this.#cycles++
    this.#highest = sequence
    return true
  }

  /** Asked about once in a second. */
  measure(now: number): void {
    const passed = now - (this.#measuredAt ?? now)
    // A picture that stands still takes next to nothing until it moves.
    if (passed > 0 && this.#bytes > 0) this.kilobits += ((this.#bytes * 8) / passed - this.kilobits) * 0.5
    this.#measuredAt = now
    this.#bytes = 0
  }

  /** What is to be asked for again now. */
  holes(now: number): readonly number[] {
    const asked: number[] = []
    for (const [sequence, hole] of this.#missing) {
      if (hole.times >= MOST_TIMES || (hole.times > 0 && now - hole.askedAt > GIVE_UP_MS)) this.#missing.delete(sequence)
      else if (now - hole.askedAt >= ASK_EVERY_MS) {
        hole.askedAt = now
        hole.times++
        asked.push(sequence)
      }
    }
    return asked
  }

  /** Somebody needs a keyframe. */
  wantKeyframe(): void {
    this.#wantsKeyframe = true
  }
  /** Is one to be asked for now? However many want it, it is asked for now and then. */
  asksForKeyframe(now: number): boolean {
    if (!this.#wantsKeyframe || now - this.#askedAt < this.#askEveryMs) return false
    this.#askedAt = now
    // Who cannot send one just now is asked less and less: each costs all who look at another layer.
    this.#askEveryMs = Math.min(KEYFRAME_SELDOM_MS, this.#askEveryMs * 2)
    return true
  }

  senderSaid(time: number, now: number): void {
    this.#senderTime = time
    this.#senderAt = now
  }

  report(now: number): Received | undefined {
    if (this.#first === undefined) return undefined
    const highest = this.#cycles * 65_536 + this.#highest
    const expected = highest - this.#first + 1
    const [more, came] = [expected - this.#expectedBefore, this.#received - this.#receivedBefore]
    this.#expectedBefore = expected
    this.#receivedBefore = this.#received
    return {
      ssrc: this.ssrc,
      lost: more > 0 ? Math.max(0, (more - came) / more) : 0,
      lostInAll: expected - this.#received,
      highest: highest >>> 0,
      jitter: Math.round(this.#jitter) >>> 0,
      lastReport: this.#senderTime,
      delay: this.#senderTime === 0 ? 0 : Math.round(((now - this.#senderAt) / 1000) * 65_536),
    }
  }
}
