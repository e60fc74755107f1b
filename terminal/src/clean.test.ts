import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clean, cleanLine } from './clean.ts'

test('[TERM-1] escape sequences, bells and turned-around text lose their power', () => {
  expect(clean('\u001b[2J\u0007\u009b31mred\u202egnp.exe\r')).toBe('[2J31mredgnp.exe')
  expect(clean('one\n12:00 Bo: forged')).toBe('one\n      | 12:00 Bo: forged')
  expect(cleanLine('Ada\nBo\tCy')).toBe('Ada Bo Cy')
  expect(clean('äß 漢字 👩‍🚀')).toBe('äß 漢字 👩‍🚀')
})

test('[TERM-1] no text leaves a control character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const harmful = [...clean(text)].filter(
        (char) => (char < ' ' && char !== '\n' && char !== '\t') || (char >= '\u007f' && char <= '\u009f'),
      )
      expect(harmful).toEqual([])
    }),
  )
})
