import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { withBytes } from './bytes.ts'
import { mediaOf } from './media.ts'

let folder: string
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'hearth-media-'))))
afterAll(() => rmSync(folder, { recursive: true }))

function look(bytes: Buffer, type: string) {
  const path = join(folder, 'media')
  writeFileSync(path, bytes)
  return withBytes(path, (inside) => mediaOf(inside, type))
}

/** An EBML element. `long`: its length in eight bytes; null: it does not know its length. */
function element(id: string, body: Buffer | null, ...more: readonly Buffer[]): Buffer {
  const inside = Buffer.concat([body ?? Buffer.alloc(0), ...more])
  const length = Buffer.alloc(8)
  length.writeUIntBE(inside.length, 2, 6)
  length[0] = 1
  return Buffer.concat([Buffer.from(id, 'hex'), body === null ? Buffer.from([1, 255, 255, 255, 255, 255, 255, 255]) : length, inside])
}
const bytes = (...all: readonly number[]) => Buffer.from(all)
const track = (kind: number) => element('ae', element('d7', bytes(1)), element('83', bytes(kind)))
const block = (id: string, time: number) => element(id, Buffer.from([0x81, time >> 8, time & 255, 0x80, 1, 2, 3]))
const double = (value: number) => {
  const found = Buffer.alloc(8)
  found.writeDoubleBE(value)
  return found
}
/** As a browser records: neither the whole nor its clusters know how long they are. */
const recorded = (kinds: readonly number[], info: Buffer) =>
  Buffer.concat([
    element('1a45dfa3', element('4282', Buffer.from('webm'))),
    element(
      '18538067',
      null,
      element('1549a966', element('2ad7b1', bytes(0x0f, 0x42, 0x40)), info),
      element('1654ae6b', ...([track(kinds[0] ?? 2), ...kinds.slice(1).map(track)] as [Buffer])),
    ),
    element('1f43b675', null, element('e7', bytes(0)), block('a3', 20), element('a0', block('a1', 980))),
    element('1f43b675', null, element('e7', bytes(0x03, 0xe8)), block('a3', 0), block('a3', 1500)),
  ])

test('[FILES-21] a WebM without pictures is a sound; where it does not say how long it lasts, its last block does', () => {
  expect(look(recorded([2], Buffer.alloc(0)), 'video/webm')).toEqual({ type: 'audio/webm', durationMs: 2500 })
  expect(look(recorded([1, 2], Buffer.alloc(0)), 'video/webm')).toEqual({ type: 'video/webm', durationMs: 2500 })
  expect(look(recorded([2], element('4489', double(61_000))), 'video/webm')).toEqual({ type: 'audio/webm', durationMs: 61_000 })
})

const box = (type: string, ...inside: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(inside)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(body.length + 8, 0)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, body])
}
const words = (...all: readonly number[]) => {
  const found = Buffer.alloc(all.length * 4)
  for (const [at, one] of all.entries()) found.writeUInt32BE(one, at * 4)
  return found
}
const handler = (kind: string) => box('trak', box('mdia', box('hdlr', words(0, 0), Buffer.from(kind), Buffer.alloc(12))))

test('[FILES-21] an MP4 says it in its head, one in fragments in theirs', () => {
  const film = box('moov', box('mvhd', words(0, 0, 0, 600, 6000)), handler('vide'), handler('soun'))
  expect(look(Buffer.concat([box('ftyp', Buffer.from('isom')), film, box('mdat')]), 'video/mp4')).toEqual({
    type: 'video/mp4',
    durationMs: 10_000,
  })
  const sound = box('moov', box('mvhd', words(0, 0, 0, 1000, 0)), handler('soun'), box('mvex', box('mehd', words(0, 4200))))
  expect(look(Buffer.concat([box('ftyp', Buffer.from('iso5')), sound]), 'video/mp4')).toEqual({ type: 'audio/mp4', durationMs: 4200 })
})

test('[FILES-21] WAV, Ogg and FLAC say it each in their own way; of others nothing is known', () => {
  const wave = Buffer.concat([
    Buffer.from('RIFF\0\0\0\0WAVEfmt '),
    Buffer.from([16, 0, 0, 0, 1, 0, 1, 0]),
    Buffer.alloc(12),
    Buffer.from('data'),
    Buffer.alloc(4),
    Buffer.alloc(32_000),
  ])
  wave.writeUInt32LE(16_000, 28)
  wave.writeUInt32LE(32_000, 40)
  expect(look(wave, 'audio/wav')).toEqual({ type: 'audio/wav', durationMs: 2000 })
  const page = (samples: number, body: string) => {
    const head = Buffer.alloc(28)
    head.write('OggS')
    head.writeBigInt64LE(BigInt(samples), 6)
    return Buffer.concat([head, Buffer.from(body, 'latin1')])
  }
  const opus = Buffer.concat([page(0, 'OpusHead\x01\x01\x38\x01\0\0\0\0'), page(0, 'OpusTags'), page(144_312, 'sound')])
  expect(look(opus, 'audio/ogg; codecs=opus')).toEqual({ type: 'audio/ogg; codecs=opus', durationMs: 3000 })
  const flac = Buffer.alloc(60)
  flac.write('fLaC')
  flac.writeBigUInt64BE((44_100n << 44n) | 88_200n, 18)
  expect(look(flac, 'audio/flac')).toEqual({ type: 'audio/flac', durationMs: 2000 })
  expect(look(Buffer.from('ID3 and so on'), 'audio/mpeg')).toEqual({ type: 'audio/mpeg', durationMs: null })
})

test('[FILES-21] whatever it is given, it ends, and what it says can be', () => {
  const types = ['video/webm', 'video/mp4', 'audio/wav', 'audio/ogg', 'audio/flac']
  const whole = recorded([2], Buffer.alloc(0))
  fc.assert(
    fc.property(
      fc.constantFrom(...types),
      fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 20 }),
      fc.boolean(),
      (type, changes, isCut) => {
        const some = Buffer.from(whole.subarray(0, isCut ? (changes[0]?.[0] ?? 0) : whole.length))
        for (const [at, byte] of changes) if (at < some.length) some[at] = byte
        const { durationMs } = look(some, type)
        expect(durationMs === null || (Number.isSafeInteger(durationMs) && durationMs >= 0)).toBe(true)
      },
    ),
    { numRuns: 200 },
  )
})
