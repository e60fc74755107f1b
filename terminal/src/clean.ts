// Text of others on a terminal: nothing in it may move the cursor, change colours, ring, or turn the reading direction.

/** Control bytes (escape sequences start with one), and the marks that reorder what is shown. */
// oxlint-disable-next-line no-control-regex
const HARMFUL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

/** Safe to show in rows of one's own; line ends stay, tabs become spaces. */
export const harmless = (text: string): string =>
  text.replaceAll('\r\n', '\n').replaceAll('\r', '\n').replace(HARMFUL, '').replaceAll('\t', '    ')

/** Safe to print; line breaks of the text are kept and indented, so that nobody can forge the line of another. */
export const clean = (text: string): string => text.replace(HARMFUL, '').replaceAll('\n', '\n      | ')

/** Safe to print, on one line. */
export const cleanLine = (text: string): string => text.replace(HARMFUL, '').replace(/\s+/gu, ' ')

/** One line of JSON that does nothing to a terminal it is printed on: what JSON itself leaves as it is, is escaped too. */
export const cleanJson = (value: unknown): string =>
  JSON.stringify(value).replace(HARMFUL, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
