// The line one writes in, as rows: too long a row goes on in the next, and the cursor stands where the next letter comes.
import { turnedInput } from '../text/bidi.ts'
import { type Row, span } from '../text/spans.ts'
import { glyphs, width } from '../text/width.ts'
import type { Ui } from './model.ts'

export const PROMPT = '> '

/** The text as rows of so many cells. */
export function inputRows(text: string, columns: number): readonly string[] {
  const rows: string[] = []
  for (const line of text.split('\n')) {
    let current = ''
    let used = 0
    for (const glyph of glyphs(line.replaceAll('\t', ' '))) {
      if (used + glyph.width > columns) {
        rows.push(current)
        current = ''
        used = 0
      }
      current += glyph.text
      used += glyph.width
    }
    rows.push(current)
  }
  return rows
}

export type Shown = { readonly rows: readonly Row[]; readonly x: number; readonly y: number }

/** So many of the rows as fit, the one with the cursor among them. */
export function shownInput({ line, theme, turns }: Ui, input: readonly string[], columns: number, high: number): Shown {
  const before = inputRows(line.text.slice(0, line.at), columns - width(PROMPT))
  const cursorRow = before.length - 1
  const start = Math.min(cursorRow, Math.max(0, Math.min(cursorRow - high + 1, input.length - high)))
  let x = 0
  const rows = input.slice(start, start + high).map((text, at): Row => {
    const isHere = start + at === cursorRow
    const turned = turnedInput(text, isHere ? (before.at(-1)?.length ?? 0) : 0, turns)
    if (isHere) x = turned.x
    return [span(start + at === 0 ? PROMPT : '  ', theme.ember), span(turned.text)]
  })
  return { rows, x: Math.min(columns - 1, width(PROMPT) + x), y: cursorRow - start }
}
