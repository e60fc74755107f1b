import fc from 'fast-check'
import { expect, test } from 'vitest'
import { native } from './dialect.ts'
import { textFrame } from './frame.ts'

/** Reads a server's frame back, byte by byte as RFC 6455 lays it out. */
function read(frame: Buffer): string {
  const short = frame[1] ?? 0
  const [at, length] = short < 126 ? [2, short] : short === 126 ? [4, frame.readUInt16BE(2)] : [10, Number(frame.readBigUInt64BE(2))]
  expect([frame[0], frame.length]).toEqual([0x81, at + length])
  return frame.subarray(at).toString()
}

test('[NATIVE-8] every text comes back from its frame, whatever its length', () => {
  for (const length of [0, 1, 125, 126, 127, 65_535, 65_536, 200_000]) expect(read(textFrame('x'.repeat(length)))).toBe('x'.repeat(length))
  for (const length of [41, 42, 62, 63, 125, 126, 21_845, 21_846, 65_535])
    expect(read(textFrame('ß€'.repeat(length)))).toBe('ß€'.repeat(length))
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => read(textFrame(text)) === text))
})

test('[NATIVE-9] an event is one text frame of the envelope, seq only where there is one', () => {
  const bytes = native.say({ event: 'server.stopping', with: { retryAfterMs: 5 } })
  expect(bytes && read(bytes)).toBe('{"event":"server.stopping","with":{"retryAfterMs":5}}')
})
