import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { withBytes } from './bytes.ts'
import { scrub } from './pictures.ts'

let folder: string
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'hearth-scrub-'))))
afterAll(() => rmSync(folder, { recursive: true }))

const SECRET = 'Somebody at home'
const PLACE = '51/1 30/1 3230/100'
const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" exif:GPSLatitude="51,30.5N" dc:creator="${SECRET}"/></x:xmpmeta>`

/** Something to be seen, with everything a camera may write beside it. */
const photo = (width = 60, height = 40) =>
  sharp({ create: { width, height, channels: 3, background: '#c63', noise: { type: 'gaussian', mean: 128, sigma: 40 } } })
    .withExif({ IFD0: { Copyright: SECRET }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: PLACE } })
    .withMetadata({ orientation: 6 })
    .withXmp(xmp)

function scrubbed(bytes: Buffer, type: string): { bytes: Buffer; isChanged: boolean } {
  const path = join(folder, 'picture')
  writeFileSync(path, bytes)
  const isChanged = withBytes(path, (inside) => {
    scrub(inside, type)
    return inside.isChanged()
  })
  return { bytes: readFileSync(path), isChanged }
}

const seen = async (bytes: Buffer) => {
  const { width, height, orientation, format } = await sharp(bytes).metadata()
  return { width, height, orientation, format, points: await sharp(bytes, { failOn: 'warning' }).autoOrient().raw().toBuffer() }
}

const PLACE_BYTES = ['51,30.5N', SECRET].map((text) => Buffer.from(text))
/** 51, 1, 30, 1, 3230, 100: the place as EXIF has it, in either order. */
const PLACE_NUMBERS = (['writeUInt32LE', 'writeUInt32BE'] as const).map((write) => {
  const numbers = Buffer.alloc(24)
  for (const [at, number] of [51, 1, 30, 1, 3230, 100].entries()) numbers[write](number, at * 4)
  return numbers
})
const tells = (bytes: Buffer): boolean => [...PLACE_BYTES, ...PLACE_NUMBERS].some((some) => bytes.includes(some))

test.each([
  ['image/jpeg', () => photo().jpeg()],
  ['image/png', () => photo().png()],
  ['image/webp', () => photo().webp()],
  ['image/avif', () => photo(64, 64).avif({ effort: 0 })],
  ['image/tiff', () => photo().tiff({ compression: 'lzw' })],
] as const)('[FILES-20] %s: where it was taken goes, in place; every point, its length and which way is up stay', async (type, make) => {
  const before = await make().toBuffer()
  expect(tells(before)).toBe(true)
  const { bytes, isChanged } = scrubbed(before, type)
  expect(isChanged).toBe(true)
  expect(bytes.length).toBe(before.length)
  for (const numbers of PLACE_NUMBERS) expect(bytes.includes(numbers)).toBe(false)
  expect(bytes.includes('51,30.5N')).toBe(false)
  // A TIFF is a camera's own and is never shown: of it only the place goes.
  if (type !== 'image/tiff') expect(bytes.includes(SECRET)).toBe(false)
  expect(await seen(bytes)).toEqual(await seen(before))
  expect(scrubbed(bytes, type)).toEqual({ bytes, isChanged: false })
})

test('[FILES-20] in a JPEG notes, films and pictures behind the picture go; its colours stay', async () => {
  const plain = await photo().withIccProfile('p3').jpeg().toBuffer()
  const segment = (marker: number, text: string) => {
    const head = Buffer.from([0xff, marker, 0, 0])
    head.writeUInt16BE(text.length + 2, 2)
    return Buffer.concat([head, Buffer.from(text)])
  }
  const notes = [segment(0xfe, SECRET), segment(0xed, `Photoshop 3.0\0${SECRET}`), segment(0xe2, `MPF\0${SECRET}`)]
  const before = Buffer.concat([plain.subarray(0, 2), ...notes, plain.subarray(2), await photo().jpeg().toBuffer(), Buffer.from(SECRET)])
  const { bytes } = scrubbed(before, 'image/jpeg')
  expect([bytes.length, tells(bytes)]).toEqual([before.length, false])
  expect(bytes.subarray(before.indexOf(plain.subarray(2)) + plain.length - 2).every((byte) => byte === 0)).toBe(true)
  expect((await sharp(bytes).metadata()).icc).toEqual((await sharp(plain).metadata()).icc)
  expect(await seen(bytes)).toEqual(await seen(plain))
})

