// Files made of boxes (ISO 14496-12): AVIF, HEIC, MP4, QuickTime. Each box: length, type, so much; some hold boxes.
import type { Bytes } from './bytes.ts'
import { keepOrientation } from './tiff.ts'

/** `from`: behind its head. */
export type Box = { readonly type: string; readonly at: number; readonly from: number; readonly end: number }

const MOST = 100_000

/** Ends where something is no box. */
export function* boxesIn(bytes: Bytes, from: number, end: number): Generator<Box> {
  for (let at = from, count = 0; at + 8 <= end && count < MOST; count++) {
    const head = bytes.read(at, 16)
    const short = head.readUInt32BE(0)
    const isLong = short === 1 && head.length === 16
    const length = isLong ? Number(head.readBigUInt64BE(8)) : short === 0 ? end - at : short
    const begins = at + (isLong ? 16 : 8)
    if (length < begins - at || at + length > end) return
    yield { type: head.toString('latin1', 4, 8), at, from: begins, end: at + length }
    at += length
  }
}

const XMP = 'be7acfcb97a942e89c71999491e3afac'

/** Takes out what says where it was taken, and in pictures all that was written beside them. */
export function scrubBoxes(bytes: Bytes): void {
  for (const box of boxesIn(bytes, 0, bytes.size)) {
    if (box.type === 'uuid' && bytes.read(box.from, 16).toString('hex') === XMP) bytes.blank(box.from + 16, box.end - box.from - 16)
    if (box.type === 'meta') scrubItems(bytes, box)
    if (box.type === 'moov') scrubMovie(bytes, box)
  }
}

function scrubMovie(bytes: Bytes, parent: Box): void {
  for (const box of boxesIn(bytes, parent.from, parent.end)) {
    if (box.type === 'trak' || box.type === 'udta') scrubMovie(bytes, box)
    if (box.type === 'meta') scrubKeys(bytes, box)
    if (box.type === '\xa9xyz' || box.type === 'loci') {
      bytes.write(box.at + 4, Buffer.from('free'))
      bytes.blank(box.from, box.end - box.from)
    }
  }
}

/** QuickTime's own: a list of names, and values by their place in it. */
function scrubKeys(bytes: Bytes, meta: Box): void {
  const inner = [...boxesIn(bytes, insideOf(bytes, meta), meta.end)]
  const keys = inner.find(({ type }) => type === 'keys')
  const values = inner.find(({ type }) => type === 'ilst')
  if (keys === undefined || values === undefined) return
  const places = new Set<number>()
  let number = 0
  for (const key of boxesIn(bytes, keys.from + 8, keys.end)) {
    number++
    if (/location/i.test(bytes.read(key.from, Math.min(200, key.end - key.from)).toString('latin1'))) places.add(number)
  }
  for (const value of boxesIn(bytes, values.from, values.end)) {
    if (!places.has(Buffer.from(value.type, 'latin1').readUInt32BE(0))) continue
    for (const data of boxesIn(bytes, value.from, value.end)) bytes.blank(data.from + 8, data.end - data.from - 8)
  }
}

/** Four bytes of version and flags stand first, but for QuickTime. */
const insideOf = (bytes: Bytes, { from }: Box): number => (bytes.read(from + 4, 4).toString('latin1') === 'hdlr' ? from : from + 4)

type Stretch = { readonly at: number; readonly length: number }

/** Pictures: items have a type in one box, and their place in another. */
function scrubItems(bytes: Bytes, meta: Box): void {
  const inner = [...boxesIn(bytes, insideOf(bytes, meta), meta.end)]
  const find = (type: string) => inner.find((box) => box.type === type)
  const [info, places, data] = [find('iinf'), find('iloc'), find('idat')]
  if (info === undefined || places === undefined) return
  const types = typesIn(bytes, info)
  for (const [item, stretches] of placesIn(bytes, places, data?.from ?? 0)) {
    const type = types.get(item)
    const [first] = stretches
    if (type !== 'Exif' && type !== 'mime') continue
    if (type === 'Exif' && first !== undefined && stretches.length === 1 && first.length > 4) {
      bytes.blank(first.at, 4)
      keepOrientation(bytes, first.at + 4, first.length - 4)
    } else for (const { at, length } of stretches) bytes.blank(at, length)
  }
}

function typesIn(bytes: Bytes, { from, end }: Box): ReadonlyMap<number, string> {
  const types = new Map<number, string>()
  const version = bytes.read(from, 1)[0] ?? 0
  for (const box of boxesIn(bytes, from + (version === 0 ? 6 : 8), end)) {
    const entry = bytes.read(box.from, 14)
    if (box.type !== 'infe' || entry.length < 14) continue
    if (entry[0] === 2) types.set(entry.readUInt16BE(4), entry.toString('latin1', 8, 12))
    if (entry[0] === 3) types.set(entry.readUInt32BE(4), entry.toString('latin1', 10, 14))
  }
  return types
}

/** @param data where the box `idat` begins inside: some places count from there */
function placesIn(bytes: Bytes, { from, end }: Box, data: number): ReadonlyMap<number, readonly Stretch[]> {
  const all = bytes.read(from, end - from)
  const found = new Map<number, Stretch[]>()
  let at = 0
  const take = (length: number): number => {
    const value = length === 0 ? 0 : length <= 6 ? all.readUIntBE(at, length) : Number(all.readBigUInt64BE(at))
    at += length
    return value
  }
  try {
    const version = take(4) >>> 24
    const sizes = take(2)
    const [offset, length, base, index] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15, version === 0 ? 0 : sizes & 15]
    const count = take(version < 2 ? 2 : 4)
    for (let item = 0; item < count && found.size < MOST; item++) {
      const id = take(version < 2 ? 2 : 4)
      const isInside = version > 0 && (take(2) & 15) === 1
      take(2)
      const start = take(base) + (isInside ? data : 0)
      const stretches: Stretch[] = []
      for (let left = take(2); left > 0; left--) {
        take(index)
        stretches.push({ at: start + take(offset), length: take(length) })
      }
      found.set(id, stretches)
    }
  } catch {
    // It ends before it should: what was read so far holds.
  }
  return found
}
