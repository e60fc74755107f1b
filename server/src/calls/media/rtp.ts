// RTP packets (RFC 3550) as they come and go, read where they lie. Pure.
//
//   0                   1                   2                   3
//   V=2|P|X|  CC   |M|     PT      |       sequence number
//                         timestamp
//                           SSRC
//   0xBEDE | words   id<<4|length-1  bytes …              (RFC 8285, where X is set)
import { EXT } from '../sdp.ts'

export type Packet = {
  readonly marker: boolean
  readonly type: number
  readonly sequence: number
  readonly timestamp: number
  readonly ssrc: number
  readonly mid: string | undefined
  readonly rid: string | undefined
  readonly repairedRid: string | undefined
  /** The number of congestion control: one count for all that comes from there. */
  readonly transport: number | undefined
  /** How loud, 0 to 127: dB below the loudest; with the top bit for speech. */
  readonly level: number | undefined
  /** Without padding: empty where there is nothing else. */
  readonly payload: Buffer
}

const ONE_BYTE = 0xbede
const TWO_BYTE = 0x1000

/** Bytes before the payload. −1: that is no RTP packet. */
export function headLength(bytes: Buffer): number {
  const first = bytes[0] ?? 0
  if (bytes.length < 12 || (first & 0xc0) !== 0x80) return -1
  const at = 12 + (first & 15) * 4
  if ((first & 0x10) === 0) return at <= bytes.length ? at : -1
  if (bytes.length < at + 4) return -1
  const end = at + 4 + bytes.readUInt16BE(at + 2) * 4
  return end <= bytes.length ? end : -1
}

/** Undefined: that is no RTP packet. */
export function readPacket(bytes: Buffer): Packet | undefined {
  if (bytes.length < 12 || (bytes.readUInt8(0) & 0xc0) !== 0x80) return undefined
  const first = bytes.readUInt8(0)
  const second = bytes.readUInt8(1)
  let at = 12 + (first & 15) * 4
  let from = at
  let upto = at
  let profile = 0
  if (first & 0x10) {
    if (bytes.length < at + 4) return undefined
    profile = bytes.readUInt16BE(at)
    from = at + 4
    upto = from + bytes.readUInt16BE(at + 2) * 4
    at = upto
  }
  const padding = first & 0x20 ? bytes.readUInt8(bytes.length - 1) : 0
  const end = bytes.length - padding
  if (at > end) return undefined
  const found = profile === 0 ? NOTHING : readExtensions(bytes, from, upto, profile)
  return {
    marker: (second & 0x80) !== 0,
    type: second & 0x7f,
    sequence: bytes.readUInt16BE(2),
    timestamp: bytes.readUInt32BE(4),
    ssrc: bytes.readUInt32BE(8),
    // Each by itself: this is made for every packet there is.
    mid: found.mid,
    rid: found.rid,
    repairedRid: found.repairedRid,
    transport: found.transport,
    level: found.level,
    payload: bytes.subarray(at, end),
  }
}

type Extensions = Pick<Packet, 'mid' | 'rid' | 'repairedRid' | 'transport' | 'level'>
type Found = { -readonly [N in keyof Extensions]: Extensions[N] }
const NOTHING: Extensions = { mid: undefined, rid: undefined, repairedRid: undefined, transport: undefined, level: undefined }

function readExtensions(bytes: Buffer, from: number, upto: number, profile: number): Extensions {
  const short = profile === ONE_BYTE
  if (!short && (profile & 0xfff0) !== TWO_BYTE) return NOTHING
  const found: Found = { mid: undefined, rid: undefined, repairedRid: undefined, transport: undefined, level: undefined }
  for (let at = from; at < upto; ) {
    const head = bytes.readUInt8(at++)
    if (head === 0) continue
    const id = short ? head >> 4 : head
    if ((short && id === 15) || (!short && at >= upto)) break
    const length = short ? (head & 15) + 1 : bytes.readUInt8(at++)
    if (at + length > upto) break
    if (id === EXT.mid) found.mid = wordAt(bytes, at, length)
    else if (id === EXT.rid) found.rid = wordAt(bytes, at, length)
    else if (id === EXT.repairedRid) found.repairedRid = wordAt(bytes, at, length)
    else if (id === EXT.sequence && length >= 2) found.transport = bytes.readUInt16BE(at)
    else if (id === EXT.level && length >= 1) found.level = bytes.readUInt8(at)
    at += length
  }
  return found
}

const LETTERS = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code))
/** Lines and layers have names of one letter, as we give them. */
const wordAt = (bytes: Buffer, at: number, length: number): string =>
  (length === 1 ? LETTERS[bytes[at] ?? 0] : undefined) ?? bytes.toString('latin1', at, at + length)

/** The one extension of a packet that goes out, as its word (RFC 8285 §4.2): how loud it is. @param level 0 to 127, the top bit for speech */
export const levelWord = (level: number): number => ((EXT.level << 28) | (level << 16)) >>> 0
/** When it goes: seconds in 6.18 bits, over and over; from it their side works out what gets through. @param now milliseconds */
export const sentWord = (now: number): number => ((EXT.sent << 28) | (2 << 24) | (Math.floor(now * 262.144) & 0xff_ffff)) >>> 0

/** The head of a packet that goes out. @param extension one word of it, see `levelWord` and `sentWord` */
export function writeHead(
  marker: boolean,
  type: number,
  sequence: number,
  timestamp: number,
  ssrc: number,
  extension: number | undefined,
): Buffer {
  const head = Buffer.allocUnsafe(extension === undefined ? 12 : 20)
  head[0] = extension === undefined ? 0x80 : 0x90
  head[1] = (marker ? 0x80 : 0) | type
  head.writeUInt16BE(sequence, 2)
  head.writeUInt32BE(timestamp, 4)
  head.writeUInt32BE(ssrc, 8)
  if (extension === undefined) return head
  head.writeUInt32BE(0xbede0001, 12)
  head.writeUInt32BE(extension, 16)
  return head
}

/** How far `to` is after `from`, of numbers that begin again after 65535: −32768 to 32767. */
export const ahead = (to: number, from: number): number => ((to - from) << 16) >> 16
