// The line one writes in: text and a cursor, moved and changed as readline does it. Pure: each deed gives a new line.
import { stops, width } from '../text/width.ts'

export type Line = {
  readonly text: string
  /** UTF-16 units before the cursor; always between two letters. */
  readonly at: number
  /** What was cut last, for Ctrl+Y. */
  readonly cut: string
  /** Before each change, newest last, for Ctrl+_. */
  readonly before: readonly { readonly text: string; readonly at: number }[]
}

export const emptyLine: Line = { text: '', at: 0, cut: '', before: [] }
const MOST_STEPS = 100

/** Another text, the cursor behind it. */
export const lineOf = (text: string, from: Line = emptyLine): Line => changed(from, text, text.length)

export const insert = (line: Line, text: string): Line =>
  changed(line, line.text.slice(0, line.at) + text + line.text.slice(line.at), line.at + text.length)

/** In place of the text from `from` to the cursor. */
export const replace = (line: Line, from: number, text: string): Line =>
  changed(line, line.text.slice(0, from) + text + line.text.slice(line.at), from + text.length)

/** What a key does to the line; undefined where it does nothing to lines. */
export function edited(line: Line, key: string): Line | undefined {
  return Object.hasOwn(deeds, key) ? deeds[key]?.(line) : undefined
}

type Deed = (line: Line) => Line

const left: Deed = (line) => moved(line, stops(line.text).findLast((at) => at < line.at) ?? 0)
const right: Deed = (line) => moved(line, stops(line.text).find((at) => at > line.at) ?? line.text.length)
const wordLeft: Deed = (line) => moved(line, wordBefore(line))
const wordRight: Deed = (line) => moved(line, wordAfter(line))
const home: Deed = (line) => moved(line, line.text.lastIndexOf('\n', line.at - 1) + 1)
const end: Deed = (line) => moved(line, endOfRow(line))
const rubOut: Deed = (line) => (line.at === 0 ? line : without(line, left(line).at, line.at))
const wipe: Deed = (line) => without(line, line.at, right(line).at)
const cutWord: Deed = (line) => taken(line, blankBefore(line), line.at)

const deeds: Readonly<Record<string, Deed>> = {
  left,
  right,
  'ctrl+b': left,
  'ctrl+f': right,
  'ctrl+left': wordLeft,
  'ctrl+right': wordRight,
  'alt+b': wordLeft,
  'alt+f': wordRight,
  home,
  end,
  'ctrl+a': home,
  'ctrl+e': end,
  backspace: rubOut,
  'ctrl+h': rubOut,
  delete: wipe,
  'ctrl+d': wipe,
  'ctrl+w': cutWord,
  'alt+backspace': (line) => taken(line, wordBefore(line), line.at),
  'ctrl+backspace': (line) => taken(line, wordBefore(line), line.at),
  'alt+d': (line) => taken(line, line.at, wordAfter(line)),
  'ctrl+delete': (line) => taken(line, line.at, wordAfter(line)),
  'ctrl+u': (line) => taken(line, home(line).at, line.at),
  'ctrl+k': (line) => taken(line, line.at, endOfRow(line) === line.at ? Math.min(line.text.length, line.at + 1) : endOfRow(line)),
  'ctrl+y': (line) => insert(line, line.cut),
  'ctrl+t': swap,
  'ctrl+_': undo,
  'ctrl+j': (line) => insert(line, '\n'),
  'alt+enter': (line) => insert(line, '\n'),
  'shift+enter': (line) => insert(line, '\n'),
}

/** A row up or down inside a text of several, as near to the same column as may be; undefined at its edge. */
export function rowUp(line: Line): Line | undefined {
  const start = home(line).at
  if (start === 0) return undefined
  const above = moved(line, start - 1)
  return atColumn(line, home(above).at, start - 1, width(line.text.slice(start, line.at)))
}
export function rowDown(line: Line): Line | undefined {
  const stop = endOfRow(line)
  if (stop === line.text.length) return undefined
  const below = moved(line, stop + 1)
  return atColumn(line, stop + 1, endOfRow(below), width(line.text.slice(home(line).at, line.at)))
}

function atColumn(line: Line, from: number, to: number, column: number): Line {
  const text = line.text.slice(from, to)
  const place = stops(text).findLast((at) => width(text.slice(0, at)) <= column) ?? 0
  return moved(line, from + place)
}

function moved(line: Line, at: number): Line {
  return at === line.at ? line : { ...line, at }
}

function changed(line: Line, text: string, at: number): Line {
  const before = [...line.before, { text: line.text, at: line.at }].slice(-MOST_STEPS)
  return { ...line, text, at, before }
}

const without = (line: Line, from: number, to: number): Line =>
  from === to ? line : changed(line, line.text.slice(0, from) + line.text.slice(to), from)

const taken = (line: Line, from: number, to: number): Line =>
  from === to ? line : { ...without(line, from, to), cut: line.text.slice(from, to) }

function undo(line: Line): Line {
  const last = line.before.at(-1)
  return last ? { ...line, ...last, before: line.before.slice(0, -1) } : line
}

/** The letter before the cursor changes places with the one under it; at the end, the last two do. */
function swap(line: Line): Line {
  const middle = line.at === line.text.length ? left(line).at : line.at
  const first = stops(line.text).findLast((at) => at < middle)
  const last = stops(line.text).find((at) => at > middle)
  if (first === undefined || last === undefined) return line
  const { text } = line
  return changed(line, text.slice(0, first) + text.slice(middle, last) + text.slice(first, middle) + text.slice(last), last)
}

function endOfRow({ text, at }: Line): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

const wordBefore = ({ text, at }: Line): number => /[\p{L}\p{N}_]+[^\p{L}\p{N}_]*$/u.exec(text.slice(0, at))?.index ?? 0
const blankBefore = ({ text, at }: Line): number => /\S+\s*$/u.exec(text.slice(0, at))?.index ?? 0
const wordAfter = ({ text, at }: Line): number => at + (/^[^\p{L}\p{N}_]*[\p{L}\p{N}_]*/u.exec(text.slice(at))?.[0].length ?? 0)
