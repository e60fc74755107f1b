import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createKeys, type Heard } from './keys.ts'

const heard = (...pieces: string[]): Heard[] => {
  const keys = createKeys()
  return [...pieces.flatMap((piece) => keys.hear(piece)), ...keys.settle()]
}
const names = (...pieces: string[]) =>
  heard(...pieces).map((one) => (one.is === 'key' ? one.name : one.is === 'text' ? `“${one.text}”` : one.is))

test('[TERM-11] keys have names, in the ways of different terminals', () => {
  expect(names('\u001b[A\u001bOB\u001b[1;5C\u001b[5~\u001b[3;3~\r\t\u001b[Z\u007f\u000b')).toEqual([
    'up',
    'down',
    'ctrl+right',
    'pageup',
    'alt+delete',
    'enter',
    'tab',
    'shift+tab',
    'backspace',
    'ctrl+k',
  ])
  expect(names('\u001ba\u001b1\u001b\r\u001b[13;2u\u001b[97;5u\u001b[107;3u\u001b[27u')).toEqual([
    'alt+a',
    'alt+1',
    'alt+enter',
    'shift+enter',
    'ctrl+a',
    'alt+k',
    'escape',
  ])
  expect(names('grüß 漢字')).toEqual(['“grüß 漢字”'])
})

test('[TERM-11] an escape that stands alone is the key, after a moment', () => {
  const keys = createKeys()
  expect(keys.hear('\u001b')).toEqual([])
  expect(keys.isWaiting).toBe(true)
  expect(keys.settle()).toEqual([{ is: 'key', name: 'escape' }])
})

test('[TERM-11] pasted text is one piece, whatever is in it', () => {
  expect(heard('\u001b[200~one\ntwo\u001b[31m', '\u0003three\u001b[20', '1~x')).toEqual([
    { is: 'paste', text: 'one\ntwo\u001b[31m\u0003three' },
    { is: 'text', text: 'x' },
  ])
})

test('[TERM-11] focus, the mouse wheel, and what the terminal answers', () => {
  expect(heard('\u001b[O\u001b[I')).toEqual([
    { is: 'focus', on: false },
    { is: 'focus', on: true },
  ])
  expect(heard('\u001b[<64;10;5M\u001b[<0;3;2M')).toEqual([
    { is: 'mouse', deed: 'up', x: 9, y: 4 },
    { is: 'mouse', deed: 'press', x: 2, y: 1 },
  ])
  expect(heard('\u001b]11;rgb:1616/1313/0f0f\u001b\\\u001b[?62;4c')).toEqual([])
})

test('[TERM-11] wherever the bytes are cut, the same is heard', () => {
  const script = 'hi\u001b[1;5C\u001b[200~two\nlines\u001b[201~\u001ba漢\u001b[<65;1;1M\r\u001b]0;x\u0007'
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: script.length - 1 })), (places) => {
      const cuts = [0, ...places.toSorted((a, b) => a - b), script.length]
      const pieces = cuts.slice(1).map((end, i) => script.slice(cuts[i], end))
      const joined = (all: Heard[]) => JSON.stringify(all).replaceAll('"},{"is":"text","text":"', '')
      expect(joined(heard(...pieces))).toBe(joined(heard(script)))
    }),
  )
})

test('[TERM-11] of a paste that is longer than anybody means the beginning is taken, and it is said that there was more', () => {
  const keys = createKeys()
  const [heard] = keys.hear(`\u001b[200~${'x'.repeat(5_000_000)}\u001b[201~`)
  expect(heard).toMatchObject({ is: 'paste', isCut: true })
  expect(keys.hear('\u001b[200~short\u001b[201~')).toEqual([{ is: 'paste', text: 'short' }])
})
