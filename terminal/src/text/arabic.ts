// Arabic letters change their form with their neighbours. Terminals that join them know it themselves; the others show what they are
// given, so they are given the joined forms of Unicode (Arabic Presentation Forms), one for one: the text keeps its length.

/** Alone, at the end, at the beginning, in the middle; letters that join to one side have two, some have only one. */
type Forms = readonly string[]

/** Joins to both sides, and has one form. */
const STROKE = '\u0640'
const ARABIC = /[\u0620-\u06d3]/u
/** Marks above and below: letters join past them. */
const MARK = /[\u064b-\u065f\u0670\u06d6-\u06ed]/u
/** The second block first: it has the plain letters, the first one those of other languages, and what the second lacks. */
const BLOCKS: readonly (readonly [number, number])[] = [
  [0xfe80, 0xfef4],
  [0xfb50, 0xfbb1],
  [0xfbd3, 0xfbff],
]

let forms: ReadonlyMap<string, Forms> | undefined

/** The same letters, each in its form; what is not Arabic stays as it is. */
export function joined(text: string): string {
  if (!ARABIC.test(text)) return text
  forms ??= read()
  const all = [...text]
  return all.map((letter, at) => formOf(all, letter, at)).join('')
}

function formOf(all: readonly string[], letter: string, at: number): string {
  const own = forms?.get(letter)
  if (!own) return letter
  const isJoinedBefore = own.length > 1 && joinsOnward(neighbour(all, at, -1))
  const isJoinedBehind = own.length > 2 && joinsBack(neighbour(all, at, 1))
  return own[isJoinedBefore ? (isJoinedBehind ? 3 : 1) : isJoinedBehind ? 2 : 0] ?? letter
}

function neighbour(all: readonly string[], from: number, by: 1 | -1): string {
  let at = from + by
  while (MARK.test(all[at] ?? '')) at += by
  return all[at] ?? ''
}

const joinsOnward = (letter: string): boolean => letter === STROKE || (forms?.get(letter)?.length ?? 0) > 2
const joinsBack = (letter: string): boolean => letter === STROKE || (forms?.get(letter)?.length ?? 0) > 1

/** The blocks hold the forms of each letter in that order; what they stand for is in their decompositions. */
function read(): ReadonlyMap<string, Forms> {
  const found = new Map<string, string[]>()
  for (const [first, last] of BLOCKS)
    for (let code = first; code <= last; code++) {
      const form = String.fromCodePoint(code)
      const letter = form.normalize('NFKC')
      if (letter !== form && [...letter].length === 1) found.set(letter, [...(found.get(letter) ?? []), form])
    }
  return found
}
