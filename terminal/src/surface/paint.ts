// From rows of styled text to the bytes a terminal wants: only what changed since the last frame, from its first to its last changed cell.
import type { Colour, Row, Style } from '../text/spans.ts'
import { glyphs, width } from '../text/width.ts'

/** `plain`: no colours (NO_COLOR), but bold, dim and inverse. */
export type Palette = 'sixteen' | 'plain'
/** A row as it stands on the screen. */
type Cell = { readonly text: string; readonly width: number; readonly sgr: string; readonly link: string; readonly risky: boolean }
export type Cursor = { readonly x: number; readonly y: number }
export type Frame = { readonly rows: readonly Row[]; readonly cursor: Cursor | undefined }

export const ESC = '\u001b'
const ST = `${ESC}\\`
const BLANK: Cell = { text: ' ', width: 1, sgr: '', link: '', risky: false }
/** The right half of a wide letter. */
const HALF: Cell = { ...BLANK, text: '', width: 0 }

export type Painter = {
  /** The bytes that turn the last frame into this one. */
  paint(frame: Frame): string
  /** The screen is not what was painted last (resized, or somebody else wrote on it). */
  forget(columns: number, rows: number): void
}

export function createPainter(palette: Palette): Painter {
  const styles = new WeakMap<Style, string>()
  let columns = 0
  let height = 0
  let keys: string[] = []
  let screen: Cell[][] = []
  let cursor: Cursor | undefined
  let isShown = true
  let pictures: readonly Placed[] = []
  let isFresh = true

  const sgr = (style: Style): string => {
    const known = styles.get(style)
    if (known !== undefined) return known
    const made = sgrOf(style, palette)
    styles.set(style, made)
    return made
  }
  const keyOf = (row: Row): string => row.map(({ text, style }) => `${sgr(style)}\u0000${style.link ?? ''}\u0000${text}`).join('\u0001')

  function cellsOf(row: Row): Cell[] {
    const cells: Cell[] = []
    for (const { text, style } of row) {
      const [look, link] = [sgr(style), style.link ?? '']
      for (const glyph of glyphs(text)) {
        if (cells.length + glyph.width > columns) return cells
        cells.push({ text: glyph.text, width: glyph.width, sgr: look, link, risky: glyph.width > 1 || glyph.text.length > 1 })
        for (let half = 1; half < glyph.width; half++) cells.push({ ...HALF, sgr: look, link })
      }
    }
    return cells
  }

  return {
    paint({ rows, cursor: to }) {
      let bytes = isFresh ? `${ESC}[0m${ESC}[2J` : ''
      const placed = picturesIn(rows)
      const drawn = isFresh ? [] : pictures
      const gone = drawn.filter((one) => !placed.some((other) => isSamePlace(one, other)))
      // What was drawn over cells goes only when they are written anew.
      for (const { y, high } of gone)
        for (let i = y; i < y + high; i++) {
          bytes += `${ESC}[${i + 1};1H${ESC}[2K`
          screen[i] = []
          keys[i] = ''
        }
      let changed = 0
      for (let y = 0; y < height; y++) {
        const row = rows[y] ?? []
        const key = keyOf(row)
        if (!isFresh && key === keys[y]) continue
        const cells = cellsOf(row)
        const piece = difference(y, (isFresh ? undefined : screen[y]) ?? [], cells)
        if (piece !== '') changed++
        bytes += piece
        keys[y] = key
        screen[y] = cells
      }
      for (const { x, y, over } of placed)
        if (!drawn.some((one) => one.over === over && one.x === x && one.y === y)) bytes += `${ESC}[${y + 1};${x + 1}H${over}`
      pictures = placed
      isFresh = false
      const moved = bytes !== '' || to?.x !== cursor?.x || to?.y !== cursor?.y
      if (!moved) return ''
      const hide = changed > 1 && isShown ? `${ESC}[?25l` : ''
      const show = hide !== '' || !isShown ? `${ESC}[?25h` : ''
      const place = to ? `${ESC}[${to.y + 1};${to.x + 1}H${show}` : isShown ? `${ESC}[?25l` : ''
      cursor = to
      isShown = to !== undefined
      // What belongs together is shown together, where the terminal can.
      return changed > 1 ? `${ESC}[?2026h${hide}${bytes}${place}${ESC}[?2026l` : bytes + place
    },
    forget(wide, high) {
      columns = wide
      height = high
      keys = []
      screen = []
      isFresh = true
    },
  }
}

