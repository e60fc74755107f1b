// Styled text in rows, before anybody knows of escape sequences: pieces of text, and what they look like.
import { glyphs, width } from './width.ts'

/** One of the terminal's own sixteen colours, or of a picture `#rrggbb`. */
export type Colour = number | `#${string}`
export type Style = {
  readonly colour?: Colour
  readonly back?: Colour
  readonly bold?: true
  readonly dim?: true
  readonly italic?: true
  readonly underline?: true
  readonly strike?: true
  readonly inverse?: true
  /** Where it leads, for terminals that can follow links. */
  readonly link?: string
  /** A picture that is drawn over these cells: the `nth` of its rows. */
  readonly over?: { readonly bytes: string; readonly nth: number; readonly rows: number }
}
export type Span = { readonly text: string; readonly style: Style }
export type Row = readonly Span[]

const plain: Style = {}
export const span = (text: string, style: Style = plain): Span => ({ text, style })
export const row = (text: string, style: Style = plain): Row => [span(text, style)]
export const widthOfRow = (spans: Row): number => spans.reduce((sum, { text }) => sum + width(text), 0)

/** The words alone: what a screen reader or a test sees. */
export const plainText = (spans: Row): string => spans.map(({ text }) => text).join('')

/** Exactly so wide: cut at the end, or filled with spaces of that style. */
export function fitRow(spans: Row, cells: number, style: Style = plain): Row {
  const fitted: Span[] = []
  let room = cells
  for (const { text, style: own } of spans) {
    if (room <= 0) break
    const wide = width(text)
    if (wide <= room) {
      fitted.push({ text, style: own })
      room -= wide
      continue
    }
    let kept = ''
    for (const glyph of glyphs(text)) {
      if (glyph.width > room) break
      kept += glyph.text
      room -= glyph.width
    }
    fitted.push({ text: kept, style: own })
    break
  }
  return room > 0 ? [...fitted, span(' '.repeat(room), style)] : fitted
}

/** Pieces that stand together without a blank between them, in one style or several. */
type Word = { readonly spans: readonly Span[]; readonly width: number; readonly is: 'letters' | 'blank' | 'end' }

/** Broken into rows of at most so many cells: between words where that is possible, else inside them. */
export function wrap(spans: Row, cells: number): readonly Row[] {
  const rows: Span[][] = []
  let current: Span[] = []
  let used = 0
  const end = () => {
    rows.push(current)
    current = []
    used = 0
  }
  const put = (text: string, style: Style, wide: number) => {
    const last = current.at(-1)
    if (last?.style === style) current[current.length - 1] = span(last.text + text, style)
    else current.push(span(text, style))
    used += wide
  }
  for (const word of wordsOf(spans)) {
    if (word.is === 'end') end()
    else if (used + word.width <= cells) for (const { text, style } of word.spans) put(text, style, width(text))
    // A blank at the end of a row is the break itself.
    else if (word.is === 'blank') end()
    else {
      if (used > 0) end()
      for (const { text, style } of word.spans) {
        for (const glyph of word.width <= cells ? [{ text, width: width(text) }] : glyphs(text)) {
          if (used + glyph.width > cells && used > 0) end()
          put(glyph.text, style, glyph.width)
        }
      }
    }
  }
  end()
  return rows
}

function wordsOf(spans: Row): readonly Word[] {
  const words: Word[] = []
  for (const { text, style } of spans) {
    for (const [piece] of text.matchAll(/\n| +|[^ \n]+/gu)) {
      const is = piece === '\n' ? 'end' : piece.startsWith(' ') ? 'blank' : 'letters'
      const last = words.at(-1)
      if (is === 'letters' && last?.is === 'letters')
        words[words.length - 1] = { is, spans: [...last.spans, span(piece, style)], width: last.width + width(piece) }
      else words.push({ is, spans: [span(piece, style)], width: width(piece) })
    }
  }
  return words
}
