// Which messages hold a gram, as text: SQLite's thread and PostgreSQL both take text as it is.
//
//   leaf  = entry entry …                     rising by gram
//   entry = gram−previous  length  places     `length`: of the places, so that what is not looked for is skipped
//   places = first  gap gap …                 rising; a gap of 1 is written as 0
//   number = '_'…'~' for the low 32, while the rest is 60 or more; then '#'…'^' for the rest
//
//   {7: [0, 1, 5]} is `*&##&`: gram 7, three letters, place 0, the next, four on.
//
// The leaves of a part share its grams by their upper bits, so that a gram tells its leaf.

/** Gram → rising places. */
export type Postings = Map<number, number[]>

const GRAM_BITS = 24
export const MOST_LEAVES = 1024
/** Four or five on a page of SQLite. */
const LEAF_LENGTH = 700

export function addPlace(postings: Postings, gram: number, place: number): void {
  const places = postings.get(gram)
  if (places === undefined) postings.set(gram, [place])
  else if (places.at(-1) !== place) places.push(place)
}

/** As many as make leaves of a good size: a power of two. */
function leafCount(postings: Postings): number {
  let length = 0
  for (const places of postings.values()) length += places.length + 4
  return Math.min(MOST_LEAVES, 2 ** Math.max(0, Math.ceil(Math.log2(length / LEAF_LENGTH))))
}

/** One after another: a large part's take some milliseconds, and who writes them may rest between. */
export function* leavesOf(postings: Postings): Generator<string> {
  const count = leafCount(postings)
  const grams = Uint32Array.from(postings.keys()).sort()
  for (let leaf = 0, at = 0; leaf < count; leaf++) {
    const entries: [number, number[]][] = []
    for (; at < grams.length; at++) {
      const gram = grams[at] ?? 0
      if (leafOf(gram, count) !== leaf) break
      entries.push([gram, postings.get(gram) ?? []])
    }
    yield writeLeaf(entries)
  }
}

/** Which of so many leaves a gram is in. */
export const leafOf = (gram: number, leaves: number): number => Math.floor(gram / (2 ** GRAM_BITS / leaves))

/** The places of one gram; none is an empty list. */
export function placesIn(leaf: string, gram: number): number[] {
  const reader = { text: leaf, at: 0 }
  let here = 0
  while (reader.at < leaf.length) {
    here += readNumber(reader)
    const length = readNumber(reader)
    if (here === gram) return readPlaces(reader, reader.at + length)
    if (here > gram) break
    reader.at += length
  }
  return []
}

export function readLeaf(leaf: string): Postings {
  const reader = { text: leaf, at: 0 }
  const postings: Postings = new Map()
  for (let gram = 0; reader.at < leaf.length; ) {
    gram += readNumber(reader)
    const length = readNumber(reader)
    postings.set(gram, readPlaces(reader, reader.at + length))
  }
  return postings
}

/** The same leaf with a place taken out of some grams and put into others. */
export function changedLeaf(leaf: string, place: number, gone: ReadonlySet<number>, come: ReadonlySet<number>): string {
  const postings = readLeaf(leaf)
  for (const gram of gone) {
    const left = (postings.get(gram) ?? []).filter((other) => other !== place)
    if (left.length === 0) postings.delete(gram)
    else postings.set(gram, left)
  }
  for (const gram of come)
    postings.set(
      gram,
      [...new Set([...(postings.get(gram) ?? []), place])].toSorted((a, b) => a - b),
    )
  return writeLeaf([...postings].toSorted(([a], [b]) => a - b))
}

/** What is in both; both rise. */
export function inBoth(one: readonly number[], other: readonly number[]): number[] {
  const both: number[] = []
  let at = 0
  for (const place of one) {
    while ((other[at] ?? Number.POSITIVE_INFINITY) < place) at++
    if (other[at] === place) both.push(place)
  }
  return both
}

const FIRST = 0x23
const LAST_VALUES = 60
const MORE = FIRST + LAST_VALUES
const DIGIT = 32

function writeLeaf(entries: readonly (readonly [gram: number, places: readonly number[]])[]): string {
  let leaf = ''
  let before = 0
  for (const [gram, places] of entries) {
    let written = ''
    let last = -1
    for (const place of places) {
      written += inLetters(place - last - 1)
      last = place
    }
    leaf += inLetters(gram - before) + inLetters(written.length) + written
    before = gram
  }
  return leaf
}

function inLetters(value: number): string {
  let letters = ''
  let rest = value
  for (; rest >= LAST_VALUES; rest = Math.floor(rest / DIGIT)) letters += String.fromCharCode(MORE + (rest % DIGIT))
  return letters + String.fromCharCode(FIRST + rest)
}

type Reader = { readonly text: string; at: number }

function readNumber(reader: Reader): number {
  let value = 0
  for (let scale = 1; ; scale *= DIGIT) {
    const code = reader.text.charCodeAt(reader.at++)
    if (code < MORE) return value + (code - FIRST) * scale
    value += (code - MORE) * scale
  }
}

function readPlaces(reader: Reader, end: number): number[] {
  const places: number[] = []
  for (let last = -1; reader.at < end; ) {
    last += readNumber(reader) + 1
    places.push(last)
  }
  return places
}
