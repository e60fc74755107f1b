// Lines out of a stream, and words that are put into one.
import { readText } from './objects.ts'

/** `text` is undefined where the line is no UTF-8. */
export type Line = { readonly text: string | undefined; readonly used: number }

const [LF, CR] = [0x0a, 0x0d]

/** The first line in `bytes`, ended by LF or CR LF; or undefined: it has no end yet. Nothing before `from` needs to be looked at. */
export function nextLine(bytes: Buffer, from = 0): Line | undefined {
  const end = bytes.indexOf(LF, from)
  return end < 0 ? undefined : { text: lineText(bytes.subarray(0, end)), used: end + 1 }
}

/** All of it as one line. */
export const lineText = (bytes: Buffer): string | undefined => readText(bytes.at(-1) === CR ? bytes.subarray(0, -1) : bytes)

/** Everything that ends a line somewhere, or stands for nothing that can be seen; and what turns the writing around. */
const BREAKS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g
const DIRECTION = /[\u202a-\u202e\u2066-\u2069]/g

/** What somebody wrote, as part of one line: nothing in it can end the line or pose as another. */
export const onOneLine = (text: string): string => text.toWellFormed().replace(BREAKS, ' ').replace(DIRECTION, '')
