import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as ws from 'ws'
import { FrameReader } from './frames.ts'

const MASK = Buffer.from([0x5a, 0, 0xff, 0x31])

/** A client's frame as RFC 6455 lays it out. */
function frame(first: number, payload: Buffer, masked = true): Buffer {
  const length = payload.length
  const bit = masked ? 0x80 : 0
  const head = length < 126 ? [first, bit | length] : length < 65_536 ? [first, bit | 126, length >> 8, length & 0xff] : undefined
  const long = Buffer.from([first, bit | 127, 0, 0, 0, 0, 0, 0, 0, 0])
  if (head === undefined) long.writeUInt32BE(length, 6)
  const body = masked ? payload.map((byte, at) => byte ^ (MASK[at % 4] ?? 0)) : payload
  return Buffer.concat([head === undefined ? long : Buffer.from(head), masked ? MASK : Buffer.alloc(0), body])
}

/** Its types leave out the class, which it exports for those who have a socket of their own. */
const Receiver: new (options: object) => NodeJS.WritableStream = Reflect.get(ws, 'Receiver')

const LONGEST = 70_000

/** What the library hears of these chunks; `before` may take some of them first. */
function heard(chunks: readonly Buffer[], isBehind: boolean): string[] {
  const said: string[] = []
  const options = { isServer: true, maxPayload: LONGEST, maxFragments: 64, maxBufferedChunks: 100_000 }
  const library = new Receiver(options)
  let isOver = false
  const note = (kind: string) => (data: Buffer | number) => void said.push(`${kind} ${data.toString()}`)
  library.on('message', (data: Buffer, isBinary: boolean) => note(isBinary ? 'binary' : 'text')(data))
  for (const kind of ['ping', 'pong', 'conclude']) library.on(kind, note(kind))
  library.on('error', () => {})
  const hand = (bytes: Buffer) => {
    if (isOver) return
    library.write(bytes, (error) => {
      if (!error || isOver) return
      isOver = true
      said.push(`error ${'code' in error ? String(error.code) : ''}`)
    })
  }
  const reader = new FrameReader(LONGEST, (text) => said.push(`text ${text}`), hand)
  let isLeft = !isBehind
  for (const chunk of chunks) {
    const copy = Buffer.from(chunk)
    const rest = isLeft ? copy : reader.read(copy)
    if (rest === undefined) continue
    isLeft = true
    hand(rest)
  }
  return said
}

const cut = (bytes: Buffer, places: readonly number[]): Buffer[] => {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].toSorted((one, other) => one - other)
  return [0, ...at].map((from, index) => bytes.subarray(from, at[index] ?? bytes.length)).filter(({ length }) => length > 0)
}

const talk = Buffer.concat(
  ['{"id":1}', 'ä', 'x'.repeat(125), 'x'.repeat(126), 'ß€😀'.repeat(50), ''].map((text) => frame(0x81, Buffer.from(text))),
)

test('[EDGE-17] whole texts are heard as they were sent, cut at every byte and glued together', () => {
  const whole = heard([talk], true)
  expect(whole).toHaveLength(6)
  expect(whole).toEqual(heard([talk], false))
  for (let at = 1; at < talk.length; at++) expect(heard(cut(talk, [at]), true), `cut at ${at}`).toEqual(whole)
  expect(heard(cut(talk, [...talk.keys()]), true)).toEqual(whole)
})

test('[EDGE-18] pieces, pings, long frames and a close go to the library whole, and what stands between them is heard in order', () => {
  const bytes = Buffer.concat([
    frame(0x81, Buffer.from('one')),
    frame(0x01, Buffer.from('pie')),
    frame(0x89, Buffer.from('still there?')),
    frame(0x80, Buffer.from('ces')),
    frame(0x81, Buffer.from('two')),
    frame(0x82, Buffer.from([1, 2, 3])),
    frame(0x8a, Buffer.from('pong')),
    frame(0x81, Buffer.from('three')),
    frame(0x81, Buffer.alloc(66_000, 'y')),
    frame(0x81, Buffer.from('four')),
    frame(0x88, Buffer.from([0x03, 0xe8])),
    frame(0x81, Buffer.from('after the last word')),
  ])
  const alone = heard([bytes], false)
  expect(alone.map((line) => line.slice(0, 12))).toEqual([
    'text one',
    'ping still t',
    'text pieces',
    'text two',
    'binary \u0001\u0002\u0003',
    'pong pong',
    'text three',
    'text yyyyyyy',
    'text four',
    'conclude 100',
  ])
  for (const at of [1, 2, 5, 9, 10, 11, 30, 60, 100, 66_100]) expect(heard(cut(bytes, [at, at + 3]), true), `cut at ${at}`).toEqual(alone)
})

test('[EDGE-18] whatever comes, in whatever pieces, is heard as the library alone would hear it', () => {
  const first = fc.oneof(
    { weight: 5, arbitrary: fc.constant(0x81) },
    { weight: 3, arbitrary: fc.constantFrom(0x01, 0x80, 0x00, 0x82, 0x02, 0x89, 0x8a, 0x88) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 255 }) },
  )
  const payload = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 200 }).map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 140 }).map((bytes) => Buffer.from(bytes)),
    fc.constantFrom(Buffer.alloc(65_535, 'a'), Buffer.alloc(70_000, 'b'), Buffer.alloc(70_001, 'c')),
  )
  const masked = fc.integer({ min: 0, max: 19 }).map((chance) => chance > 0)
  const frames = fc.array(fc.tuple(first, payload, masked), { maxLength: 8 })
  const places = fc.array(fc.nat(), { maxLength: 12 })
  fc.assert(
    fc.property(frames, places, (sent, at) => {
      const bytes = Buffer.concat(sent.map((one) => frame(...one)))
      expect(heard(cut(bytes, at), true)).toEqual(heard([bytes], false))
    }),
    { numRuns: 1500 },
  )
})
