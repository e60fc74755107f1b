// How much room text takes on a terminal, in cells. Terminals disagree about rare emoji; the surface sets the cursor anew behind them.
import { eastAsianWidth } from 'get-east-asian-width'

export type Glyph = { readonly text: string; readonly width: number }

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
const PLAIN = /^[\x20-\x7e]*$/
const EMOJI = /^\p{RGI_Emoji}$/v
// Marks on the letter before, and what is not seen at all. The vowels and finals of old Hangul stand in the cell of their first letter.
const UNSEEN = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}\p{Zl}\p{Zp}\u1160-\u11ff]$/u
/** A letter under a tower of marks is cut here: it would reach over its neighbours' lines. */
const MOST_MARKS = 8

/** What is seen now is seen in the next frame, too: taking it apart once is enough. */
const apart = new Map<string, readonly Glyph[]>()
const MOST_APART = 3000

/** The letters as people see them, with their widths. What has no width of its own is left out. */
export function glyphs(text: string): readonly Glyph[] {
  const known = apart.get(text)
  if (known) return known
  if (apart.size >= MOST_APART) apart.clear()
  const found = PLAIN.test(text) ? Array.from(text, (letter) => ({ text: letter, width: 1 })) : takenApart(text)
  apart.set(text, found)
  return found
}

function takenApart(text: string): readonly Glyph[] {
  const found: Glyph[] = []
  for (const { segment } of segmenter.segment(text)) {
    const width = widthOf(segment)
    if (width > 0) found.push({ text: cut(segment), width })
  }
  return found
}

/** Cells. */
export function width(text: string): number {
  return PLAIN.test(text) ? text.length : glyphs(text).reduce((sum, glyph) => sum + glyph.width, 0)
}

/** Where letters begin, in UTF-16 units: the places a cursor can stand at, the end included. */
export function stops(text: string): readonly number[] {
  if (PLAIN.test(text)) return Array.from({ length: text.length + 1 }, (_, at) => at)
  return [...Array.from(segmenter.segment(text), ({ index }) => index), text.length]
}

/** Of the beginning so much as fits, with `…` where something was left out. */
export function fit(text: string, cells: number): string {
  if (width(text) <= cells) return text
  let room = cells - 1
  let kept = ''
  for (const glyph of glyphs(text)) {
    if (glyph.width > room) break
    kept += glyph.text
    room -= glyph.width
  }
  return cells < 1 ? '' : `${kept}…`
}

/** As wide as that, cut or filled up with spaces. */
export function fill(text: string, cells: number): string {
  const short = fit(text, cells)
  return short + ' '.repeat(Math.max(0, cells - width(short)))
}

/** To tell whether something is an emoji takes long, and people use few of them. */
const widths = new Map<string, number>()
const MOST_WIDTHS = 4000

function widthOf(segment: string): number {
  if (segment.length === 1 && segment >= ' ' && segment <= '~') return 1
  const known = widths.get(segment)
  if (known !== undefined) return known
  if (widths.size >= MOST_WIDTHS) widths.clear()
  const measured = measure(segment)
  widths.set(segment, measured)
  return measured
}

function measure(segment: string): number {
  if (EMOJI.test(segment)) return 2
  let sum = 0
  for (const letter of segment) if (!UNSEEN.test(letter)) sum += eastAsianWidth(letter.codePointAt(0) ?? 0)
  return sum
}

function cut(segment: string): string {
  if (segment.length <= MOST_MARKS || EMOJI.test(segment)) return segment
  return Array.from(segment).slice(0, MOST_MARKS).join('')
}
