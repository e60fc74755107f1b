// EXIF is a TIFF without a picture: tables of entries that point to each other.
//
//   'II' or 'MM' (which end first), 42, offset of the first table
//   table: count, entries of 12 bytes (tag, type, count, value or where it is), offset of the next
import type { Bytes } from './bytes.ts'

const ORIENTATION = 0x0112
const PLACE = 0x8825
/** XMP, IPTC, Photoshop: each may say where it was, too. */
const OTHERS: ReadonlySet<number> = new Set([700, 33_723, 34_377])
const MOST_ENTRIES = 1000
const MOST_TABLES = 50
/** Bytes of a value of each type. */
const SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8] as const
const BARE_BYTES = 26

/** Leaves of an EXIF only which way is up. @param at of its TIFF */
export function keepOrientation(bytes: Bytes, at: number, length: number): void {
  if (length < BARE_BYTES) return bytes.blank(at, length)
  const way = orientationIn(bytes, at, length)
  bytes.write(at, bareTiff(way))
  bytes.blank(at + BARE_BYTES, length - BARE_BYTES)
}

/** Takes out of a TIFF that is a picture where it was taken. */
export function forgetPlace(bytes: Bytes): void {
  for (const { tag, at, offset, length } of entriesIn(bytes, 0, bytes.size)) {
    if (OTHERS.has(tag)) bytes.blank(offset, length)
    if (tag !== PLACE) continue
    const table = numberAt(bytes, 0, at + 8, 4)
    const count = Math.min(MOST_ENTRIES, numberAt(bytes, 0, table, 2))
    for (const entry of tableAt(bytes, 0, table, bytes.size)) bytes.blank(entry.offset, entry.length)
    bytes.blank(table, 2 + count * 12)
  }
}

/** 1 to 8, as EXIF counts; 1 is upright. */
function orientationIn(bytes: Bytes, at: number, length: number): number {
  for (const entry of entriesIn(bytes, at, at + length)) {
    if (entry.tag !== ORIENTATION) continue
    const way = numberAt(bytes, at, entry.at + 8, 2)
    return way >= 1 && way <= 8 ? way : 1
  }
  return 1
}

function bareTiff(way: number): Buffer {
  const tiff = Buffer.alloc(BARE_BYTES)
  tiff.write('II*\0', 0, 'latin1')
  tiff.writeUInt32LE(8, 4)
  tiff.writeUInt16LE(1, 8)
  tiff.writeUInt16LE(ORIENTATION, 10)
  tiff.writeUInt16LE(3, 12)
  tiff.writeUInt32LE(1, 14)
  tiff.writeUInt16LE(way, 18)
  return tiff
}

/** `at`: where the entry stands; `offset`, `length`: where its value does. All from the beginning of the file. */
type Entry = { readonly tag: number; readonly at: number; readonly offset: number; readonly length: number }

/** Of all tables that follow one another. @param start of the TIFF */
function* entriesIn(bytes: Bytes, start: number, end: number): Generator<Entry> {
  const order = bytes.read(start, 2).toString('latin1')
  if (order !== 'II' && order !== 'MM') return
  let table = start + numberAt(bytes, start, start + 4, 4)
  for (let tables = 0; tables < MOST_TABLES && table > start && table + 2 <= end; tables++) {
    yield* tableAt(bytes, start, table, end)
    const next = numberAt(bytes, start, table + 2 + 12 * numberAt(bytes, start, table, 2), 4)
    if (next === 0) return
    table = start + next
  }
}

function* tableAt(bytes: Bytes, start: number, table: number, end: number): Generator<Entry> {
  const count = Math.min(MOST_ENTRIES, numberAt(bytes, start, table, 2))
  for (let entry = 0; entry < count; entry++) {
    const at = table + 2 + 12 * entry
    if (at + 12 > end) return
    const length = (SIZES[numberAt(bytes, start, at + 2, 2)] ?? 0) * numberAt(bytes, start, at + 4, 4)
    const offset = length <= 4 ? at + 8 : start + numberAt(bytes, start, at + 8, 4)
    yield { tag: numberAt(bytes, start, at, 2), at, offset, length: Math.min(length, Math.max(0, end - offset)) }
  }
}

/** In the order the TIFF at `start` says; 0 beyond the end. */
function numberAt(bytes: Bytes, start: number, at: number, length: 2 | 4): number {
  const isLittle = bytes.read(start, 1)[0] === 0x49
  const found = bytes.read(at, length)
  if (found.length < length) return 0
  return isLittle ? found.readUIntLE(0, length) : found.readUIntBE(0, length)
}
