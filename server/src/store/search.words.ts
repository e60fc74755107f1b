// What is looked for and where it can be: words folded as names are, and the grams a text is found by.
//
//   letters      `kettle` → the start `ke`, and each three in a row: `ket` `ett` `ttl` `tle`
//   signs        `会議室` → each one, and each two in a row: 会 議 室 会議 議室 (scripts without spaces, emoji, symbols)
//   anything else parts the two; a gram is a number of 24 bits: two that share one cost a look at a text, never a false find

const GRAM_BITS = 24
const MOST_TERMS = 16

/** A part of what is looked for. Found by its grams it may be there; `isIn` says whether it is. No grams: it may be anywhere. */
export type Term = { readonly grams: readonly number[]; isIn(folded: string): boolean }

/** Capitals and compatibility forms make no difference, nor does the form of a sigma at the end of a word. */
export const fold = (text: string): string =>
  ASCII.test(text) ? text.toLowerCase() : text.normalize('NFKC').toLowerCase().normalize('NFKC').replaceAll('ς', 'σ')

/** What of a message is looked through: its words, and what its files are called. */
export const lookedThrough = (text: string, names: readonly string[] = []): string =>
  names.length === 0 ? text : [text, ...names].join('\n')

/** Each gram of a folded text, some more than once. */
export function eachGram(folded: string, hear: (gram: number) => void): void {
  for (const run of runsOf(folded)) {
    if (run.kind === SIGN) signGrams(folded, run, hear)
    else {
      hear(startGram(folded, run))
      threes(folded, run, hear)
    }
  }
}

export function gramsOf(text: string): Set<number> {
  const grams = new Set<number>()
  eachGram(fold(text), (gram) => grams.add(gram))
  return grams
}

/** What stands between spaces, each once. Every one of them must be in a text. */
export function termsOf(text: string): readonly Term[] {
  const parts = new Set(fold(text).split(/\s+/u).filter(Boolean))
  return [...parts].slice(0, MOST_TERMS).map(termOf)
}

/**
 * Three letters in a row, or one sign, are found anywhere. Shorter ones would be everywhere: two letters are found where a word
 * begins with them, one letter where it is a word. Without any letter or sign (`:-)`) there is no gram to find it by.
 */
function termOf(term: string): Term {
  const runs = [...runsOf(term)]
  const grams = new Set<number>()
  const add = (gram: number) => void grams.add(gram)
  for (const run of runs) {
    if (run.kind === LETTER) threes(term, run, add)
    else if (run.end - run.start === 1) add(gramOf(ONE_SIGN, term.charCodeAt(run.start), 0))
    else twos(term, run, add)
  }
  const first = runs[0]
  if (grams.size > 0 || first === undefined) return { grams: [...grams], isIn: (folded) => folded.includes(term) }
  return { grams: [startGram(term, first)], isIn: (folded) => beginsWord(folded, term, first) }
}

/** Is the term there, with its first letters as the beginning of a word, or as all of it where there is but one? */
function beginsWord(folded: string, term: string, { start, end }: Run): boolean {
  const isWhole = end - start === 1
  for (let at = folded.indexOf(term); at >= 0; at = folded.indexOf(term, at + 1)) {
    const begins = kindAt(folded, at + start - 1) !== LETTER
    if (begins && !(isWhole && kindAt(folded, at + end) === LETTER)) return true
  }
  return false
}

type Run = { readonly kind: typeof LETTER | typeof SIGN; readonly start: number; readonly end: number }

const GAP = 1
const LETTER = 2
const SIGN = 3
// First of the three numbers a gram is made of, where it is not a letter.
const ONE_LETTER = 1
const TWO_LETTERS = 2
const ONE_SIGN = 3
const TWO_SIGNS = 4

function* runsOf(folded: string): Generator<Run> {
  let start = 0
  let kind = kindAt(folded, 0)
  for (let at = 1; at <= folded.length; at++) {
    const next = kindAt(folded, at)
    if (next === kind) continue
    if (kind === LETTER || kind === SIGN) yield { kind, start, end: at }
    start = at
    kind = next
  }
}

const startGram = (folded: string, { start, end }: Run): number =>
  end - start === 1
    ? gramOf(ONE_LETTER, folded.charCodeAt(start), 0)
    : gramOf(TWO_LETTERS, folded.charCodeAt(start), folded.charCodeAt(start + 1))

function threes(folded: string, { start, end }: Run, hear: (gram: number) => void): void {
  for (let at = start; at + 2 < end; at++) hear(gramOf(folded.charCodeAt(at), folded.charCodeAt(at + 1), folded.charCodeAt(at + 2)))
}

function twos(folded: string, { start, end }: Run, hear: (gram: number) => void): void {
  for (let at = start; at + 1 < end; at++) hear(gramOf(TWO_SIGNS, folded.charCodeAt(at), folded.charCodeAt(at + 1)))
}

function signGrams(folded: string, run: Run, hear: (gram: number) => void): void {
  for (let at = run.start; at < run.end; at++) hear(gramOf(ONE_SIGN, folded.charCodeAt(at), 0))
  twos(folded, run, hear)
}

function gramOf(a: number, b: number, c: number): number {
  let mixed = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d)
  return (mixed ^ (mixed >>> 13)) >>> (32 - GRAM_BITS)
}

const ASCII = /^[\u0000-\u007f]*$/
const VISIBLE = /[\p{L}\p{M}\p{N}\p{S}]/u
/** Scripts without spaces between words; symbols; halves of what takes two places, as most emoji do. */
const LIKE_SIGNS =
  /[\p{S}\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Bopomofo}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}\p{scx=Tibetan}]/u

/** Looked up once for each code unit that is met: an expression with properties costs ten times the rest. */
const kinds = new Uint8Array(0x10000)

function kindAt(folded: string, at: number): number {
  const code = folded.charCodeAt(at)
  if (Number.isNaN(code)) return GAP
  const known = kinds[code]
  if (known !== undefined && known !== 0) return known
  const kind = kindOf(code)
  kinds[code] = kind
  return kind
}

function kindOf(code: number): number {
  if (code < 0x80) return /[a-z0-9]/i.test(String.fromCharCode(code)) ? LETTER : GAP
  if (code >= 0xd800 && code <= 0xdfff) return SIGN
  const char = String.fromCharCode(code)
  if (!VISIBLE.test(char)) return GAP
  return LIKE_SIGNS.test(char) ? SIGN : LETTER
}
