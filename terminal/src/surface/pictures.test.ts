import type { FileId } from '@hearth/protocol/ids.ts'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { standard } from '../connect/settings.ts'
import { createEmulator } from '../testing/emulator.ts'
import { plainText, type Row, row } from '../text/spans.ts'
import { blocks, iterm, kittyCells, kittySend, sixel } from './encode.ts'
import { notification, voiceOf } from './notify.ts'
import { createPainter } from './paint.ts'
import { boxFor, createPictures, wayOf } from './pictures.ts'

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

/** Four quarters in colours that each way can show exactly. */
const quarters = [
  [255, 0, 51],
  [0, 153, 255],
  [204, 255, 0],
  [51, 51, 51],
] as const
const [WIDE, HIGH] = [200, 100]
const colourAt = (x: number, y: number): readonly number[] => quarters[(x < WIDE / 2 ? 0 : 1) + (y < HIGH / 2 ? 0 : 2)] ?? []
const points = Array.from({ length: WIDE * HIGH }, (_, at) => colourAt(at % WIDE, Math.floor(at / WIDE)))

/** What a terminal of that kind is sent for the picture, and the rows with it. */
async function shownAs(images: 'kitty' | 'iterm' | 'sixel' | 'blocks') {
  const photo = await sharp(Buffer.from(points.flat()), { raw: { width: WIDE, height: HIGH, channels: 3 } })
    .png()
    .toBuffer()
  const file = { id: 'f-1' as FileId, name: 'p.png', size: 9, kind: 'image', type: 'image/png', width: WIDE, height: HIGH } as const
  const said: string[] = []
  const pictures = createPictures(
    {
      fetch: () => Promise.resolve(new Response(new Uint8Array(photo))),
    },
    () => ({ ...standard({}), images }),
    {},
    (bytes) => void said.push(bytes),
  )
  const arrived = Promise.withResolvers<undefined>()
  // The room it takes is kept before it is there.
  expect(pictures.rows(file, 60, () => arrived.resolve(undefined))?.rows).toHaveLength(5)
  await arrived.promise
  const rows = pictures.rows(file, 60, () => undefined)?.rows ?? []
  return { rows, said, bytes: rows[0]?.[0]?.style.over?.bytes ?? '' }
}

async function decoded(png: Buffer): Promise<readonly (readonly number[])[]> {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  expect([info.width, info.height]).toEqual([WIDE, HIGH])
  return Array.from({ length: WIDE * HIGH }, (_, at) => [...data.subarray(at * 3, at * 3 + 3)])
}

test('[TERM-28] what kitty is sent is the picture, point for point, and its cells are those of that picture', async () => {
  const { rows, said } = await shownAs('kitty')
  const pieces = said.map((piece) => /^\u001b_G(?<about>[^;]*);(?<data>[A-Za-z0-9+/=]*)\u001b\\$/u.exec(piece)?.groups ?? {})
  expect(pieces.map(({ about = '' }) => /m=(?<more>[01])/u.exec(about)?.groups?.['more']).join('')).toMatch(/^1*0$/u)
  expect(await decoded(Buffer.from(pieces.map(({ data }) => data).join(''), 'base64'))).toEqual(points)
  expect(pieces[0]?.['about']).toContain('c=20,r=5')
  expect(rows).toHaveLength(5)
  expect(rows[0]?.[0]?.style.colour).toBe('#000001')
})

test('[TERM-28] what iTerm2 is sent is the picture, point for point', async () => {
  const { bytes } = await shownAs('iterm')
  const { about = '', data = '' } = /^\u001b\]1337;File=(?<about>[^:]*):(?<data>[A-Za-z0-9+/=]*)\u0007$/u.exec(bytes)?.groups ?? {}
  expect(await decoded(Buffer.from(data, 'base64'))).toEqual(points)
  expect(about).toContain(`size=${Buffer.from(data, 'base64').length};width=20;height=5;`)
})

test('[TERM-28] what a sixel terminal is sent is the picture, point for point', async () => {
  const { bytes } = await shownAs('sixel')
  expect(unsixel(bytes)).toEqual(points)
})

test('[TERM-28] half blocks show the picture, two points a cell', async () => {
  const { rows } = await shownAs('blocks')
  const cells = rows.map((one) => one.map(({ style }) => [style.colour, style.back]))
  expect(cells).toHaveLength(5)
  for (const [y, one] of cells.entries())
    for (const [x, cell] of one.entries())
      for (const [half, colour] of cell.entries()) {
        const seen = [...Buffer.from(String(colour).slice(1), 'hex')]
        const meant = colourAt(x * 10 + 5, y * 20 + half * 10 + 5)
        // Made smaller: what is beside it has a small part in it.
        expect(Math.max(...meant.map((part, at) => Math.abs(part - (seen[at] ?? 0))))).toBeLessThan(32)
      }
})

/** As a terminal reads it: colours in hundredths, bands of six, `$` back to the band's begin, `-` to the next. */
function unsixel(bytes: string): readonly (readonly number[])[] {
  const {
    wide = '0',
    high = '0',
    body = '',
  } = /^\u001bP[\d;]*q"1;1;(?<wide>\d+);(?<high>\d+)(?<body>.*)\u001b\\$/su.exec(bytes)?.groups ?? {}
  const colours = new Map<number, readonly number[]>()
  const seen: number[][] = Array.from({ length: Number(wide) * Number(high) }, () => [])
  let [x, band, colour] = [0, 0, 0]
  const draw = (letter: string, times: number) => {
    for (let i = 0; i < times; i++, x++)
      for (let bit = 0; bit < 6; bit++) {
        const y = band * 6 + bit
        if ((letter.charCodeAt(0) - 63) & (1 << bit)) seen[y * Number(wide) + x] = [...(colours.get(colour) ?? [])]
      }
  }
  const PIECE =
    /#(?<made>\d+);2;(?<red>\d+);(?<green>\d+);(?<blue>\d+)|#(?<used>\d+)|!(?<times>\d+)(?<again>[?-~])|(?<once>[?-~])|(?<move>[$-])/gu
  for (const { groups = {} } of body.matchAll(PIECE)) {
    const { made, red, green, blue, used, times, again, once, move } = groups
    if (made !== undefined)
      colours.set(
        Number(made),
        [red, green, blue].map((part) => Math.round((Number(part) / 100) * 255)),
      )
    if (used !== undefined) colour = Number(used)
    if (again !== undefined) draw(again, Number(times))
    if (once !== undefined) draw(once, 1)
    if (move !== undefined) x = 0
    if (move === '-') band++
  }
  return seen
}
