// What the build puts in the place of the library of that name, whose table of all of HTML's names for characters is a fifteenth of the first load.
// Marks are read without such names (`&copy;` is what was typed); only in the address of a link and in what language a block of code is in are they
// looked for, and there pages that addresses are copied from write these five.
const CHARACTERS: ReadonlyMap<string, string> = new Map([
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&apos;', "'"],
])

/** @param name with its `&` and `;`. Gives back what it does not know. */
export const decodeHTMLStrict = (name: string): string => CHARACTERS.get(name) ?? name
