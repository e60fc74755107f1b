// Hebrew and Arabic in the order in which they are read (UAX #9, by bidi-js), Arabic letters in the form their neighbours ask for.
// Most terminals put letters where they come, and such words would stand backwards; those that turn them do it over a whole row of the
// screen, across the columns of rooms and people. So it is done here, piece by piece, and the terminal is asked to leave it alone.
import bidiFactory from 'bidi-js/dist/bidi.mjs'
import { joined } from './arabic.ts'
import { plainText, type Row, type Span, type Style, span, widthOfRow, wrap } from './spans.ts'
import { stops, width } from './width.ts'

type Direction = 'ltr' | 'rtl'
type Letter = { readonly text: string; readonly style: Style; readonly level: number; readonly from: number }

const LEFTWARD = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u
/** The first letter that has a direction of its own says that of its paragraph. */
const STRONG = /\p{L}/u
const bidi = bidiFactory()

export const directionOf = (text: string): Direction => (LEFTWARD.test(STRONG.exec(text)?.[0] ?? '') ? 'rtl' : 'ltr')
export const isTurned = (text: string): boolean => LEFTWARD.test(text)
const hasTurned = (spans: Row): boolean => spans.some(({ text }) => LEFTWARD.test(text))

/** One row as it is read. What two blanks or a line of a frame keep apart stays apart: columns do not change places. */
export function turned(spans: Row, turns: boolean): Row {
  if (!turns || !hasTurned(spans)) return spans
  return partsOf(spans).flatMap((part) => inOrder(part, 'ltr'))
}

/** The same for words in one style. */
export const turnedText = (text: string, turns: boolean): string =>
  turns && LEFTWARD.test(text) ? plainText(turned([span(text)], true)) : text

/** Paragraphs broken into rows, each as it is read; those that begin at the right end together there. */
export function wrapTurned(spans: Row, cells: number, turns: boolean): readonly Row[] {
  if (!turns || !hasTurned(spans)) return wrap(spans, cells)
  return paragraphsOf(spans).flatMap((paragraph) => {
    const direction = directionOf(plainText(paragraph))
    const rows = wrap(paragraph, cells).map(withoutTail)
    if (direction === 'ltr') return rows.map((one) => inOrder(one, 'ltr'))
    const wide = Math.max(...rows.map(widthOfRow))
    return rows.map((one): Row => [span(' '.repeat(wide - widthOfRow(one))), ...inOrder(one, 'rtl')])
  })
}

/** The blank at which a row was broken is no part of it. */
const withoutTail = (spans: Row): Row =>
  spans.map((one, at) => (at === spans.length - 1 ? span(one.text.replace(/(?<! ) +$/u, ''), one.style) : one))

/** A row that is being written, and the cell its cursor stands on: the one of the letter behind it, in the order it was written. */
export function turnedInput(text: string, at: number, turns: boolean): { readonly text: string; readonly x: number } {
  if (!turns || !LEFTWARD.test(text)) return { text, x: width(text.slice(0, at)) }
  const direction = directionOf(text)
  const letters = ordered(lettersOf([span(text)], direction))
  // What is written towards the left ends at the left: there the cursor needs a cell of its own.
  const lead = direction === 'rtl' ? ' ' : ''
  const place = letters.findIndex(({ from }) => from === at)
  const before = letters.slice(0, Math.max(0, place)).map((letter) => letter.text)
  const whole = lead + letters.map((letter) => letter.text).join('')
  if (place >= 0) return { text: whole, x: lead.length + width(before.join('')) }
  return { text: whole, x: direction === 'rtl' ? 0 : width(whole) }
}

function inOrder(spans: Row, direction: Direction): Row {
  const row: Span[] = []
  for (const { text, style } of ordered(lettersOf(spans, direction))) {
    const last = row.at(-1)
    if (last?.style === style) row[row.length - 1] = span(last.text + text, style)
    else row.push(span(text, style))
  }
  return row
}

/** As they were written, each with how deep it is turned: odd is towards the left. */
function lettersOf(spans: Row, direction: Direction): readonly Letter[] {
  const whole = joined(plainText(spans))
  const { levels } = bidi.getEmbeddingLevels(whole, direction)
  const letters: Letter[] = []
  let start = 0
  for (const { text, style } of spans) {
    const places = stops(text)
    for (const [nth, place] of places.slice(0, -1).entries()) {
      const from = start + place
      const level = levels[from] ?? 0
      const letter = whole.slice(from, start + (places[nth + 1] ?? text.length))
      letters.push({ text: level % 2 === 1 ? (bidi.getMirroredCharacter(letter) ?? letter) : letter, style, level, from })
    }
    start += text.length
  }
  return trailing(letters, direction === 'rtl' ? 1 : 0)
}

/** Rule L1: blanks at the end of a row stand where the row ends. */
function trailing(letters: readonly Letter[], level: number): readonly Letter[] {
  const end = letters.findLastIndex(({ text }) => text.trim() !== '') + 1
  return [...letters.slice(0, end), ...letters.slice(end).map((one) => ({ ...one, level }))]
}

/** Rule L2: from the deepest level to the first, each run that is at least so deep changes its direction. */
function ordered(letters: readonly Letter[]): readonly Letter[] {
  const all = [...letters]
  for (let level = Math.max(0, ...all.map((one) => one.level)); level > 0; level--)
    for (let from = 0; from < all.length; from++) {
      let to = from
      while (to < all.length && (all[to]?.level ?? 0) >= level) to++
      all.splice(from, to - from, ...all.slice(from, to).reverse())
      from = to
    }
  return all
}

/** Cut where columns begin. */
function partsOf(spans: Row): readonly Row[] {
  const parts: Span[][] = [[]]
  for (const { text, style } of spans)
    for (const piece of text.split(/(\s{2,}|[│─]+)/u)) {
      if (piece === '') continue
      if (/^(?:\s{2}|[│─])/u.test(piece)) parts.push([span(piece, style)], [])
      else parts.at(-1)?.push(span(piece, style))
    }
  return parts
}

function paragraphsOf(spans: Row): readonly Row[] {
  const all: Span[][] = [[]]
  for (const { text, style } of spans)
    for (const [nth, line] of text.split('\n').entries()) {
      if (nth > 0) all.push([])
      if (line !== '') all.at(-1)?.push(span(line, style))
    }
  return all
}
