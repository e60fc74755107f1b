import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nextLine, onOneLine } from './lines.ts'
import { type Fields, nextObject, nothingYet } from './objects.ts'

/** What is found when the bytes come in these pieces. */
function objectsIn(pieces: readonly Uint8Array[]): (Fields | 'stray')[] {
  const found: (Fields | 'stray')[] = []
  let [bytes, looked] = [Buffer.alloc(0), nothingYet]
  for (const piece of pieces) {
    bytes = Buffer.concat([bytes, piece])
    while (bytes.length > 0) {
      const next = nextObject(bytes, looked)
      looked = next.is === 'object' ? nothingYet : next.looked
      if (next.is === 'more') break
      if (next.is !== 'nothing') found.push(next.is === 'object' ? next.object : 'stray')
      bytes = bytes.subarray(next.used)
    }
  }
  return found
}

function linesIn(pieces: readonly Uint8Array[]): (string | undefined)[] {
  const found: (string | undefined)[] = []
  let bytes = Buffer.alloc(0)
  for (const piece of pieces) {
    const from = bytes.length
    bytes = Buffer.concat([bytes, piece])
    for (let line = nextLine(bytes, from); line !== undefined; line = nextLine(bytes)) {
      found.push(line.text)
      bytes = bytes.subarray(line.used)
    }
  }
  return found
}

/** The same bytes in two, at every place, and one by one. */
const cuts = (bytes: Buffer): Buffer[][] => [
  ...Array.from({ length: bytes.length + 1 }, (_, at) => [bytes.subarray(0, at), bytes.subarray(at)]),
  Array.from(bytes, (byte) => Buffer.from([byte])),
]

const marks = fc.string({ unit: fc.constantFrom('{', '}', '"', '\\', ':', ' ', '\n', '\r', 'a', 'é', '[', ']', '\0'), maxLength: 400 })
const odd = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  marks.map((text) => Buffer.from(text)),
)

describe('objects', () => {
  test('[DISBROAD-7] [PYCHAT-8] objects are found however the bytes are cut, back to back or apart, whatever their texts hold', () => {
    const bytes = Buffer.from('{"a":"}{\\"\\\\"}{"b":{"c":["é",{}]}}\r\n\t {"d":"\u202e\\u0000"}')
    for (const pieces of cuts(bytes)) expect(objectsIn(pieces)).toEqual([{ a: '}{"\\' }, { b: { c: ['é', {}] } }, { d: '\u202e\0' }])
  })

  test('[DISBROAD-2] [PYCHAT-5] what is no object is complained of once and passed over', () => {
    for (const pieces of cuts(Buffer.from('hello {"a":1} x'))) expect(objectsIn(pieces)).toEqual(['stray', { a: 1 }, 'stray'])
    for (const bad of ['{a}', '{"a":1,}', '{"a":[}]']) expect(objectsIn([Buffer.from(`${bad}{"b":2}`)])).toEqual(['stray', { b: 2 }])
    expect(objectsIn([Buffer.from('{"a":"'), Buffer.from([0xff, 0x22, 0x7d])])).toEqual(['stray'])
  })

  test('[DISBROAD-7] [PYCHAT-8] no bytes whatever make it throw, and the cut makes no difference', () => {
    fc.assert(
      fc.property(odd, fc.nat(400), (bytes, at) => {
        const cut = Math.min(at, bytes.length)
        expect(objectsIn([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(objectsIn([bytes]))
      }),
    )
  })
})

describe('lines', () => {
  test('[DISBROAD-7] [PYCHAT-8] lines are found however the bytes are cut, ended by LF or CR LF', () => {
    const bytes = Buffer.concat([Buffer.from('one é\r\n\ntwo\rx\n'), Buffer.from([0xc3, 0x0a])])
    for (const pieces of cuts(bytes)) expect(linesIn(pieces)).toEqual(['one é', '', 'two\rx', undefined])
    fc.assert(
      fc.property(odd, fc.nat(400), (piece, at) => {
        const cut = Math.min(at, piece.length)
        expect(linesIn([piece.subarray(0, cut), piece.subarray(cut)])).toEqual(linesIn([piece]))
      }),
    )
  })

  test('[DISBROAD-6] [PYCHAT-3] what is put into a line cannot end it or turn it around', () => {
    expect(onOneLine('a\r\nb\0c\u2028d\u0085e\u202ef\u2066')).toBe('a b c d ef')
    fc.assert(
      fc.property(
        fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
        (text) => !/[\r\n\0\u2028\u2029\u0085\u202e]/.test(onOneLine(text)),
      ),
    )
  })
})
