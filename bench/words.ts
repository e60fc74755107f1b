// Words as people use them: a few are in nearly every message, most are hardly ever said. The second is half as frequent as the first,
// the third a third as frequent (Zipf), so that an index has long lists and short ones.

export const VOCABULARY = 20_000
const TEXT_BYTES = 120

const SYLLABLES = [...'bdfghklmnprstvw'].flatMap((first) => [...'aeiou'].map((second) => first + second))
/** Shares no factor with the number of words of three syllables, so that no two ranks have one word. */
const STEP = 7_919

/** Three syllables; words of neighbouring ranks have nothing in common. */
export function wordOf(rank: number): string {
  const many = SYLLABLES.length
  const number = (rank * STEP) % many ** 3
  return [number, number / many, number / many ** 2].map((part) => SYLLABLES[Math.floor(part) % many] ?? '').join('')
}

/** About as long as the texts of the other scenarios. */
export function sentence(random: () => number = Math.random): string {
  let text = wordOf(rankOf(random()))
  while (text.length < TEXT_BYTES - 7) text += ` ${wordOf(rankOf(random()))}`
  return `${text}.`
}

/** Evenly on a scale of powers is one over the rank. */
const rankOf = (chance: number): number => Math.floor(Math.exp(chance * Math.log(VOCABULARY)))
