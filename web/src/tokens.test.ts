import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const LEAST = 4.5
const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8').replaceAll('"', "'")

/** Which text may stand on which ground. */
const pairs: readonly (readonly [string, readonly string[]])[] = [
  ['ink', ['paper', 'card', 'sunk', 'ember-soft', 'amber-soft', 'danger-soft']],
  ['ink-2', ['paper', 'card', 'sunk', 'ember-soft', 'amber-soft']],
  ['ink-3', ['paper', 'card', 'sunk', 'amber-soft']],
  ['ember', ['paper', 'card', 'sunk', 'ember-soft']],
  ['ember-ink', ['ember']],
  ['leaf', ['paper', 'card', 'sunk']],
  ['amber', ['paper', 'card', 'sunk', 'amber-soft']],
  ['paper', ['amber', 'ink']],
  ['danger', ['paper', 'card', 'sunk', 'danger-soft']],
]

describe.each([
  ['light', tokensOf("[data-theme='light']")],
  ['dark', tokensOf("[data-theme='dark']")],
])('%s theme', (_name, tokens) => {
  test.each(pairs.flatMap(([text, grounds]) => grounds.map((ground) => [text, ground] as const)))(
    '[WEB-1] %s on %s is readable: at least 4.5 to 1',
    (text, ground) => {
      expect(contrast(colour(tokens, text), colour(tokens, ground))).toBeGreaterThanOrEqual(LEAST)
    },
  )

  test.each(['paper', 'card', 'sunk'])('[WEB-1] the edge of what is pressed or written into is seen on %s: at least 3 to 1', (ground) => {
    expect(contrast(colour(tokens, 'edge'), colour(tokens, ground))).toBeGreaterThanOrEqual(3)
  })

  test.each(['ink', 'ink-2'])('[WEB-1] %s stays readable on what is pointed at or pressed', (text) => {
    for (const ground of ['paper', 'card', 'sunk']) {
      for (const veil of ['hover', 'press']) {
        expect(contrast(colour(tokens, text), over(colour(tokens, veil), colour(tokens, ground)))).toBeGreaterThanOrEqual(LEAST)
      }
    }
  })
})

type Colour = readonly [number, number, number, number]

function tokensOf(selector: string): ReadonlyMap<string, string> {
  const from = css.indexOf(`${selector} {`)
  const block = css.slice(from, css.indexOf('\n}', from))
  return new Map([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{3,8});/g)].map(([, name, value]) => [name ?? '', value ?? '']))
}

function colour(tokens: ReadonlyMap<string, string>, name: string): Colour {
  const hex = tokens.get(name)?.slice(1)
  if (!hex) throw new Error(`there is no colour --${name}`)
  const part = (at: number): number => Number.parseInt(hex.slice(at, at + 2), 16)
  return [part(0), part(2), part(4), hex.length === 8 ? part(6) / 255 : 1]
}

function over([r, g, b, alpha]: Colour, [r2, g2, b2]: Colour): Colour {
  const mix = (top: number, below: number): number => top * alpha + below * (1 - alpha)
  return [mix(r, r2), mix(g, g2), mix(b, b2), 1]
}

function luminance([r, g, b]: Colour): number {
  const linear = (value: number): number => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4)
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

function contrast(one: Colour, other: Colour): number {
  const [dark, light] = [Math.min(luminance(one), luminance(other)), Math.max(luminance(one), luminance(other))]
  return (light + 0.05) / (dark + 0.05)
}
