import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hue } from '../parts/avatar.tsx'

const css = readFileSync(join(import.meta.dirname, '../tokens.css'), 'utf8').replaceAll('"', "'")

const token = (theme: string, name: string): string => {
  const block = css.slice(css.indexOf(`[data-theme='${theme}']`))
  return new RegExp(`--${name}:\\s*([^;]+);`).exec(block)?.[1] ?? ''
}

/** Linear light of a hex colour. */
const ofHex = (hex: string): number[] =>
  [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))

/** The same of oklch, as CSS Color 4 has it; what no screen shows is cut off. */
function ofOklch(lightness: number, chroma: number, degrees: number): number[] {
  const [a, b] = [Math.cos, Math.sin].map((turn) => chroma * turn((degrees * Math.PI) / 180)) as [number, number]
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map((part) => Math.min(1, Math.max(0, part)))
}

const luminance = ([red = 0, green = 0, blue = 0]: readonly number[]): number => 0.2126 * red + 0.7152 * green + 0.0722 * blue
const contrast = (a: number, b: number): number => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)

test.each(['light', 'dark'])('[WEB-SCENE-9] each of the twelve colours of names is readable in the %s theme', (theme) => {
  const [lightness, chroma] = [Number(token(theme, 'name-l')), Number(token(theme, 'name-c'))]
  for (const ground of ['paper', 'card', 'amber-soft'])
    for (let colour = 0; colour < 12; colour++) {
      const text = luminance(ofOklch(lightness, chroma, hue(colour)))
      expect(contrast(text, luminance(ofHex(token(theme, ground)))), `${colour} on ${ground}`).toBeGreaterThanOrEqual(4.5)
    }
})
