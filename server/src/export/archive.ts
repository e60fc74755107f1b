// A zip that may be an export: its names, its sizes, and what is in it. None of it is believed.
import { crc32 } from 'node:zlib'
import type { Static, TSchema } from 'typebox'
import { Check } from 'typebox/value'
import { type Entry, openPromise, type ZipFile } from 'yauzl'

/** The archive cannot be read in; the sentence says why. */
export class ImportError extends Error {}

export type Archive = Disposable & { readonly file: string; readonly zip: ZipFile; readonly entries: ReadonlyMap<string, Entry> }

/** The only names an export has. Everything else is somebody's mistake or trick. */
const ID = '[0-9a-hjkmnp-tv-z]{26}'
const PICTURE = '(?:jpg|png|gif|webp|avif|bin)'
// Of the files that were shared only those are read that the room's log names, letter by letter.
const ROOM = `(?:room\\.json|members\\.json|log\\.json|index\\.html|page-\\d{4,7}\\.html|\\1\\.csv(?:\\.bak)?|picture\\.${PICTURE}|shared/\\d{1,16}(?:\\.\\d{1,5})?-[^/]{1,240})`
const NAME = new RegExp(
  `^(?:index\\.html|people\\.html|export\\.json|people\\.json|contacts\\.json|stars\\.json|own\\.json|later\\.json|profile_pictures/${ID}\\.${PICTURE}|rooms/(${ID})/${ROOM})$`,
)
const ENTRIES = 5_000_000
/** One thing, and what is read at once. */
const LONGEST_LINE = 4_000_000
const LONGEST_FACTS = 64_000_000
/** Words become a tenth when packed, a hundredth where they repeat; what is packed tighter than this is there to fill a disk. */
const MOST_PACKED = 400
const SMALL = 16_000_000
/** Entries that are small each are looked at together from here on. */
const MANY_SMALL = 64_000_000

/** Rejects with ImportError. */
export async function openArchive(file: string): Promise<Archive> {
  const zip = await openPromise(file, { autoClose: false, strictFileNames: true, validateEntrySizes: true }).catch((cause: unknown) => {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') throw new ImportError(`There is no file ${file}.`, { cause })
    throw new ImportError(`${file} is no zip that can be read (${cause instanceof Error ? cause.message : String(cause)}).`, { cause })
  })
  try {
    return { file, zip, entries: await entriesOf(file, zip), [Symbol.dispose]: () => zip.close() }
  } catch (error) {
    zip.close()
    throw error
  }
}

async function entriesOf(file: string, zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  const found = new Map<string, Entry>()
  let [packed, unpacked] = [0, 0]
  if (zip.entryCount > ENTRIES) throw new ImportError(`${file} holds more files than any export.`)
  try {
    for await (const entry of zip.eachEntry()) {
      checkEntry(file, entry, found)
      found.set(entry.fileName, entry)
      packed += entry.compressedSize
      unpacked += entry.uncompressedSize
      if (unpacked > MANY_SMALL && unpacked > MOST_PACKED * packed) throw tooPacked(file)
    }
  } catch (cause) {
    if (cause instanceof ImportError) throw cause
    throw new ImportError(`${file} is damaged or no export of Hearth (${cause instanceof Error ? cause.message : String(cause)}).`, {
      cause,
    })
  }
  return found
}

function checkEntry(file: string, entry: Entry, before: ReadonlyMap<string, Entry>): void {
  const { fileName, compressedSize, uncompressedSize, externalFileAttributes } = entry
  const shown = JSON.stringify(fileName.slice(0, 100))
  if (!NAME.test(fileName)) throw new ImportError(`${file} holds ${shown}, which is no part of an export of Hearth.`)
  if (before.has(fileName)) throw new ImportError(`${file} holds ${shown} twice.`)
  // In the upper half of these attributes stands what kind of file it was; a link is none of ours.
  if (externalFileAttributes >>> 28 !== 0x8 && externalFileAttributes >>> 28 !== 0)
    throw new ImportError(`${file} holds ${shown}, which is no plain file.`)
  if (entry.isEncrypted()) throw new ImportError(`${shown} in ${file} is encrypted.`)
  if (uncompressedSize > SMALL && uncompressedSize > MOST_PACKED * compressedSize) throw tooPacked(`${shown} in ${file}`)
}