type Placed = { readonly x: number; readonly y: number; readonly high: number; readonly over: string }

const isSamePlace = (a: Placed, b: Placed): boolean => a.over === b.over && a.x === b.x && a.y === b.y

/** Pictures of which every row is in sight, and where. */
function picturesIn(rows: readonly Row[]): readonly Placed[] {
  const found: Placed[] = []
  for (const [y, row] of rows.entries()) {
    if (!row.some(({ style }) => style.over)) continue
    let x = 0
    for (const { text, style } of row) {
      const { over } = style
      if (over?.nth === 0 && isWhole(rows, y, over)) found.push({ x, y, high: over.rows, over: over.bytes })
      x += width(text)
    }
  }
  return found
}

const isWhole = (rows: readonly Row[], y: number, { bytes, rows: high }: NonNullable<Style['over']>): boolean =>
  (rows[y + high - 1] ?? []).some(({ style: { over } }) => over?.bytes === bytes && over.nth === high - 1)

const isSame = (a: Cell, b: Cell): boolean => a.text === b.text && a.sgr === b.sgr && a.link === b.link && a.width === b.width

/** Blanks at the end are no cells: they are erased in one go. */
function trimmed(cells: Cell[]): Cell[] {
  let end = cells.length
  while (end > 0 && isSame(cells[end - 1] ?? HALF, BLANK)) end--
  return end === cells.length ? cells : cells.slice(0, end)
}

function difference(y: number, before: Cell[], after: Cell[]): string {
  const [old, now] = [trimmed(before), trimmed(after)]
  let first = 0
  while (first < now.length && first < old.length && isSame(old[first] ?? HALF, now[first] ?? HALF)) first++
  if (first === now.length && first === old.length) return ''
  // Half a letter cannot be written.
  while (first > 0 && (now[first]?.width === 0 || old[first]?.width === 0)) first--
  let end = now.length
  if (old.length === now.length) {
    while (end > first && isSame(old[end - 1] ?? HALF, now[end - 1] ?? HALF)) end--
    while (end < now.length && (now[end]?.width === 0 || old[end]?.width === 0)) end++
  }
  const erase = old.length > now.length ? `${ESC}[K` : ''
  return `${ESC}[${y + 1};${first + 1}H${written(now.slice(first, end), first)}${erase}`
}

function written(cells: readonly Cell[], from: number): string {
  let bytes = ''
  let [sgr, link] = ['', '']
  let x = from
  for (const [at, cell] of cells.entries()) {
    x++
    if (cell.width === 0) continue
    if (cell.link !== link) bytes += `${ESC}]8;;${cell.link}${ST}`
    if (cell.sgr !== sgr) bytes += `${ESC}[0m${cell.sgr}`
    ;[sgr, link] = [cell.sgr, cell.link]
    bytes += cell.text
    // Not every terminal agrees how wide this was: the next letter stands where it must, all the same.
    if (cell.risky && at + cell.width < cells.length) bytes += `${ESC}[${x + cell.width}G`
  }
  if (link !== '') bytes += `${ESC}]8;;${ST}`
  return sgr === '' ? bytes : `${bytes}${ESC}[0m`
}

function sgrOf(style: Style, palette: Palette): string {
  const codes: (number | string)[] = []
  if (style.bold) codes.push(1)
  if (style.dim) codes.push(2)
  if (style.italic) codes.push(3)
  if (style.underline) codes.push(4)
  if (style.inverse) codes.push(7)
  if (style.strike) codes.push(9)
  if (style.colour !== undefined) codes.push(...colourCode(style.colour, 30, palette))
  if (style.back !== undefined) codes.push(...colourCode(style.back, 40, palette))
  return codes.length === 0 ? '' : `${ESC}[${codes.join(';')}m`
}

function colourCode(colour: Colour, base: 30 | 40, palette: Palette): readonly (number | string)[] {
  if (palette === 'plain') return []
  if (typeof colour === 'number') return [colour < 8 ? base + colour : base + 60 + colour - 8]
  const parts = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
  return [`${base + 8};2;${parts.join(';')}`]
}
