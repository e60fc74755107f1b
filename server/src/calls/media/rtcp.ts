// RTCP packets (RFC 3550 §6, RFC 4585): what is said about packets. Pure.
//
//   V=2|P| count |  type  | words − 1 |  SSRC of the sender  | …        several of them in one datagram
export type Report = { readonly ssrc: number; readonly lost: number; readonly lastReport: number; readonly delay: number }
export type Said =
  /** They send: middle 32 bits of their time. */
  | { readonly is: 'sender'; readonly ssrc: number; readonly time: number }
  /** What they got of ours. `lost`: 0 to 1, lately. */
  | { readonly is: 'report'; readonly report: Report }
  | { readonly is: 'nack'; readonly ssrc: number; readonly missing: readonly number[] }
  | { readonly is: 'keyframe'; readonly ssrc: number }
  /** As much would get through to them, they think. */
  | { readonly is: 'estimate'; readonly kilobits: number }

const SR = 200
const RR = 201
const RTPFB = 205
const PSFB = 206
const MOST_MISSING = 512

/** What is understood of a datagram; what is not, or is cut off, is left out. */
export function readRtcp(bytes: Buffer): Said[] {
  const said: Said[] = []
  for (let at = 0; at + 4 <= bytes.length; ) {
    const first = bytes.readUInt8(at)
    const end = at + (bytes.readUInt16BE(at + 2) + 1) * 4
    if ((first & 0xc0) !== 0x80 || end > bytes.length) break
    readOne(bytes.subarray(at, end), first & 31, bytes.readUInt8(at + 1), said)
    at = end
  }
  return said
}

function readOne(one: Buffer, count: number, type: number, said: Said[]): void {
  if (type === SR && one.length >= 28) {
    said.push({ is: 'sender', ssrc: one.readUInt32BE(4), time: one.readUInt32BE(10) })
    readReports(one, 28, count, said)
  } else if (type === RR && one.length >= 8) readReports(one, 8, count, said)
  else if (type === RTPFB && count === 1 && one.length >= 12) said.push({ is: 'nack', ssrc: one.readUInt32BE(8), missing: missingIn(one) })
  else if (type === PSFB && one.length >= 12 && count === 1) said.push({ is: 'keyframe', ssrc: one.readUInt32BE(8) })
  else if (type === PSFB && one.length >= 20 && count === 4) said.push({ is: 'keyframe', ssrc: one.readUInt32BE(12) })
  else if (type === PSFB && one.length >= 20 && count === 15 && one.readUInt32BE(12) === REMB)
    said.push({ is: 'estimate', kilobits: estimateIn(one.readUInt32BE(16)) })
}

/** `R E M B` (draft-alvestrand-rmcat-remb-03 §2.2), then: how many SSRCs (8 bits) | exponent (6) | mantissa (18) bits in a second. */
const REMB = 0x52454d42
const estimateIn = (word: number): number => Math.min(1_000_000, ((word & 0x3ffff) * 2 ** ((word >>> 18) & 63)) / 1000)

function readReports(one: Buffer, from: number, count: number, said: Said[]): void {
  for (let at = from; at + 24 <= one.length && at < from + count * 24; at += 24) {
    const [ssrc, lost] = [one.readUInt32BE(at), one.readUInt8(at + 4) / 256]
    said.push({ is: 'report', report: { ssrc, lost, lastReport: one.readUInt32BE(at + 16), delay: one.readUInt32BE(at + 20) } })
  }
}

function missingIn(one: Buffer): number[] {
  const missing: number[] = []
  for (let at = 12; at + 4 <= one.length && missing.length < MOST_MISSING; at += 4) {
    const [first, mask] = [one.readUInt16BE(at), one.readUInt16BE(at + 2)]
    missing.push(first)
    for (let bit = 0; bit < 16; bit++) if (mask & (1 << bit)) missing.push((first + bit + 1) & 0xffff)
  }
  return missing
}

function packet(count: number, type: number, words: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(4 + words.length * 4)
  bytes.writeUInt8(0x80 | count, 0)
  bytes.writeUInt8(type, 1)
  bytes.writeUInt16BE(words.length, 2)
  for (const [at, word] of words.entries()) bytes.writeUInt32BE(word >>> 0, 4 + at * 4)
  return bytes
}

/** Please a picture that needs none before it. */
export const writeKeyframe = (ours: number, ssrc: number): Buffer => packet(1, PSFB, [ours, ssrc])

