// Some fields to fill in: a name, a password that is not shown. Tab and the arrows move, Enter goes on, Escape leaves.
import { edited, emptyLine, insert, type Line, lineOf } from '../edit/line.ts'
import type { Heard } from '../surface/keys.ts'
import { type Row, row, span, wrap } from '../text/spans.ts'
import { stops, width } from '../text/width.ts'
import type { Overlay } from './model.ts'

export type Field = { readonly name: string; readonly label: string; readonly isHidden?: boolean; readonly value?: string }
export type FormGiven = {
  readonly title: string
  readonly says: readonly string[]
  readonly fields: readonly Field[]
  /** What went wrong last, in words. */
  wrong(): string
  done(values: Readonly<Record<string, string>>): void
  left(): void
  changed(): void
}

export function createForm({ title, says, fields, wrong, done, left, changed }: FormGiven): Overlay {
  const lines: Line[] = fields.map(({ value = '' }) => (value === '' ? emptyLine : lineOf(value)))
  let at = Math.max(
    0,
    fields.findIndex(({ value = '' }) => value === ''),
  )

  const values = () => Object.fromEntries(fields.map(({ name }, i) => [name, lines[i]?.text ?? '']))
  const put = (text: string) => void (lines[at] = insert(lines[at] ?? emptyLine, text.replace(/[\r\n].*$/su, '')))
  function key(name: string): void {
    if (name === 'escape' || name === 'ctrl+c') left()
    else if (name === 'tab' || name === 'down') at = (at + 1) % Math.max(1, fields.length)
    else if (name === 'shift+tab' || name === 'up') at = (at + fields.length - 1) % Math.max(1, fields.length)
    else if (name === 'enter') at < fields.length - 1 ? at++ : done(values())
    else {
      const line = edited(lines[at] ?? emptyLine, name)
      if (line && !line.text.includes('\n')) lines[at] = line
    }
  }

  return {
    hear(heard: Heard) {
      if (heard.is === 'key') key(heard.name)
      if (heard.is === 'text' || heard.is === 'paste') put(heard.text)
      changed()
      return undefined
    },
    draw(columns, _rows, theme) {
      const words = says.flatMap((text) => wrap(row(text), columns - 2))
      const wide = Math.max(0, ...fields.map(({ label }) => width(label))) + 2
      const inputs = fields.map(({ label, isHidden }, i): Row => {
        const { text } = lines[i] ?? emptyLine
        return [
          span(i === at ? ' ▸ ' : '   ', theme.ember),
          span(label.padEnd(wide), theme.faint),
          span(isHidden ? '•'.repeat(stops(text).length - 1) : text, { underline: true }),
        ]
      })
      const bad = wrong()
      const line = lines[at] ?? emptyLine
      const before = line.text.slice(0, line.at)
      const y = 3 + words.length + at
      return {
        rows: [
          [],
          row(` ${title}`, theme.ember),
          ...words.map((one): Row => [span(' '), ...one]),
          [],
          ...inputs,
          [],
          ...wrap(row(` ${bad}`, theme.danger), columns),
        ],
        ...(fields.length === 0
          ? {}
          : { cursor: { x: Math.min(columns - 1, 3 + wide + (fields[at]?.isHidden ? stops(before).length - 1 : width(before))), y } }),
      }
    },
  }
}
