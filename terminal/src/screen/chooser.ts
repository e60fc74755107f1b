// Choosing from a list by typing parts of words: rooms, links, files, servers, what was found.
import { edited, emptyLine, insert, type Line } from '../edit/line.ts'
import type { Heard } from '../surface/keys.ts'
import { type Row, row, span, wrap } from '../text/spans.ts'
import { fit, width } from '../text/width.ts'
import type { Overlay } from './model.ts'
import type { Theme } from './theme.ts'

export type Choice = {
  readonly label: string
  readonly detail?: string
  /** Shown with weight: something is unread in it. */
  readonly isLoud?: boolean
  run(): void
}
export type ChooserGiven = {
  readonly title: string
  /** Asked again with each key, so that what comes in later is seen. */
  choices(words: string): readonly Choice[]
  readonly empty: string
  changed(): void
  /** Left without a choice. */
  left?(): void
}

export function createChooser({ title, choices, empty, changed, left }: ChooserGiven): Overlay {
  let line: Line = emptyLine
  let at = 0

  const found = () => ranked(choices(line.text), line.text)
  const move = (by: number) => {
    const { length } = found()
    at = length === 0 ? 0 : (at + by + length) % length
  }
  function key(name: string): 'close' | undefined {
    if (name === 'escape' || name === 'ctrl+c' || name === 'ctrl+g') {
      left?.()
      return 'close'
    }
    if (name === 'enter') {
      const choice = found()[at]
      if (!choice) return undefined
      choice.run()
      return 'close'
    }
    if (name === 'up' || name === 'ctrl+p' || name === 'shift+tab') move(-1)
    else if (name === 'down' || name === 'ctrl+n' || name === 'tab') move(1)
    else if (name === 'pageup') at = Math.max(0, at - 10)
    else if (name === 'pagedown') at = Math.min(Math.max(0, found().length - 1), at + 10)
    else write(edited(line, name) ?? line)
    return undefined
  }
  function write(to: Line): void {
    if (to.text !== line.text) at = 0
    line = to
  }

  return {
    hear(heard: Heard) {
      if (heard.is === 'key') {
        const answer = key(heard.name)
        if (answer) return answer
      }
      if (heard.is === 'text') write(insert(line, heard.text))
      if (heard.is === 'paste') write(insert(line, heard.text.split('\n')[0] ?? ''))
      if (heard.is === 'mouse' && heard.deed !== 'press') move(heard.deed === 'up' ? -1 : 1)
      changed()
      return undefined
    },
    draw(columns, rows, theme) {
      const list = found()
      at = Math.max(0, Math.min(at, list.length - 1))
      const high = Math.max(1, rows - 2)
      const from = Math.max(0, Math.min(at - Math.floor(high / 2), list.length - high))
      const inSight = list.slice(from, from + high)
      const wide = labelColumn(inSight, columns)
      const shown = inSight.map((choice, i) => choiceRow(choice, from + i === at, { columns, wide, theme }))
      const lead = `${title}: `
      return {
        rows: [
          [span(lead, theme.ember), span(line.text)],
          row('─'.repeat(columns), theme.line),
          ...(shown.length === 0 ? wrap(row(empty, theme.faint), columns) : shown),
        ],
        cursor: { x: Math.min(columns - 1, width(lead) + width(line.text.slice(0, line.at))), y: 0 },
      }
    },
  }
}

/** Labels stand under each other, and leave details a third where they want it. */
function labelColumn(choices: readonly Choice[], columns: number): number {
  const detail = Math.min(Math.floor(columns / 3), Math.max(0, ...choices.map((one) => width(one.detail ?? ''))))
  return Math.min(columns - 3 - (detail === 0 ? 0 : detail + 2), Math.max(0, ...choices.map(({ label }) => width(label))))
}

type Look = { readonly columns: number; readonly wide: number; readonly theme: Theme }

function choiceRow({ label, detail = '', isLoud }: Choice, isChosen: boolean, { columns, wide, theme }: Look): Row {
  const words = fit(label, wide)
  const style = isLoud ? theme.strong : theme.text
  return [
    span(isChosen ? ' ▸ ' : '   ', theme.ember),
    span(words, isChosen ? { ...style, ...theme.mark } : style),
    span(detail === '' ? '' : `${' '.repeat(wide - width(words))}  ${fit(detail, columns - wide - 5)}`, theme.faint),
  ]
}

/** Those that hold all letters in order; what begins with them, or begins a word with them, comes first. */
export function ranked<T extends { readonly label: string }>(choices: readonly T[], typed: string): readonly T[] {
  const words = typed.trim().toLowerCase()
  if (words === '') return choices
  return choices
    .map((choice, at) => ({ choice, at, rank: rank(choice.label.toLowerCase(), words) }))
    .filter(({ rank: value }) => value > 0)
    .sort((a, b) => b.rank - a.rank || a.at - b.at)
    .map(({ choice }) => choice)
}

function rank(label: string, words: string): number {
  const bare = label.replace(/^[@#]/u, '')
  if (label.startsWith(words) || bare.startsWith(words)) return 4
  const at = label.indexOf(words)
  if (at > 0) return /[^\p{L}\p{N}]/u.test(label[at - 1] ?? '') ? 3 : 2
  let next = 0
  for (const letter of label) if (letter === words[next]) next++
  return next === words.length ? 1 : 0
}
