import fc from 'fast-check'
import { expect, test } from 'vitest'
import { joined } from './arabic.ts'
import { turned, turnedInput, turnedText, wrapTurned } from './bidi.ts'
import { plainText, row, span } from './spans.ts'
import { width } from './width.ts'

const rows = (text: string, cells: number) => wrapTurned(row(text), cells, true).map(plainText)

test('[TERM-30] Hebrew stands as it is read, with numbers and Latin words in it the right way round', () => {
  expect(rows('שלום עולם', 40)).toEqual(['םלוע םולש'])
  expect(rows('Bo says שלום עולם!', 40)).toEqual(['Bo says םלוע םולש!'])
  expect(rows('פגישה ב-14:30 (חדר 2)', 40)).toEqual(['(2 רדח) 14:30-ב השיגפ'])
  expect(rows('ראו README.md עכשיו', 40)).toEqual(['וישכע README.md ואר'])
})

test('[TERM-30] a paragraph that begins at the right ends its rows there, and another one is left where it was', () => {
  expect(rows('אחת שתיים שלוש\nplain words\nסוף', 10)).toEqual(['םייתש תחא', '     שולש', 'plain', 'words', 'ףוס'])
})

test('[TERM-30] Arabic letters take the forms their neighbours ask for', () => {
  // seen, lam, alef, meem: beginning, middle, end, alone (alef joins to nothing behind it).
  expect(joined('سلام')).toBe('\ufeb3\ufee0\ufe8e\ufee1')
  // A mark above is passed by; Persian letters have their forms in another block.
  expect(joined('بِب')).toBe('\ufe91\u0650\ufe90')
  expect(joined('پگ')).toBe('\ufb58\ufb93')
  expect(rows('سلام', 10)).toEqual(['\ufee1\ufe8e\ufee0\ufeb3'])
  expect(joined('Bo, שלום')).toBe('Bo, שלום')
})

test('[TERM-30] columns keep their places, and pieces their styles', () => {
  const [bold, dim] = [{ bold: true }, { dim: true }] as const
  expect(turned([span('שלום', bold), span('  עולם', dim)], true)).toEqual([span('םולש', bold), span('  ', dim), span('םלוע', dim)])
  expect(turned([span('שלום '), span('עולם', bold)], true)).toEqual([span('םלוע', bold), span(' םולש')])
  expect(turnedText('אב', false)).toBe('אב')
})

test('[TERM-30] the cursor stands on the letter it is before, and at the end where the next one comes', () => {
  expect(turnedInput('שלום', 0, true)).toEqual({ text: ' םולש', x: 4 })
  expect(turnedInput('שלום', 4, true)).toEqual({ text: ' םולש', x: 0 })
  expect(turnedInput('to שלום', 3, true)).toEqual({ text: 'to םולש', x: 6 })
  expect(turnedInput('to שלום', 7, true)).toEqual({ text: 'to םולש', x: 7 })
  expect(turnedInput('plain', 2, true)).toEqual({ text: 'plain', x: 2 })
})

test('[TERM-30] no letter is lost and none added, whatever stands beside what', () => {
  const letters = fc.constantFrom('a', ' ', '1', '.', '(', ')', 'ש', 'ל', 'ب', 'س', 'ا', '漢', 'e\u0301', '👩‍🚀')
  fc.assert(
    fc.property(fc.string({ unit: letters, maxLength: 30 }), (text) => {
      const seen = turnedText(text, true)
      const counted = (one: string) => [...one.normalize('NFKD').replaceAll(/[()]/gu, '|')].sort().join('')
      expect(counted(seen)).toBe(counted(text))
      expect(width(seen)).toBe(width(text))
    }),
  )
})
