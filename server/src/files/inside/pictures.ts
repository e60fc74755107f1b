// Takes out of a picture what was written beside it: where it was taken, with what, by whom. In place and without drawing it anew: no
// point of it changes, nor does its length. What is left says how it is to be seen: colours, and which way is up.
import { crc32 } from 'node:zlib'
import { scrubBoxes } from './boxes.ts'
import type { Bytes } from './bytes.ts'
import { forgetPlace, keepOrientation } from './tiff.ts'

/** By MIME type; others are left as they are. Whatever is no such picture after all is left where that is noticed. */
export function scrub(bytes: Bytes, type: string): void {
  switch (type) {
    case 'image/jpeg':
      return scrubJpeg(bytes)
    case 'image/png':
    case 'image/apng':
      return scrubPng(bytes)
    case 'image/webp':
      return scrubWebp(bytes)
    case 'image/gif':
      return scrubGif(bytes)
    case 'image/tiff':
    case 'image/x-adobe-dng':
    case 'image/x-canon-cr2':
    case 'image/x-nikon-nef':
    case 'image/x-sony-arw':
      return forgetPlace(bytes)
    default:
      if (BOXED.test(type)) scrubBoxes(bytes)
  }
}
const BOXED = /^(?:image\/(?:avif|hei[cf](?:-sequence)?)|(?:video|audio)\/(?:mp4|quicktime|x-m4[av]|3gpp2?))$/

const EXIF = 'Exif\0\0'

/** Segments: 0xff, a marker, a length of two bytes that counts itself, so much. Behind the last one some cameras put more pictures, or a film. */
function scrubJpeg(bytes: Bytes): void {
  if (bytes.read(0, 2).toString('hex') !== 'ffd8') return
  for (let at = nextMarker(bytes, 2); at < bytes.size; ) {
    const head = bytes.read(at, 4)
    const marker = head[1] ?? 0
    if (marker === 0xd9) return bytes.blank(at + 2, bytes.size)
    const isAlone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)
    const length = isAlone || head.length < 4 ? 0 : head.readUInt16BE(2)
    if (length >= 2) scrubSegment(bytes, marker, at + 4, length - 2)
    at = nextMarker(bytes, at + 2 + length)
  }
}

function scrubSegment(bytes: Bytes, marker: number, at: number, length: number): void {
  const isNote = marker === 0xfe || (marker >= 0xe1 && marker <= 0xef)
  if (!isNote) return
  const begins = bytes.read(at, Math.min(12, length)).toString('latin1')
  if (marker === 0xe1 && begins.startsWith(EXIF)) return keepOrientation(bytes, at + EXIF.length, length - EXIF.length)
  const isColour = (marker === 0xe2 && begins === 'ICC_PROFILE\0') || (marker === 0xee && begins.startsWith('Adobe'))
  if (!isColour) bytes.blank(at, length)
}

/** Past what is drawn: there 0xff stands before 0 or a mark to start anew, or before another 0xff. */
function nextMarker(bytes: Bytes, from: number): number {
  for (let at = from; at < bytes.size; ) {
    const some = bytes.read(at, 65_536)
    let found = some.indexOf(0xff)
    while (found >= 0 && found + 1 < some.length) {
      const next = some[found + 1] ?? 0
      if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at + found
      found = some.indexOf(0xff, found + 1)
    }
    at += found >= 0 && some.length > 1 ? found : some.length
  }
  return bytes.size
}

/** Chunks: length, type, so much, checksum. What programs keep for themselves in texts stays: some put a whole drawing there. */
function scrubPng(bytes: Bytes): void {
  if (bytes.read(0, 8).toString('latin1') !== '\x89PNG\r\n\x1a\n') return
  for (let at = 8; at + 12 <= bytes.size; ) {
    const head = bytes.read(at, 8)
    const length = head.readUInt32BE(0)
    const type = head.toString('latin1', 4, 8)
    if (type === 'IEND') return
    const data = at + 8
    if (type === 'eXIf') {
      keepOrientation(bytes, data, length)
      sign(bytes, at, length)
    } else if (/^[tzi](?:EXt|TXt)$/.test(type) && NOTES.test(bytes.read(data, Math.min(80, length)).toString('latin1'))) {
      // Under a name that means nothing: a text without its keyword would be a fault.
      bytes.write(at + 4, Buffer.from('voId'))
      bytes.blank(data, length)
      sign(bytes, at, length)
    }
    at = data + length + 4
  }
}
const NOTES = /^(?:XML:com\.adobe\.xmp|Raw profile type )/

function sign(bytes: Bytes, at: number, length: number): void {
  if (at + 12 + length > bytes.size) return
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(bytes.read(at + 4, length + 4)))
  bytes.write(at + 8 + length, sum)
}

/** RIFF: name, length (the other end first), so much, to an even length. The first chunk's flags say what follows. */
function scrubWebp(bytes: Bytes): void {
  const head = bytes.read(0, 12).toString('latin1')
  if (!head.startsWith('RIFF') || !head.endsWith('WEBP')) return
  for (let at = 12; at + 8 <= bytes.size; ) {
    const chunk = bytes.read(at, 8)
    const name = chunk.toString('latin1', 0, 4)
    const length = chunk.readUInt32LE(4)
    const data = at + 8
    if (name === 'VP8X') clearFlag(bytes, data, 0x04)
    if (name === 'EXIF') {
      const skip = bytes.read(data, EXIF.length).toString('latin1') === EXIF ? EXIF.length : 0
      keepOrientation(bytes, data + skip, Math.max(0, length - skip))
    }
    if (name === 'XMP ') {
      bytes.write(at, Buffer.from('VOID'))
      bytes.blank(data, length)
    }
    at = data + length + (length % 2)
  }
}

function clearFlag(bytes: Bytes, at: number, flag: number): void {
  const [flags = 0] = bytes.read(at, 1)
  bytes.write(at, Uint8Array.of(flags & ~flag))
}

/** Blocks of blocks: each begins with its length, the last is 0. */
function scrubGif(bytes: Bytes): void {
  const head = bytes.read(0, 13)
  if (!/^GIF8[79]a/.test(head.toString('latin1')) || head.length < 13) return
  for (let at = 13 + tableBytes(head[10] ?? 0); at < bytes.size; ) {
    const [kind, label] = bytes.read(at, 2)
    if (kind === 0x2c) {
      at = endOfBlocks(bytes, at + 11 + tableBytes(bytes.read(at + 9, 1)[0] ?? 0))
    } else if (kind === 0x21) {
      const isXmp = label === 0xff && bytes.read(at + 3, 11).toString('latin1') === 'XMP DataXMP'
      const end = endOfBlocks(bytes, at + 2)
      if (isXmp) emptyBlocks(bytes, at + 14, end)
      at = end
    } else return
  }
}

const tableBytes = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0)

function endOfBlocks(bytes: Bytes, from: number): number {
  let at = from
  for (;;) {
    const [length = 0] = bytes.read(at, 1)
    at += length + 1
    if (length === 0 || at > bytes.size) return at
  }
}

/** The same length, as blocks of zeros. */
function emptyBlocks(bytes: Bytes, from: number, end: number): void {
  bytes.blank(from, end - from)
  for (let at = from; at < end - 1; ) {
    const left = end - 1 - at
    // One byte alone would be the end.
    const whole = left - 256 === 1 ? 255 : Math.min(256, left)
    bytes.write(at, Uint8Array.of(whole - 1))
    at += whole
  }
}
