// The spaces of French type: narrow and unbroken before ; ! ?, unbroken before a colon, inside « » and between a number and its unit.
// In the catalogue they are plain ones, which can be seen and typed.
import type { Catalogue, Plural } from './language.ts'

const UNBROKEN = '\u00a0'
const NARROW = '\u202f'

/** The same sentences with every space as it is set in French. */
export const typeset = (catalogue: Catalogue): Catalogue =>
  Object.fromEntries(Object.entries(catalogue).map(([key, words]) => [key, typeof words === 'string' ? spaced(words) : forms(words)]))

const forms = ({ other, ...rest }: Plural): Plural => ({
  ...Object.fromEntries(Object.entries(rest).map(([form, words]) => [form, spaced(words)])),
  other: spaced(other),
})

const spaced = (words: string): string =>
  words
    .replace(/ (?=[;!?])/g, NARROW)
    .replace(/ (?=[:»%×])|(?<=«) /g, UNBROKEN)
    .replace(/(?<=\}) (?=(?:[KMGT]?o|octets?|min|ms|h|s|kbit\/s)(?![\p{L}]))/gu, UNBROKEN)
