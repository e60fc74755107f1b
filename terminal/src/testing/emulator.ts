// For tests: a terminal that knows just what the painter writes, and shows what would be seen.
import { glyphs, width } from '../text/width.ts'

export type Emulator = {
  write(bytes: string): void
  /** Rows of text, blanks at their ends cut. */
  readonly rows: readonly string[]
  readonly cursor: { readonly x: number; readonly y: number; readonly shown: boolean }
  /** Sequences that were not understood. */
  readonly strange: readonly string[]
}

// oxlint-disable-next-line no-control-regex
const PIECE =
  /\u001b\[(?<csi>[<>=?]?[0-9;]*)(?<final>[@-~])|\u001b\](?<osc>[^\u0007\u001b]*)(?:\u0007|\u001b\\)|\u001b[P_^](?<dcs>[^\u0007\u001b]*)\u001b\\|(?<text>[^\u001b]+)|(?<odd>\u001b)/gu

export function createEmulator(columns: number, height: number): Emulator {
  const screen: string[][] = Array.from({ length: height }, () => Array.from({ length: columns }, () => ' '))
  const strange: string[] = []
  let [x, y] = [0, 0]
  let shown = true

  function put(text: string): void {
    for (const glyph of glyphs(text)) {
      const row = screen[y]
      if (!row || x >= columns) continue
      // Writing over half of a wide letter takes all of it away.
      if (row[x] === '') row[x - 1] = ' '
      row[x] = glyph.text
      for (let half = 1; half < glyph.width; half++) row[x + half] = ''
      if (row[x + glyph.width] === '') row[x + glyph.width] = ' '
      x += width(glyph.text)
    }
  }
  const deeds: Readonly<Record<string, (csi: string) => void>> = {
    H(csi) {
      const [line = 1, column = 1] = csi.split(';').map(Number)
      ;[x, y] = [column - 1, line - 1]
    },
    G: (csi) => void (x = Number(csi) - 1),
    K: (csi) => screen[y]?.fill(' ', csi === '2' ? 0 : x),
    J: () => screen.forEach((row) => row.fill(' ')),
    m: () => undefined,
    h: (csi) => void (csi === '?25' && (shown = true)),
    l: (csi) => void (csi === '?25' && (shown = false)),
  }
  return {
    write(bytes) {
      for (const { 0: whole, groups = {} } of bytes.matchAll(PIECE)) {
        if (groups['text'] !== undefined) put(groups['text'])
        else if (groups['final'] !== undefined) {
          const deed = deeds[groups['final']]
          if (deed) deed(groups['csi'] ?? '')
          else strange.push(whole)
        } else if (groups['odd'] !== undefined) strange.push(whole)
      }
    },
    get rows() {
      return screen.map((row) => row.join('').replace(/ +$/u, ''))
    },
    get cursor() {
      return { x, y, shown }
    },
    strange,
  }
}
