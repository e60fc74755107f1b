// A password as one line on standard input: it never stands in a list of processes or a shell's history.
import { Failure } from './failure.ts'

const LONGEST_BYTES = 64 * 1024

export async function readPassword(input: AsyncIterable<Uint8Array | string> & { readonly isTTY?: boolean }): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of input) {
    const bytes = Buffer.from(part)
    parts.push(bytes)
    size += bytes.length
    if (size > LONGEST_BYTES) throw new Failure('The password on standard input is too long.')
    // Somebody at a keyboard ends with Enter, not with the end of the file.
    if (input.isTTY && bytes.includes(0x0a)) break
  }
  return oneLine(Buffer.concat(parts))
}

/** Only the line's end is cut: blanks belong to the password. */
function oneLine(bytes: Buffer): string {
  const text = decoded(bytes).replace(/\r?\n$/, '')
  if (text === '') throw new Failure('There is no password on standard input; give it as one line.')
  if (/[\r\n]/.test(text)) throw new Failure('There is more than one line on standard input; a password is one line.')
  return text
}

function decoded(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new Failure('The password on standard input is not UTF-8 text.')
  }
}
