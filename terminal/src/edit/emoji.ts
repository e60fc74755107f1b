// Emoji by the short names people know from elsewhere (`:tada:`). Read from the disk when the first colon is completed.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

export type Emoji = { readonly name: string; readonly emoji: string }

let known: readonly Emoji[] | undefined

/** All that are known, by name. */
export function allEmoji(): readonly Emoji[] {
  known ??= read()
  return known
}

/** By its short name, with or without colons; undefined where there is none of that name. */
export function emojiNamed(name: string): string | undefined {
  const bare = name.replace(/^:|:$/gu, '')
  return allEmoji().find((one) => one.name === bare)?.emoji
}

function read(): readonly Emoji[] {
  const file = createRequire(import.meta.url).resolve('emojibase-data/en/shortcodes/github.json')
  const codes: Record<string, string | string[]> = JSON.parse(readFileSync(file, 'utf8'))
  return Object.entries(codes)
    .flatMap(([code, names]) => [names].flat().map((name) => ({ name, emoji: fromCode(code) })))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** `1F468-200D-1F469` */
function fromCode(code: string): string {
  const emoji = String.fromCodePoint(...code.split('-').map((part) => Number.parseInt(part, 16)))
  // Some stand as text unless they are told to be pictures.
  return /^\p{RGI_Emoji}$/v.test(emoji) ? emoji : `${emoji}\ufe0f`
}
