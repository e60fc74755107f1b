// Short packets, sealed by AES-GCM (RFC 7714) without a new cipher for each. A voice of fifty packets a second for a hundred people is five
// thousand of them, and to begin a cipher takes Node several times as long as to seal 80 bytes with it.
//
// GCM lays over a packet what AES makes of (nonce | 1), (nonce | 2) …; nonces of packets to come are known, for their numbers follow one another.
// So one cipher, that is never ended, is asked once for what lies over the next few packets; and they are signed here (ghash.ts). A nonce is
// used for nothing but its packet, whoever seals it: what is sealed is, byte for byte, what Node's own GCM gives.
import { createCipheriv, type KeyObject } from 'node:crypto'
import { multiplesOf, sign, signLengths } from './ghash.ts'

export type SealShort = {
  /** Undefined: it is no short one, or comes late, or before all others; whoever asks seals it otherwise. @param number of the packet, rollovers and all */
  (head: Buffer, payload: Buffer, ssrc: number, number: number): Buffer | undefined
}
/**
 * What lies over `many` packets from a number on, `bytes` for each: the first block of them is for its signature. `longest`: of those that were sealed,
 * as many bytes as it needed.
 */
type Ahead = { readonly from: number; readonly many: number; readonly bytes: number; readonly over: Buffer; longest: number }

/** Longer ones are signed quicker by Node. */
export const SHORT = 256
const PACKETS = 8
const BLOCK = 16
const NONCE = 12

/** @param nonceOf of a packet: 12 bytes, which are read at once */
export function createSealShort(key: KeyObject, nonceOf: (ssrc: number, rollovers: number, sequence: number) => Buffer): SealShort {
  const blocks = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false)
  const multiples = multiplesOf(blocks.update(Buffer.alloc(BLOCK)))
  const signing = new Int32Array(4)
  const known = new Map<number, Ahead>()

  function lookAhead(ssrc: number, from: number, many: number, bytes: number): Ahead {
    const counters = Buffer.allocUnsafe(many * bytes)
    for (let packet = 0; packet < many; packet++) {
      const nonce = nonceOf(ssrc, Math.floor((from + packet) / 65_536), (from + packet) % 65_536)
      for (let at = 0; at < bytes; at += BLOCK) {
        nonce.copy(counters, packet * bytes + at)
        counters.writeUInt32BE(at / BLOCK + 1, packet * bytes + at + NONCE)
      }
    }
    const ahead = { from, many, bytes, over: blocks.update(counters), longest: 0 }
    known.set(ssrc, ahead)
    return ahead
  }

  return (head, payload, ssrc, number) => {
    if (number < 0 || payload.length > SHORT) return undefined
    const bytes = BLOCK + Math.ceil(payload.length / BLOCK) * BLOCK
    let ahead = known.get(ssrc)
    if (ahead !== undefined && number < ahead.from) return undefined
    const next = ahead === undefined ? -1 : ahead.from + ahead.many
    if (ahead === undefined || number >= next || bytes > ahead.bytes)
      // A short one between long ones, as each picture ends with, is followed by no other.
      ahead = lookAhead(ssrc, number, number <= next ? PACKETS : 1, Math.max(bytes, ahead?.longest ?? 0))
    ahead.longest = Math.max(ahead.longest, bytes)
    const { over } = ahead
    const at = (number - ahead.from) * ahead.bytes
    const end = head.length + payload.length
    const whole = Buffer.allocUnsafe(end + BLOCK)
    head.copy(whole)
    for (let i = 0; i < payload.length; i++) whole[head.length + i] = (payload[i] ?? 0) ^ (over[at + BLOCK + i] ?? 0)
    signing.fill(0)
    sign(multiples, signing, whole, 0, head.length)
    sign(multiples, signing, whole, head.length, end)
    signLengths(multiples, signing, head.length, payload.length)
    for (let i = 0; i < BLOCK; i++) whole[end + i] = ((signing[i >> 2] ?? 0) >>> (24 - (i & 3) * 8)) ^ (over[at + i] ?? 0)
    return whole
  }
}