const tooPacked = (what: string): ImportError =>
  new ImportError(`${what} would become ${MOST_PACKED} times as large as it is: that is no export of Hearth.`)

export function entryOf({ entries: all, file }: Archive, name: string): Entry {
  const entry = all.get(name)
  if (entry === undefined) throw new ImportError(`${file} lacks ${name}: it is no export of everything.`)
  return entry
}

/** What is in it, while its checksum is counted: the library leaves that to us. */
export async function* piecesOf(archive: Archive, name: string): AsyncGenerator<Buffer> {
  const entry = entryOf(archive, name)
  let sum = 0
  try {
    for await (const piece of await archive.zip.openReadStreamPromise(entry)) {
      sum = crc32(piece, sum)
      yield piece
    }
  } catch (cause) {
    throw wrong(archive, name, 'it is damaged', cause)
  }
  if (sum !== entry.crc32) throw wrong(archive, name, 'it is damaged')
}

/** A file that is one thing. */
export async function readOne<T extends TSchema>(archive: Archive, name: string, schema: T): Promise<Static<T>> {
  const entry = entryOf(archive, name)
  if (entry.uncompressedSize > LONGEST_FACTS) throw wrong(archive, name, 'it is too long')
  const pieces: Buffer[] = []
  for await (const piece of piecesOf(archive, name)) pieces.push(piece)
  const value = parsed(Buffer.concat(pieces).toString('utf8'))
  if (!matches(schema, value)) throw wrong(archive, name, 'it is not in the form of an export')
  return value
}

/** The things of a file with one thing per line. */
export async function* thingsIn<T extends TSchema>(archive: Archive, name: string, schema: T): AsyncGenerator<Static<T>> {
  let count = 0
  for await (const line of linesOf(archive, name)) {
    const value = parsed(line.endsWith(',') ? line.slice(0, -1) : line)
    count++
    if (!matches(schema, value)) throw wrong(archive, name, `thing ${count} is not in the form of an export`)
    yield value
  }
}

/** The lines between the brackets. */
async function* linesOf(archive: Archive, name: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let ends = ''
  let rest = ''
  for await (const piece of piecesOf(archive, name)) {
    const some = (rest + decoded(archive, name, decoder, piece)).split('\n')
    rest = some.pop() ?? ''
    if (rest.length > LONGEST_LINE) throw wrong(archive, name, 'a line is too long')
    for (const line of some) {
      if (line === '[' || line === ']') ends += line
      else if (line !== '') yield line
    }
  }
  if (ends !== '[]' || rest !== '') throw wrong(archive, name, 'it has no end')
}

function decoded(archive: Archive, name: string, decoder: InstanceType<typeof TextDecoder>, piece: Buffer): string {
  try {
    return decoder.decode(piece, { stream: true })
  } catch (cause) {
    throw wrong(archive, name, 'it is no UTF-8', cause)
  }
}

export const wrong = ({ file }: Pick<Archive, 'file'>, name: string, why: string, cause?: unknown): ImportError =>
  new ImportError(`${name} in ${file} cannot be read in: ${why}.`, { cause })

export const matches = <T extends TSchema>(schema: T, value: unknown): value is Static<T> => Check(schema, value)

/** A key that reaches into every object is in no export, and neither is the one sign that no table takes. */
const UNWANTED = /"(?:__proto__|constructor|prototype)"\s*:|(?<!\\)(?:\\\\)*\\u0000/

function parsed(text: string): unknown {
  try {
    return UNWANTED.test(text) ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
