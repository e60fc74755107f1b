// SRTP (RFC 3711), and the same with AES-GCM (RFC 7714): sealing and opening packets. Every packet passes here once for each who receives it,
// so it is our own: what is known of a packet is not read anew, and nothing is copied twice. Keys are kept as key objects: with bytes for a key
// Node takes five times as long. Hands are shaken by werift, which does SRTCP, too.
//
//   | RTP head, in the open | payload, sealed | tag: 16 bytes with GCM, 10 with HMAC |
//   number once used   GCM: salt ⊕ (00 00 | SSRC | rollovers, 4 | sequence, 2)      AES-CM: salt ⊕ (00 00 00 00 | SSRC | rollovers | sequence), 00 00
//
// 1. A packet that was opened once is not opened again, and neither is one from long ago. So many streams are remembered of one peer; where one
//    more comes the one that was silent longest is forgotten: however often somebody changes their camera, the call goes on.
// 2. The same sequence number is sealed twice only with the same bytes: with others GCM would give its key away. Who sends once more sends the same.
import { createCipheriv, createDecipheriv, createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'
import { ahead, headLength } from './rtp.ts'
import { createSealShort } from './short.ts'

/** As the handshake gives it: a key of 16 bytes, and a salt of 12 (GCM) or 14. */
export type Master = { readonly form: 'gcm' | 'cm'; readonly key: Buffer; readonly salt: Buffer }
/** @param head of RTP, whole */
export type Seal = (head: Buffer, payload: Buffer) => Buffer
/** Opens a packet where it lies. Undefined: it is somebody else's, damaged, or was here before. */
export type Open = (bytes: Buffer) => Buffer | undefined

type Count = { highest: number; rollovers: number }
/** What was opened of late: at each place the number of the packet, rollovers and all. */
type Opened = Count & { readonly seen: Float64Array; usedAt: number }
type Cipher = {
  readonly tagBytes: number
  seal(head: Buffer, payload: Buffer, ssrc: number, rollovers: number, sequence: number): Buffer
  /** Writes the payload over what was sealed. Throws, or says no, where the tag is not right. */
  open(bytes: Buffer, from: number, ssrc: number, rollovers: number, sequence: number): boolean
}

/** Asked for again is what is missing for less than a second. */
const WINDOW = 512
/** Of one peer, who has a dozen. */
const MOST_SSRCS = 64

export function createSeal(master: Master): Seal {
  const cipher = cipherOf(master)
  const counts = new Map<number, Count>()
  return (head, payload) => {
    const ssrc = head.readUInt32BE(8)
    const sequence = head.readUInt16BE(2)
    let count = counts.get(ssrc)
    if (count === undefined) counts.set(ssrc, (count = { highest: sequence, rollovers: 0 }))
    const rollovers = rolloversOf(count, sequence)
    follow(count, sequence, rollovers)
    return cipher.seal(head, payload, ssrc, rollovers, sequence)
  }
}

export function createOpen(master: Master): Open {
  const cipher = cipherOf(master)
  const counts = new Map<number, Opened>()
  let packets = 0
  return (bytes) => {
    const from = headLength(bytes)
    if (from < 0 || bytes.length < from + cipher.tagBytes) return undefined
    const ssrc = bytes.readUInt32BE(8)
    const sequence = bytes.readUInt16BE(2)
    const known = counts.get(ssrc)
    const rollovers = known === undefined ? 0 : rolloversOf(known, sequence)
    const number = rollovers * 65_536 + sequence
    if (rollovers < 0 || (known !== undefined && wasHere(known, number))) return undefined
    if (!isOpened(cipher, bytes, from, ssrc, rollovers, sequence)) return undefined
    const count = known ?? { highest: sequence, rollovers: 0, seen: new Float64Array(WINDOW).fill(-1), usedAt: 0 }
    if (known === undefined) remember(counts, ssrc, count)
    count.usedAt = ++packets
    follow(count, sequence, rollovers)
    count.seen[number % WINDOW] = number
    return bytes.subarray(0, bytes.length - cipher.tagBytes)
  }
}

/** Only what was opened is remembered: nobody else makes anything be forgotten. */
function remember(counts: Map<number, Opened>, ssrc: number, count: Opened): void {
  if (counts.size >= MOST_SSRCS) {
    const [oldest] = [...counts].reduce((one, other) => (other[1].usedAt < one[1].usedAt ? other : one))
    counts.delete(oldest)
  }
  counts.set(ssrc, count)
}

/** How often the sequence numbers have begun again where this one belongs (RFC 3711 §3.3.1). −1: it is from before the first one known. */
function rolloversOf({ highest, rollovers }: Count, sequence: number): number {
  const after = ahead(sequence, highest)
  if (after > 0 && sequence < highest) return rollovers + 1
  return after < 0 && sequence > highest ? rollovers - 1 : rollovers
}

function follow(count: Count, sequence: number, rollovers: number): void {
  if (ahead(sequence, count.highest) <= 0) return
  count.highest = sequence
  count.rollovers = rollovers
}

const wasHere = ({ highest, rollovers, seen }: Opened, number: number): boolean =>
  seen[number % WINDOW] === number || number <= rollovers * 65_536 + highest - WINDOW

function isOpened(cipher: Cipher, bytes: Buffer, from: number, ssrc: number, rollovers: number, sequence: number): boolean {
  try {
    return cipher.open(bytes, from, ssrc, rollovers, sequence)
  } catch {
    return false
  }
}

const cipherOf = (master: Master): Cipher => (master.form === 'gcm' ? createGcm(master) : createCm(master))

function createGcm(master: Master): Cipher {
  const tagBytes = 16
  const key = createSecretKey(derived(master, 0, 16))
  const salt = derived(master, 2, 12)
  const salted = { ssrc: salt.readUInt32BE(2), rollovers: salt.readUInt32BE(6), sequence: salt.readUInt16BE(10) }
  const nonce = Buffer.from(salt)
  const nonceOf = (ssrc: number, rollovers: number, sequence: number): Buffer => {
    nonce.writeUInt32BE((salted.ssrc ^ ssrc) >>> 0, 2)
    nonce.writeUInt32BE((salted.rollovers ^ rollovers) >>> 0, 6)
    nonce.writeUInt16BE(salted.sequence ^ sequence, 10)
    return nonce
  }
  const sealShort = createSealShort(key, nonceOf)
  return {
    tagBytes,
    seal(head, payload, ssrc, rollovers, sequence) {
      const short = sealShort(head, payload, ssrc, rollovers * 65_536 + sequence)
      if (short !== undefined) return short
      const cipher = createCipheriv('aes-128-gcm', key, nonceOf(ssrc, rollovers, sequence))
      cipher.setAAD(head)
      const sealed = cipher.update(payload)
      cipher.final()
      return joined(head, sealed, cipher.getAuthTag(), tagBytes)
    },
    open(bytes, from, ssrc, rollovers, sequence) {
      const end = bytes.length - tagBytes
      const cipher = createDecipheriv('aes-128-gcm', key, nonceOf(ssrc, rollovers, sequence))
      cipher.setAAD(bytes.subarray(0, from))
      cipher.setAuthTag(bytes.subarray(end))
      const opened = cipher.update(bytes.subarray(from, end))
      cipher.final()
      opened.copy(bytes, from)
      return true
    },
  }
}

function createCm(master: Master): Cipher {
  const tagBytes = 10
  const key = createSecretKey(derived(master, 0, 16))
  const authentic = createSecretKey(derived(master, 1, 20))
  const salt = derived(master, 2, 14)
  const salted = { ssrc: salt.readUInt32BE(4), rollovers: salt.readUInt32BE(8), sequence: salt.readUInt16BE(12) }
  const counter = Buffer.concat([salt, Buffer.alloc(2)])
  const often = Buffer.alloc(4)
  const counterOf = (ssrc: number, rollovers: number, sequence: number): Buffer => {
    counter.writeUInt32BE((salted.ssrc ^ ssrc) >>> 0, 4)
    counter.writeUInt32BE((salted.rollovers ^ rollovers) >>> 0, 8)
    counter.writeUInt16BE(salted.sequence ^ sequence, 12)
    return counter
  }
  const tagOf = (head: Buffer, sealed: Buffer, rollovers: number): Buffer => {
    often.writeUInt32BE(rollovers)
    return createHmac('sha1', authentic).update(head).update(sealed).update(often).digest()
  }
  return {
    tagBytes,
    seal(head, payload, ssrc, rollovers, sequence) {
      const sealed = createCipheriv('aes-128-ctr', key, counterOf(ssrc, rollovers, sequence)).update(payload)
      return joined(head, sealed, tagOf(head, sealed, rollovers), tagBytes)
    },
    open(bytes, from, ssrc, rollovers, sequence) {
      const end = bytes.length - tagBytes
      const sealed = bytes.subarray(from, end)
      const tag = tagOf(bytes.subarray(0, from), sealed, rollovers).subarray(0, tagBytes)
      if (!timingSafeEqual(tag, bytes.subarray(end))) return false
      createDecipheriv('aes-128-ctr', key, counterOf(ssrc, rollovers, sequence))
        .update(sealed)
        .copy(bytes, from)
      return true
    },
  }
}

function joined(head: Buffer, sealed: Buffer, tag: Buffer, tagBytes: number): Buffer {
  const whole = Buffer.allocUnsafe(head.length + sealed.length + tagBytes)
  head.copy(whole)
  sealed.copy(whole, head.length)
  tag.copy(whole, head.length + sealed.length, 0, tagBytes)
  return whole
}

/** The keys of a session (RFC 3711 §4.3): what AES-CM makes of nothing, with a label in the salt. @param label 0 to seal, 1 to sign, 2 the salt */
export function derived({ key, salt }: Pick<Master, 'key' | 'salt'>, label: 0 | 1 | 2, bytes: number): Buffer {
  const blocks = Buffer.alloc(32)
  for (const at of [0, 16]) {
    salt.copy(blocks, at)
    blocks[at + 7] = (blocks[at + 7] ?? 0) ^ label
  }
  blocks[31] = 1
  return createCipheriv('aes-128-ecb', key, null).setAutoPadding(false).update(blocks).subarray(0, bytes)
}
