// Marks around words, by key: bold, slanted, code, a link. Pressed again, they are taken off.
import type { KeyDeed } from '../../keys/table.ts'

export type Marked = { readonly text: string; readonly from: number; readonly to: number }

const marks: Partial<Record<KeyDeed, string>> = { bold: '**', slanted: '*', code: '`' }

/** What the words become, and what is selected then. Null: the key means something else. */
export function marked(deed: KeyDeed | undefined, now: Marked): Marked | null {
  if (deed === 'link') return linked(now)
  const mark = deed && marks[deed]
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
