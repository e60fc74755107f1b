// A picture in the four ways terminals know. Pure: points in, rows or bytes out.
//
//   half blocks   ▀ with two colours: two points in each cell
//   kitty         the picture is sent once under a number; cells of U+10EEEE, in the colour of that number, show its parts. So it scrolls,
//                 and is covered, as text is
//   iTerm2        OSC 1337 with the PNG, drawn over the cells that were kept for it
//   sixel         six points high bands of up to 216 colours, drawn the same way
import { type Row, type Style, span } from '../text/spans.ts'
import { ESC } from './paint.ts'

/** RGB, three bytes a point. */
export type Pixels = { readonly data: Uint8Array; readonly width: number; readonly height: number }

const ST = `${ESC}\\`
const CHUNK = 4096

/** @param height an even number of points */
export function blocks({ data, width, height }: Pixels): readonly Row[] {
  const at = (x: number, y: number): `#${string}` =>
    `#${Buffer.from(data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)).toString('hex')}`
  return Array.from({ length: Math.floor(height / 2) }, (_, y) =>
    Array.from({ length: width }, (_nothing, x) => span('▀', { colour: at(x, y * 2), back: at(x, y * 2 + 1) })),
  )
}

/** The picture itself, in pieces of at most 4,096 characters, without showing it yet. */
export function kittySend(png: Uint8Array, id: number, columns: number, rows: number): readonly string[] {
  const text = Buffer.from(png).toString('base64')
  const pieces: string[] = []
  for (let from = 0; from < text.length; from += CHUNK) {
    const more = from + CHUNK < text.length ? 1 : 0
    const about = from === 0 ? `a=T,U=1,q=2,f=100,i=${id},c=${columns},r=${rows},m=${more}` : `m=${more}`
    pieces.push(`${ESC}_G${about};${text.slice(from, from + CHUNK)}${ST}`)
  }
  return pieces
}

/** The first marks of the table that says row and column of a cell. */
const PLACES = Array.from(
  '\u0305\u030D\u030E\u0310\u0312\u033D\u033E\u033F\u0346\u034A\u034B\u034C\u0350\u0351\u0352\u0357\u035B\u0363\u0364\u0365\u0366\u0367\u0368\u0369\u036A\u036B\u036C\u036D\u036E\u036F\u0483\u0484\u0485\u0486\u0487\u0592\u0593\u0594\u0595\u0597\u0598',
)

export function kittyCells(id: number, columns: number, rows: number): readonly Row[] {
  const colour = `#${id.toString(16).padStart(6, '0')}` as const
  return Array.from({ length: Math.min(rows, PLACES.length) }, (_, y) =>
    Array.from({ length: Math.min(columns, PLACES.length) }, (_nothing, x) => span(`\u{10EEEE}${PLACES[y]}${PLACES[x]}`, { colour })),
  )
}

export function iterm(png: Uint8Array, columns: number, rows: number): readonly Row[] {
  const text = Buffer.from(png).toString('base64')
  return kept(
    `${ESC}]1337;File=inline=1;size=${png.length};width=${columns};height=${rows};preserveAspectRatio=0;doNotMoveCursor=1:${text}\u0007`,
    columns,
    rows,
  )
}

export function sixel({ data, width, height }: Pixels, columns: number, rows: number): readonly Row[] {
  const colours = new Map<number, number>()
  const points = new Uint8Array(width * height)
  for (let i = 0; i < width * height; i++) {
    const colour = sixth(data[i * 3]) * 36 + sixth(data[i * 3 + 1]) * 6 + sixth(data[i * 3 + 2])
    if (!colours.has(colour)) colours.set(colour, colours.size)
    points[i] = colours.get(colour) ?? 0
  }
  const table = [...colours].map(
    ([colour, nth]) => `#${nth};2;${[Math.floor(colour / 36), Math.floor(colour / 6) % 6, colour % 6].map((part) => part * 20).join(';')}`,
  )
  const bands = Array.from({ length: Math.ceil(height / 6) }, (_, band) => bandOf(points, width, height, band * 6))
  return kept(`${ESC}P0;1;0q"1;1;${width};${height}${table.join('')}${bands.join('-')}${ST}`, columns, rows)
}

const sixth = (value = 0): number => Math.round((value / 255) * 5)

function bandOf(points: Uint8Array, width: number, height: number, top: number): string {
  const masks = new Map<number, Uint8Array>()
  for (let y = top; y < Math.min(height, top + 6); y++)
    for (let x = 0; x < width; x++) {
      const colour = points[y * width + x] ?? 0
      const mask = masks.get(colour) ?? new Uint8Array(width)
      mask[x] = (mask[x] ?? 0) | (1 << (y - top))
      masks.set(colour, mask)
    }
  return [...masks].map(([colour, mask]) => `#${colour}${runs(mask)}`).join('$')
}

/** `!12?` is twelve times `?`. */
function runs(mask: Uint8Array): string {
  let text = ''
  for (let x = 0; x < mask.length; ) {
    let end = x
    while (end < mask.length && mask[end] === mask[x]) end++
    const letter = String.fromCharCode(63 + (mask[x] ?? 0))
    text += end - x > 3 ? `!${end - x}${letter}` : letter.repeat(end - x)
    x = end
  }
  return text
}

/** Blank cells, over which the surface draws the bytes where all of them are in sight. */
function kept(bytes: string, columns: number, rows: number): readonly Row[] {
  return Array.from({ length: rows }, (_, nth): Row => {
    const style: Style = { over: { bytes, nth, rows } }
    return [span(' '.repeat(columns), style)]
  })
}
