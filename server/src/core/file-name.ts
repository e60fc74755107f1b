// What a file is called. The name is shown and offered for saving, and never part of a path here.

const LONGEST_BYTES = 255
const CONTROLS = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu
/** Not allowed in names on Windows, or of a meaning of their own in shells of some age. */
const AWKWARD = /[<>:"|?*]/g
/** Of devices, on Windows, whatever the ending. */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)/i

/** The last part of a path, without what could harm whoever saves it under this name. Never empty. */
export function safeName(raw: string): string {
  const last = raw.toWellFormed().normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const plain = last
    .replace(CONTROLS, '')
    .replace(AWKWARD, '_')
    .trim()
    .replace(/(?<![. ])[. ]+$/, '')
  const named = DEVICE.test(plain) ? `_${plain}` : plain
  return /[^.\s]/.test(named) ? shortened(named, LONGEST_BYTES) : 'file'
}

/** So many bytes at most. The ending stays, for it says what opens the file. */
export function shortened(name: string, bytes: number): string {
  if (Buffer.byteLength(name) <= bytes) return name
  const ending = /\.[^.]{1,16}$/.exec(name)?.[0] ?? ''
  let stem = ''
  for (const letter of name.slice(0, name.length - ending.length)) {
    if (Buffer.byteLength(stem + letter + ending) > bytes) break
    stem += letter
  }
  return stem + ending
}
