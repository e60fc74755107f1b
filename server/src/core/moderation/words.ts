// Words that are not wanted: found whatever their capitals, as words of their own and not inside others.

/** What separates words: everything but letters, their marks, and digits. */
const WORD = /[\p{L}\p{M}\p{N}]/u
/** Nothing of this is seen, and must not hide a word. */
const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g

/** As words are compared: compatibility forms and capitals make no difference, and all space is one. */
export const folded = (text: string): string => text.normalize('NFKC').replace(UNSEEN, '').toLowerCase().replace(/\s+/g, ' ')

/** As they are kept: each once, in order. @returns undefined for none */
export function keptWords(words: readonly string[]): readonly string[] | undefined {
  const kept = [...new Set(words.map((word) => folded(word).trim()).filter((word) => word.length > 1))].toSorted()
  return kept.length === 0 ? undefined : kept
}

/** Does the text hold one of these folded words? Scripts without spaces have no edges of words: there any place will do. */
export function holdsWord(text: string, words: readonly string[]): boolean {
  const said = folded(text)
  return words.some((word) => isIn(said, word))
}

function isIn(said: string, word: string): boolean {
  for (let at = said.indexOf(word); at >= 0; at = said.indexOf(word, at + 1)) {
    if (isEdge(said, at, word) && isEdge(said, at + word.length, word)) return true
  }
  return false
}

/** No word goes on across this place. */
function isEdge(said: string, at: number, word: string): boolean {
  if (/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u.test(word)) return true
  const before = [...said.slice(Math.max(0, at - 2), at)].at(-1) ?? ''
  const after = String.fromCodePoint(said.codePointAt(at) ?? 32)
  return !(WORD.test(before) && WORD.test(after))
}
