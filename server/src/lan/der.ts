// DER, as far as certificates need it here (X.690): a tag, a length, and what it holds.
import { isIP } from 'node:net'

export function der(tag: number, body: Buffer): Buffer {
  const { length } = body
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), body])
}

export function elements(bytes: Buffer): { tag: number; body: Buffer }[] {
  const found: { tag: number; body: Buffer }[] = []
  for (let at = 0; at + 2 <= bytes.length; ) {
    const first = bytes.readUInt8(at + 1)
    const extra = first < 0x80 ? 0 : first & 0x7f
    const length = extra === 0 ? first : bytes.readUIntBE(at + 2, extra)
    const start = at + 2 + extra
    found.push({ tag: bytes.readUInt8(at), body: bytes.subarray(start, start + length) })
    at = start + length
  }
  return found
}

/** The first so many bits of so many bytes. */
export function mask(length: number, bits: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, i) => (0xff << (8 - Math.min(8, Math.max(0, bits - i * 8)))) & 0xff))
}

/** The bytes of an IPv4 or IPv6 address. */
export function bytesOf(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number))
  const v4 = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)
  const hex = (a = '0', b = '0') => ((Number(a) << 8) | Number(b)).toString(16)
  const plain = v4 ? `${v4[1]}${hex(v4[2], v4[3])}:${hex(v4[4], v4[5])}` : address
  const [head = '', tail] = plain.split('::')
  const words = (text: string) => text.split(':').filter(Boolean)
  const after = words(tail ?? '')
  const before = words(head)
  const all = [...before, ...Array.from({ length: tail === undefined ? 0 : 8 - before.length - after.length }, () => '0'), ...after]
  return Buffer.from(all.flatMap((word) => [Number.parseInt(word, 16) >> 8, Number.parseInt(word, 16) & 0xff]))
}
