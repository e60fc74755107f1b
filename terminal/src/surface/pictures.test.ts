import { expect, test } from 'vitest'
import { createEmulator } from '../testing/emulator.ts'
import { plainText, type Row, row } from '../text/spans.ts'
import { blocks, iterm, kittyCells, kittySend, sixel } from './encode.ts'
import { notification, voiceOf } from './notify.ts'
import { createPainter } from './paint.ts'
import { boxFor, wayOf } from './pictures.ts'

/** Left half red, right half blue. */
const pixels = (width: number, height: number) => ({
  data: Uint8Array.from({ length: width * height * 3 }, (_, at) => (at % 3 === (Math.floor(at / 3) % width < width / 2 ? 0 : 2) ? 255 : 0)),
  width,
  height,
})

test('[TERM-28] half blocks hold two points a cell', () => {
  const rows = blocks(pixels(4, 4))
  expect(rows.map(plainText)).toEqual(['▀▀▀▀', '▀▀▀▀'])
  expect(rows[0]?.[0]?.style).toEqual({ colour: '#ff0000', back: '#ff0000' })
  expect(rows[1]?.[3]?.style).toEqual({ colour: '#0000ff', back: '#0000ff' })
})

test('[TERM-28] kitty gets the picture in pieces, and cells that say which part they are', () => {
  const pieces = kittySend(Buffer.alloc(5000), 7, 4, 2)
  expect(pieces).toHaveLength(2)
  expect(pieces[0]).toMatch(/^\u001b_Ga=T,U=1,q=2,f=100,i=7,c=4,r=2,m=1;/u)
  expect(pieces[1]).toMatch(/^\u001b_Gm=0;/u)
  for (const piece of pieces) expect(piece.length).toBeLessThan(4200)
  const rows = kittyCells(7, 4, 2)
  expect(rows.map((one) => one.length)).toEqual([4, 4])
  expect(rows[1]?.[2]?.text).toBe('\u{10EEEE}\u030D\u030E')
})

test('[TERM-28] sixel paints bands of six, each colour after the other', () => {
  const [first] = sixel(pixels(10, 12), 1, 1)
  const bytes = first?.[0]?.style.over?.bytes ?? ''
  expect(bytes).toBe('\u001bP0;1;0q"1;1;10;12#0;2;100;0;0#1;2;0;0;100#0!5~!5?$#1!5?!5~-#0!5~!5?$#1!5?!5~\u001b\\')
})

test('[TERM-28] a picture over cells is drawn where all of it is in sight, once, and is wiped when it moves', () => {
  const picture = iterm(Buffer.from('png'), 4, 2)
  const painter = createPainter('sixteen')
  painter.forget(20, 4)
  const paint = (rows: readonly Row[]) => painter.paint({ rows, cursor: undefined })
  const drawn = /\u001b\]1337;File=[^\u0007]*\u0007/u
  expect(paint([row('words'), ...picture, row('more')])).toMatch(drawn)
  expect(paint([row('words'), ...picture, row('more!')])).not.toMatch(drawn)
  const moved = paint([...picture, row('words'), row('more!')])
  expect(moved).toContain('\u001b[2K')
  expect(moved).toMatch(drawn)
  // Half of it is out of sight.
  expect(paint([row('a'), row('b'), row('c'), picture[0] ?? []])).not.toMatch(drawn)
  const emulator = createEmulator(20, 4)
  const fresh = createPainter('sixteen')
  fresh.forget(20, 4)
  emulator.write(fresh.paint({ rows: [row('words'), ...picture, row('more')], cursor: undefined }))
  expect(emulator.rows).toEqual(['words', '', '', 'more'])
})

test('[TERM-28] pictures keep their proportions within their bounds, and are off where they would be a burden', () => {
  expect(boxFor(4000, 3000, 80)).toEqual({ columns: 27, rows: 10 })
  expect(boxFor(50, 20, 80)).toEqual({ columns: 5, rows: 1 })
  expect(boxFor(10, 10_000, 80)).toEqual({ columns: 1, rows: 10 })
  expect(wayOf({ images: 'auto' }, { KITTY_WINDOW_ID: '1' })).toBe('kitty')
  expect(wayOf({ images: 'auto' }, { COLORTERM: 'truecolor' })).toBe('blocks')
  expect(wayOf({ images: 'auto' }, {})).toBe('off')
  expect(wayOf({ images: 'off' }, { KITTY_WINDOW_ID: '1' })).toBe('off')
})

test('[TERM-17] each terminal is told in its own words, through tmux too, and nothing in them can do harm', () => {
  expect(voiceOf({ KITTY_WINDOW_ID: '3' })).toBe('osc99')
  expect(voiceOf({ TERM_PROGRAM: 'WezTerm' })).toBe('osc777')
  expect(voiceOf({ TERM_PROGRAM: 'iTerm.app' })).toBe('osc9')
  expect(voiceOf({ TERM: 'xterm-256color' })).toBe('bell')
  const said = notification('osc777', '#Office; \u001b[2J', 'Bo: a;b\u0007\nc', {})
  expect(said).toBe('\u001b]777;notify;#Office, [2J;Bo: a,b c\u0007')
  expect(notification('osc9', 'a', 'b', { TMUX: '/tmp/x' })).toBe('\u001bPtmux;\u001b\u001b]9;a: b\u0007\u001b\\\u0007')
})
