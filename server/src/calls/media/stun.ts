// STUN binding requests (RFC 8489) as ICE sends them (RFC 8445 §7): read, believed only when signed, answered. Pure.
//
//   type | length | 2112A442 | transaction (12)      then attributes: type | length | value, filled up to four bytes
import { createHmac, timingSafeEqual } from 'node:crypto'
import { isIPv4 } from 'node:net'
import { crc32 } from 'node:zlib'

export type Check = {
  readonly transaction: Buffer
  /** `OURS:THEIRS` */
  readonly ours: string
  readonly theirs: string
  /** They have chosen this way. */
  readonly nominates: boolean
  /** Was it signed with this password? */
  signedWith(password: string): boolean
}

const MAGIC = 0x2112a442
const REQUEST = 0x0001
const RESPONSE = 0x0101
const USERNAME = 0x0006
const INTEGRITY = 0x0008
const USE_CANDIDATE = 0x0025
const MAPPED = 0x0020
const FINGERPRINT = 0x8028

/** Undefined: that is no binding request that could be believed. */
export function readCheck(bytes: Buffer): Check | undefined {
  if (bytes.length < 20 || bytes.readUInt16BE(0) !== REQUEST || bytes.readUInt32BE(4) !== MAGIC) return undefined
  if (bytes.readUInt16BE(2) !== bytes.length - 20) return undefined
  let name = ''
  let nominates = false
  for (let at = 20; at + 4 <= bytes.length; ) {
    const [type, length] = [bytes.readUInt16BE(at), bytes.readUInt16BE(at + 2)]
    const end = at + 4 + length
    if (end > bytes.length) return undefined
    if (type === USERNAME) name = bytes.toString('utf8', at + 4, end)
    if (type === USE_CANDIDATE) nominates = true
    if (type === INTEGRITY) {
      const [ours = '', theirs = ''] = name.split(':')
      const place = at
      return length === 20 && ours !== ''
        ? { transaction: bytes.subarray(8, 20), ours, theirs, nominates, signedWith: (password) => isSigned(bytes, place, password) }
        : undefined
    }
    at = end + ((4 - (length % 4)) % 4)
  }
  return undefined
}

/** The signature is over all before it, as if it were the last attribute. */
function isSigned(bytes: Buffer, at: number, password: string): boolean {
  return timingSafeEqual(signature(bytes.subarray(0, at), password), bytes.subarray(at + 4, at + 24))
}

function signature(before: Buffer, password: string): Buffer {
  const head = Buffer.from(before.subarray(0, 20))
  head.writeUInt16BE(before.length - 20 + 24, 2)
  return createHmac('sha1', password).update(head).update(before.subarray(20)).digest()
}

/** The answer: from where the request came. */
export function writeAnswer(transaction: Buffer, address: string, port: number, password: string): Buffer {
  const mapped = xored(address, port, transaction)
  const head = Buffer.alloc(20)
  head.writeUInt16BE(RESPONSE, 0)
  head.writeUInt32BE(MAGIC, 4)
  transaction.copy(head, 8)
  const signed = Buffer.concat([head, attribute(MAPPED, mapped)])
  const integrity = attribute(INTEGRITY, signature(signed, password))
  const whole = Buffer.concat([signed, integrity])
  whole.writeUInt16BE(whole.length - 20 + 8, 2)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE((crc32(whole) ^ 0x5354554e) >>> 0)
  return Buffer.concat([whole, attribute(FINGERPRINT, sum)])
}

function attribute(type: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt16BE(type, 0)
  head.writeUInt16BE(value.length, 2)
  return Buffer.concat([head, value])
}

function xored(address: string, port: number, transaction: Buffer): Buffer {
  const plain = isIPv4(address) ? Buffer.from(address.split('.').map(Number)) : sixteen(address)
  const mask = Buffer.alloc(16)
  mask.writeUInt32BE(MAGIC, 0)
  transaction.copy(mask, 4)
  const head = Buffer.from([0, plain.length === 4 ? 1 : 2, 0, 0])
  head.writeUInt16BE(port ^ (MAGIC >>> 16), 2)
  return Buffer.concat([head, plain.map((byte, at) => byte ^ (mask[at] ?? 0))])
}

/** The bytes of an IPv6 address, written in any way. */
function sixteen(address: string): Buffer {
  const [bare = ''] = address.split('%')
  const [front = '', back] = bare.split('::')
  const words = (text: string): number[] =>
    text === '' ? [] : text.split(':').flatMap((word) => (word.includes('.') ? fromDotted(word) : [Number.parseInt(word, 16)]))
  const [first, last] = [words(front), back === undefined ? [] : words(back)]
  const all = back === undefined ? first : [...first, ...Array<number>(Math.max(0, 8 - first.length - last.length)).fill(0), ...last]
  const bytes = Buffer.alloc(16)
  for (const [at, word] of all.slice(0, 8).entries()) bytes.writeUInt16BE(word & 0xffff, at * 2)
  return bytes
}

const fromDotted = (text: string): number[] => {
  const [a = 0, b = 0, c = 0, d = 0] = text.split('.').map(Number)
  return [a * 256 + b, c * 256 + d]
}
