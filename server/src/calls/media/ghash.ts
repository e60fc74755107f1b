// GHASH, the half of AES-GCM that signs (NIST SP 800-38D §6.4), in words of 32 bits. For each key there is a table of its multiples by every
// byte (Shoup's method): sixteen look-ups for a block. Only what is sent is signed with it; what comes in is opened by Node.

/** The multiples of a key: four words for each byte. */
export type Multiples = Int32Array
/** What was signed so far: four words, zero at the start. */
export type Signing = Int32Array

const BLOCK = 16

/** What falls out below when a product is moved by a byte comes back in above: x^128 is 1 + x + x^2 + x^7, the lowest power first. */
const FOLDED = Int32Array.from({ length: 256 }, (_, byte) => {
  let word = byte
  for (let bit = 0; bit < 8; bit++) word = (word >>> 1) ^ ((word & 1) === 0 ? 0 : 0xe100_0000)
  return word
})

/** @param key a block of zeros, as the cipher seals it */
export function multiplesOf(key: Buffer): Multiples {
  const all = new Int32Array(32 * 4)
  let [w0, w1, w2, w3] = [key.readInt32BE(0), key.readInt32BE(4), key.readInt32BE(8), key.readInt32BE(12)]
  for (let bit = 7; bit >= 0; bit--) {
    const at = bit < 4 ? 1 << bit : 16 + (1 << (bit - 4))
    all.set([w0, w1, w2, w3], at * 4)
    const out = (w3 & 1) === 0 ? 0 : 0xe100_0000
    w3 = (w3 >>> 1) | (w2 << 31)
    w2 = (w2 >>> 1) | (w1 << 31)
    w1 = (w1 >>> 1) | (w0 << 31)
    w0 = (w0 >>> 1) ^ out
  }
  for (const half of [0, 16])
    for (let high = 2; high < 16; high *= 2)
      for (let low = 1; low < high; low++)
        for (let word = 0; word < 4; word++)
          all[(half + high + low) * 4 + word] = (all[(half + high) * 4 + word] ?? 0) ^ (all[(half + low) * 4 + word] ?? 0)
  return all
}

/** Signs these bytes as well, filled up with zeros to whole blocks. */
export function sign(multiples: Multiples, signing: Signing, bytes: Buffer, from: number, to: number): void {
  let at = from
  for (; at + BLOCK <= to; at += BLOCK)
    add(multiples, signing, wordAt(bytes, at), wordAt(bytes, at + 4), wordAt(bytes, at + 8), wordAt(bytes, at + 12))
  if (at < to)
    add(multiples, signing, partAt(bytes, at, to), partAt(bytes, at + 4, to), partAt(bytes, at + 8, to), partAt(bytes, at + 12, to))
}

/** The last block: how many bytes were open, and how many sealed. */
export const signLengths = (multiples: Multiples, signing: Signing, open: number, sealed: number): void =>
  add(multiples, signing, 0, open * 8, 0, sealed * 8)

function add(multiples: Multiples, signing: Signing, b0: number, b1: number, b2: number, b3: number): void {
  const x0 = (signing[0] ?? 0) ^ b0
  const x1 = (signing[1] ?? 0) ^ b1
  const x2 = (signing[2] ?? 0) ^ b2
  const x3 = (signing[3] ?? 0) ^ b3
  let z0 = 0
  let z1 = 0
  let z2 = 0
  let z3 = 0
  for (let at = 0; at < BLOCK; at++) {
    const word = at < 4 ? x3 : at < 8 ? x2 : at < 12 ? x1 : x0
    const byte = word >>> ((at & 3) * 8)
    const low = (byte & 15) * 4
    const high = 64 + ((byte >>> 4) & 15) * 4
    const folded = FOLDED[z3 & 255] ?? 0
    z3 = ((z3 >>> 8) | (z2 << 24)) ^ (multiples[low + 3] ?? 0) ^ (multiples[high + 3] ?? 0)
    z2 = ((z2 >>> 8) | (z1 << 24)) ^ (multiples[low + 2] ?? 0) ^ (multiples[high + 2] ?? 0)
    z1 = ((z1 >>> 8) | (z0 << 24)) ^ (multiples[low + 1] ?? 0) ^ (multiples[high + 1] ?? 0)
    z0 = (z0 >>> 8) ^ folded ^ (multiples[low] ?? 0) ^ (multiples[high] ?? 0)
  }
  signing[0] = z0
  signing[1] = z1
  signing[2] = z2
  signing[3] = z3
}

const wordAt = (bytes: Buffer, at: number): number =>
  ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)

function partAt(bytes: Buffer, at: number, to: number): number {
  let word = 0
  for (let i = 0; i < 4; i++) word = (word << 8) | (at + i < to ? (bytes[at + i] ?? 0) : 0)
  return word
}
