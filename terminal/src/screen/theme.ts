// What things look like, in the terminal's own sixteen colours: ember for what is in focus, dim for time, amber for a mention.
import type { Marks } from '../text/markup.ts'
import type { Style } from '../text/spans.ts'

export type ThemeName = 'hearth' | 'contrast'
export type Theme = {
  readonly text: Style
  readonly faint: Style
  readonly line: Style
  readonly ember: Style
  readonly strong: Style
  readonly here: Style
  readonly mention: Style
  /** Said by the program itself. */
  readonly notice: Style
  readonly danger: Style
  readonly mark: Style
  readonly code: Style
  readonly link: Style
  /** Twelve hues for people. */
  readonly hues: readonly Style[]
}

const hues: readonly Style[] = [1, 3, 2, 6, 4, 5, 9, 11, 10, 14, 12, 13].map((colour) => ({ colour, bold: true }))

export const themes: Readonly<Record<ThemeName, Theme>> = {
  hearth: {
    text: {},
    faint: { dim: true },
    line: { dim: true },
    ember: { colour: 3, bold: true },
    strong: { bold: true },
    here: { colour: 2 },
    mention: { colour: 11, bold: true },
    notice: { colour: 3 },
    danger: { colour: 9 },
    mark: { inverse: true },
    code: { colour: 6 },
    link: { colour: 12, underline: true },
    hues,
  },
  contrast: {
    text: {},
    faint: {},
    line: {},
    ember: { bold: true, underline: true },
    strong: { bold: true },
    here: { bold: true },
    mention: { inverse: true, bold: true },
    notice: {},
    danger: { inverse: true },
    mark: { inverse: true },
    code: { underline: true },
    link: { underline: true },
    hues: hues.map(() => ({ bold: true })),
  },
}

export const isTheme = (name: string): name is ThemeName => Object.hasOwn(themes, name)

export const marksOf = (theme: Theme, isMine: (name: string) => boolean, base: Style = theme.text): Marks => ({
  base,
  code: theme.code,
  link: theme.link,
  mention: theme.strong,
  mine: theme.mention,
  isMine,
})
