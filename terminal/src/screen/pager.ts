// Something to read: the help, what a command told at length. Scrolled with the arrows, left with Escape.
import type { Heard } from '../surface/keys.ts'
import { type Row, row, span, wrap } from '../text/spans.ts'
import { fit, width } from '../text/width.ts'
import type { Overlay } from './model.ts'

export function createPager(title: string, text: readonly Row[], changed: () => void): Overlay {
  let from = 0
  let high = 1
  let count = text.length
  const move = (by: number) => {
    from = Math.max(0, Math.min(from + by, count - high))
    changed()
  }
  const moves: Readonly<Record<string, () => void>> = {
    up: () => move(-1),
    down: () => move(1),
    pageup: () => move(-high),
    pagedown: () => move(high),
    home: () => move(-count),
    end: () => move(count),
    space: () => move(high),
  }
  return {
    hear(heard: Heard) {
      if (heard.is === 'mouse') move(heard.deed === 'up' ? -3 : 3)
      if (heard.is === 'text' && heard.text === ' ') move(high)
      if (heard.is === 'text') return heard.text === 'q' ? 'close' : undefined
      if (heard.is !== 'key') return undefined
      if (['escape', 'enter', 'ctrl+c', 'f1'].includes(heard.name)) return 'close'
      moves[heard.name]?.()
      return undefined
    },
    draw(columns, rows, theme) {
      high = Math.max(1, rows - 2)
      const all = text.flatMap((one) => hanging(one, columns))
      count = all.length
      from = Math.max(0, Math.min(from, count - high))
      const more = from + high < count ? ' · ↓ more' : ''
      return {
        rows: [
          row(fit(`${title}   (Esc: back${more})`, columns), theme.ember),
          row('─'.repeat(columns), theme.line),
          ...all.slice(from, from + high),
        ],
      }
    },
  }
}

/** A row too long goes on below where its words begin, behind the name in front of them; where that leaves little room, below the name. */
function hanging(one: Row, columns: number): readonly Row[] {
  const [only] = one
  if (!only || one.length > 1 || width(only.text) <= columns) return only ? wrap(one, columns) : [[]]
  const { text, style } = only
  const name = /^ *\S.*?\s{2,}(?=\S)/u.exec(text)?.[0] ?? ''
  const isBeside = width(name) <= columns / 2
  const indent = isBeside ? width(name) : 6
  const rows = wrap(row(text.slice(name.length), style), columns - indent)
  const below = rows.map((rest): Row => [span(' '.repeat(indent)), ...rest])
  if (!isBeside) return [...wrap(row(name.trimEnd(), style), columns), ...below]
  return [[span(name, style), ...(rows[0] ?? [])], ...below.slice(1)]
}