test('[FILES-20] texts that programs keep in a PNG stay, and one without anything beside it is not touched', async () => {
  const plain = await sharp(await photo().jpeg().toBuffer())
    .png()
    .toBuffer()
  expect(scrubbed(plain, 'image/png')).toEqual({ bytes: plain, isChanged: false })
  const chunk = (type: string, text: string) => {
    const body = Buffer.from(type + text, 'latin1')
    const frame = Buffer.alloc(8)
    frame.writeUInt32BE(text.length, 0)
    frame.writeUInt32BE(crc32(body), 4)
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
  }
  const texts = [chunk('tEXt', 'mxfile\0<a whole drawing>'), chunk('tEXt', `Raw profile type exif\0${SECRET}`)]
  const { bytes } = scrubbed(Buffer.concat([plain.subarray(0, 33), ...texts, plain.subarray(33)]), 'image/png')
  expect([bytes.includes('<a whole drawing>'), bytes.includes(SECRET)]).toEqual([true, false])
  expect(await seen(bytes)).toEqual(await seen(plain))
})

test('[FILES-20] XMP in a GIF becomes blocks of nothing', async () => {
  const plain = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#246' } })
    .gif()
    .toBuffer()
  const table = 13 + (((plain[10] ?? 0) & 0x80) === 0 ? 0 : 3 * 2 ** (((plain[10] ?? 0) & 7) + 1))
  const magic = Buffer.from([1, ...Array.from({ length: 256 }, (_, at) => 255 - at), 0])
  for (const text of [xmp, `${xmp} `, `${xmp}  `]) {
    const extension = Buffer.concat([Buffer.from([0x21, 0xff, 11]), Buffer.from(`XMP DataXMP${text}`), magic])
    const { bytes } = scrubbed(Buffer.concat([plain.subarray(0, table), extension, plain.subarray(table)]), 'image/gif')
    expect(tells(bytes)).toBe(false)
    expect(await seen(bytes)).toEqual(await seen(plain))
  }
})

const box = (type: string, ...inside: readonly (Buffer | string)[]): Buffer => {
  const body = Buffer.concat(inside.map((some) => (typeof some === 'string' ? Buffer.from(some, 'latin1') : some)))
  const head = Buffer.alloc(8)
  head.writeUInt32BE(body.length + 8, 0)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, body])
}
const number = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

test('[FILES-20] a film forgets where it was taken, and nothing else', () => {
  const keys = box(
    'keys',
    number(0),
    number(2),
    box('mdta', 'com.apple.quicktime.make'),
    box('mdta', 'com.apple.quicktime.location.ISO6709'),
  )
  const value = (place: number, text: string) => box(number(place).toString('latin1'), box('data', number(1), number(0), text))
  const meta = box('meta', box('hdlr', Buffer.alloc(24)), keys, box('ilst', value(1, 'A maker'), value(2, '+51.5-000.1/')))
  const before = Buffer.concat([
    box('ftyp', 'qt  '),
    box('moov', box('udta', box('\xa9xyz', '+51.5-000.1/')), meta),
    box('mdat', '+51.5 is no place here'),
  ])
  const { bytes } = scrubbed(before, 'video/quicktime')
  expect(bytes.length).toBe(before.length)
  expect(bytes.includes('+51.5-000.1/')).toBe(false)
  for (const left of ['A maker', 'com.apple.quicktime.location', '+51.5 is no place here']) expect(bytes.includes(left)).toBe(true)
})

test('[FILES-20] whatever it is given, it ends, keeps the length and changes nothing the second time', async () => {
  const whole = await Promise.all(
    [photo().jpeg(), photo().png(), photo().webp(), photo(64, 64).avif({ effort: 0 }), photo().tiff()].map((one) => one.toBuffer()),
  )
  const types = ['image/jpeg', 'image/png', 'image/webp', 'image/avif', 'image/tiff', 'image/gif', 'video/mp4']
  fc.assert(
    fc.property(
      fc.nat(whole.length - 1),
      fc.constantFrom(...types),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 12 }),
      fc.nat(),
      (which, type, changes, cut) => {
        const bytes = Buffer.from(whole[which] ?? '')
        for (const [at, byte] of changes) bytes[at % Math.min(600, bytes.length)] = byte
        const before = bytes.subarray(0, cut % 3 === 0 ? cut % bytes.length : bytes.length)
        const once = scrubbed(before, type)
        expect(once.bytes.length).toBe(before.length)
        expect(scrubbed(once.bytes, type).bytes.equals(once.bytes)).toBe(true)
      },
    ),
    { numRuns: 200 },
  )
})