/** These did not come. In rising order. */
export function writeNack(ours: number, ssrc: number, missing: readonly number[]): Buffer {
  const words: number[] = []
  let [first, mask] = [-1, 0]
  for (const sequence of missing) {
    const after = first < 0 ? 0 : (sequence - first) & 0xffff
    if (first >= 0 && after >= 1 && after <= 16) mask |= 1 << (after - 1)
    else {
      if (first >= 0) words.push(first * 65_536 + mask)
      ;[first, mask] = [sequence, 0]
    }
  }
  if (first >= 0) words.push(first * 65_536 + mask)
  return packet(1, RTPFB, [ours, ssrc, ...words])
}

/** What came of one stream: for a report to who sends it. */
export type Received = {
  readonly ssrc: number
  /** 0 to 1, since the last report. */
  readonly lost: number
  readonly lostInAll: number
  /** With how often the numbers began again in the upper 16 bits. */
  readonly highest: number
  readonly jitter: number
  readonly lastReport: number
  /** In 1/65536 s, since that. */
  readonly delay: number
}

export const writeReports = (ours: number, all: readonly Received[]): Buffer =>
  packet(Math.min(31, all.length), RR, [
    ours,
    ...all
      .slice(0, 31)
      .flatMap(({ ssrc, lost, lostInAll, highest, jitter, lastReport, delay }) => [
        ssrc,
        Math.min(255, Math.floor(lost * 256)) * 16_777_216 + (Math.max(0, lostInAll) & 0xffffff),
        ...[highest, jitter, lastReport, delay],
      ]),
  ])

/** Of one stream of ours: which time its timestamps mean. @param now epoch milliseconds */
export function writeSender(ssrc: number, now: number, timestamp: number, packets: number, bytes: number): Buffer {
  const seconds = Math.floor(now / 1000) + 2_208_988_800
  const fraction = Math.floor(((now % 1000) / 1000) * 4_294_967_296)
  return packet(0, SR, [ssrc, seconds, fraction, timestamp, packets, bytes])
}

/** The middle 32 bits of a time, as reports say it. @param now epoch milliseconds */
export const middleOf = (now: number): number =>
  (((Math.floor(now / 1000) + 2_208_988_800) & 0xffff) * 65_536 + Math.floor(((now % 1000) / 1000) * 65_536)) >>> 0

/** Something arrived: its number of congestion control, and when in milliseconds. */
export type Arrival = { readonly number: number; readonly at: number }

/**
 * When what arrived (draft-holmer-rmcat-transport-wide-cc-extensions-01). `arrivals` in rising order of number, from `first` on; what is not
 * among them did not come.
 */
export function writeArrivals(ours: number, ssrc: number, first: number, arrivals: readonly Arrival[], count: number): Buffer {
  const last = arrivals.at(-1)?.number ?? first
  const many = ((last - first) & 0xffff) + 1
  const base = Math.floor((arrivals[0]?.at ?? 0) / 64)
  const at = new Map(arrivals.map((one) => [one.number, one.at]))
  const states: number[] = []
  const deltas: number[] = []
  let before = base * 64 * 4
  for (let i = 0; i < many; i++) {
    const came = at.get((first + i) & 0xffff)
    if (came === undefined) {
      states.push(0)
      continue
    }
    // In quarters of a millisecond.
    const delta = Math.round(came * 4) - before
    before += delta
    const short = delta >= 0 && delta <= 255
    states.push(short ? 1 : 2)
    if (short) deltas.push(delta)
    else deltas.push((delta >> 8) & 255, delta & 255)
  }
  const chunks: number[] = []
  for (let i = 0; i < states.length; i += 7)
    chunks.push(states.slice(i, i + 7).reduce((chunk, state, place) => chunk | (state << (12 - place * 2)), 0xc000))
  const size = 20 + chunks.length * 2 + deltas.length
  const bytes = Buffer.alloc(Math.ceil(size / 4) * 4)
  bytes.writeUInt8(0x80 | 15, 0)
  bytes.writeUInt8(RTPFB, 1)
  bytes.writeUInt16BE(bytes.length / 4 - 1, 2)
  bytes.writeUInt32BE(ours, 4)
  bytes.writeUInt32BE(ssrc, 8)
  bytes.writeUInt16BE(first, 12)
  bytes.writeUInt16BE(many, 14)
  bytes.writeUInt32BE((((base & 0xffffff) << 8) | (count & 255)) >>> 0, 16)
  chunks.forEach((chunk, i) => bytes.writeUInt16BE(chunk, 20 + i * 2))
  deltas.forEach((delta, i) => bytes.writeUInt8(delta, 20 + chunks.length * 2 + i))
  return bytes
}
