// Marks around words, by key: bold, slanted, code, a link. Pressed again, they are taken off.

export type Marked = { readonly text: string; readonly from: number; readonly to: number }

const marks: Readonly<Record<string, string>> = { b: '**', i: '*', e: '`' }

type Pressed = {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

/** What the words become, and what is selected then. Null: the key means something else. */
export function marked({ key, ctrlKey, metaKey, shiftKey, altKey }: Pressed, now: Marked): Marked | null {
  if (!(ctrlKey || metaKey) || altKey) return null
  const letter = key.toLowerCase()
  if (shiftKey) return letter === 'l' ? linked(now) : null
  const mark = marks[letter]
  return mark === undefined ? null : toggled(now, mark)
}

function toggled({ text, from, to }: Marked, mark: string): Marked {
  const [before, words, after] = [text.slice(0, from), text.slice(from, to), text.slice(to)]
  const long = mark.length
  // One star is not taken for half of two.
  const isInside = before.endsWith(mark) && after.startsWith(mark) && !(mark === '*' && before.endsWith('**') && !before.endsWith('***'))
  if (isInside) return { text: before.slice(0, -long) + words + after.slice(long), from: from - long, to: to - long }
  return { text: before + mark + words + mark + after, from: from + long, to: to + long }
}

/** The address is written next; an address that was selected becomes one. */
function linked({ text, from, to }: Marked): Marked {
  const [before, words, after] = [text.slice(0, from), text.slice(from, to), text.slice(to)]
  if (/^https?:\/\/\S+$/.test(words)) return { text: `${before}[](${words})${after}`, from: from + 1, to: from + 1 }
  const at = from + words.length + 3
  return { text: `${before}[${words}]()${after}`, from: at, to: at }
}
