// Zips for tests: read whole, and made of whatever a test wants to be wrong.
import { createWriteStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { openPromise } from 'yauzl'
import { ZipFile } from 'yazl'

export const written = (zip: Readable, file: string): Promise<void> => pipeline(zip, createWriteStream(file))

/** Every file in it, as text. */
export async function unzipped(file: string): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  const zip = await openPromise(file, { autoClose: false, strictFileNames: true })
  for await (const entry of zip.eachEntry()) {
    const pieces: Buffer[] = []
    for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece)
    found.set(entry.fileName, Buffer.concat(pieces).toString('utf8'))
  }
  zip.close()
  return found
}

export async function zipped(
  file: string,
  texts: Iterable<readonly [name: string, text: string | Buffer]>,
  mode = 0o100644,
): Promise<void> {
  const zip = new ZipFile()
  for (const [name, text] of texts) zip.addBuffer(Buffer.from(text), name, { mode })
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(file))
}
