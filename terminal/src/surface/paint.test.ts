import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createEmulator } from '../testing/emulator.ts'
import { type Row, span } from '../text/spans.ts'
import { createPainter, type Frame } from './paint.ts'

const looks = [{}, { bold: true }, { colour: 3 }, { inverse: true }, { link: 'https://example.org/' }] as const
const letters = fc.constantFrom('a', 'b', ' ', '漢', '👩‍🚀', 'é', 'e\u0301', 'ש', 'ب')
const rows = fc.array(
  fc.array(fc.record({ text: fc.string({ unit: letters, maxLength: 9 }), style: fc.constantFrom(...looks) }), { maxLength: 4 }),
  { minLength: 3, maxLength: 3 },
)

test('[TERM-10] whatever was there before, the new frame is seen as if it had been painted alone', () => {
  fc.assert(
    fc.property(fc.array(rows, { minLength: 2, maxLength: 5 }), (frames) => {
      const [seen, alone] = [createEmulator(20, 3), createEmulator(20, 3)]
      const painter = createPainter('sixteen')
      painter.forget(20, 3)
      for (const frame of frames) seen.write(painter.paint({ rows: frame, cursor: { x: 1, y: 1 } }))
      const fresh = createPainter('sixteen')
      fresh.forget(20, 3)
      alone.write(fresh.paint({ rows: frames.at(-1) ?? [], cursor: { x: 1, y: 1 } }))
      expect(seen.rows).toEqual(alone.rows)
      expect(seen.cursor).toEqual({ x: 1, y: 1, shown: true })
      expect(seen.strange).toEqual([])
    }),
    { numRuns: 300 },
  )
})

const frame = (text: string, x: number): Frame => ({ rows: [[span('> '), span(text)]], cursor: { x, y: 0 } })

test('[TERM-10] a letter that is typed costs a few bytes, and what did not change costs none', () => {
  const painter = createPainter('sixteen')
  painter.forget(80, 24)
  painter.paint(frame('hell', 6))
  expect(painter.paint(frame('hello', 7)).length).toBeLessThan(32)
  expect(painter.paint(frame('hello', 7))).toBe('')
})

test('[TERM-10] NO_COLOR keeps weight and loses hues', () => {
  const painter = createPainter('plain')
  painter.forget(20, 1)
  const row: Row = [span('x', { colour: 3, bold: true })]
  const bytes = painter.paint({ rows: [row], cursor: undefined })
  expect(bytes).toContain('\u001b[1m')
  expect(bytes).not.toContain('33')
})

test('[TERM-10] a link is one the terminal can follow, and ends with its words', () => {
  const painter = createPainter('sixteen')
  painter.forget(40, 1)
  const bytes = painter.paint({ rows: [[span('see '), span('here', { link: 'https://a.example/' }), span('.')]], cursor: undefined })
  expect(bytes).toContain('\u001b]8;;https://a.example/\u001b\\here\u001b]8;;\u001b\\.')
})
