// The container of a backup: one file that can be written and read as a stream, and in which every byte is vouched for.
//
//   0    8   "HEARTHBK"
//   8    4   version of the format, big-endian: 1
//   12   4   length of the head, big-endian
//   16   …   head: JSON, who made it, when, of what
//   …    …   body: one Zstandard frame
//   -32  32  SHA-256 of everything before
//
// The body, unpacked, is one part after another and an end:
//
//   4 length of a label, big-endian │ label: JSON {"part":"database.db","bytes":40960} │ 40960 bytes │ 32 bytes: their SHA-256
//   4 length of a label, big-endian │ label: JSON {"end":{…}}
//
// The first 16 bytes and `version` in the head stay what they are in every later format, so that an old Hearth can say which one is needed.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib'
import { type Static, type TSchema, Type } from 'typebox'
import { Check } from 'typebox/value'
import { BackupError, damaged, isNewer } from './faults.ts'
import { createIntake, type Intake } from './intake.ts'
import { blobOf, isPartName } from './parts.ts'

const MAGIC = Buffer.from('HEARTHBK')
export const FORMAT = 1
const OPENING = 16
const DIGEST = 32
const LONGEST_LABEL = 65_536
const LEVEL = 3
const BLOCK = 1 << 20

const Count = Type.Integer({ minimum: 0 })
const Head = Type.Object({
  /** The Hearth that made it. */
  version: Type.String({ maxLength: 64 }),
  /** Epoch milliseconds. */
  at: Count,
  /** What the server is called. */
  name: Type.String({ maxLength: 250 }),
  engine: Type.Union([Type.Literal('sqlite'), Type.Literal('postgres')]),
  /** The newest change of the tables. */
  layout: Type.String({ maxLength: 250 }),
  people: Count,
  rooms: Count,
  messages: Count,
})
const Ending = Type.Object({ parts: Count, bytes: Count, files: Count, fileBytes: Count, leftOut: Count })
const Label = Type.Union([
  Type.Object({ part: Type.String({ maxLength: 250 }), bytes: Count }, { additionalProperties: false }),
  Type.Object({ end: Ending }, { additionalProperties: false }),
])

export type Head = Static<typeof Head>
/** `bytes`: of all parts before packing. `leftOut`: stored files that somebody refers to and that were damaged or lost. */
export type Ending = Static<typeof Ending>
export type Part = { readonly name: string; readonly bytes: number; readonly content: AsyncIterable<Uint8Array> | Iterable<Uint8Array> }
export type Contents = Head & Ending

/**
 * Writes a new file (mode 0600) and puts it on the disk. Rejects with BackupError where a part is not as long as was said,
 * and with the system's own errors; the file is then whoever called's to remove.
 */
export async function writeContainer(file: string, head: Head, parts: AsyncIterable<Part>, leftOut: () => number): Promise<Contents> {
  const handle = await open(file, 'wx', 0o600)
  try {
    const digest = createHash('sha256')
    const put = async (bytes: Uint8Array) => {
      digest.update(bytes)
      await handle.writeFile(bytes)
    }
    await put(opening(head))
    const ending = { parts: 0, bytes: 0, files: 0, fileBytes: 0, leftOut: 0 }
    const zstd = createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: LEVEL }, chunkSize: BLOCK })
    await pipeline(bodyOf(parts, ending, leftOut), zstd, async (packed: AsyncIterable<Uint8Array>) => {
      for await (const bytes of packed) await put(bytes)
    })
    await handle.writeFile(digest.digest())
    await handle.sync()
    return { ...head, ...ending }
  } finally {
    await handle.close()
  }
}

function opening(head: Head): Buffer {
  const words = Buffer.from(JSON.stringify(head))
  const front = Buffer.alloc(OPENING)
  MAGIC.copy(front)
  front.writeUInt32BE(FORMAT, 8)
  front.writeUInt32BE(words.length, 12)
  return Buffer.concat([front, words])
}

async function* bodyOf(parts: AsyncIterable<Part>, ending: { -readonly [K in keyof Ending]: number }, leftOut: () => number) {
  for await (const { name, bytes, content } of parts) {
    yield labelled({ part: name, bytes })
    const digest = createHash('sha256')
    let written = 0
    for await (const piece of content) {
      written += piece.length
      if (written > bytes) throw new BackupError(`${name} grew while it was read. Try again.`)
      digest.update(piece)
      yield piece
    }
    if (written < bytes) throw new BackupError(`${name} became shorter while it was read. Try again.`)
    yield digest.digest()
    ending.parts++
    ending.bytes += bytes
    if (blobOf(name) === undefined) continue
    ending.files++
    ending.fileBytes += bytes
  }
  ending.leftOut = leftOut()
  yield labelled({ end: ending })
}

function labelled(label: Static<typeof Label>): Buffer {
  const words = Buffer.from(JSON.stringify(label))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(words.length)
  return Buffer.concat([length, words])
}

/** What a reader does with a part: it takes all of `content`. */
export type Take = (part: { readonly name: string; readonly bytes: number }, content: AsyncIterable<Buffer>) => Promise<void>
export type Reading = {
  /** This Hearth's version. */
  readonly version: string
  /** Called before any part. */
  readonly begins?: (head: Head) => void | Promise<void>
  readonly take: Take
  readonly progress?: (bytes: number, of: number) => void
}

/** Reads all of it and checks every digest. Rejects with BackupError: damaged, cut short, newer, or no backup at all. */
export async function readContainer(file: string, { version, begins, take, progress }: Reading): Promise<Contents> {
  const { head, from, to, digest } = await readOpening(file, version)
  await begins?.(head)
  let ending: Ending | undefined
  let read = 0
  const source = createReadStream(file, { start: from, end: to - 1, highWaterMark: BLOCK })
  const seen = async function* (bytes: AsyncIterable<Buffer>) {
    for await (const piece of bytes) {
      digest.update(piece)
      progress?.((read += piece.length), to - from)
      yield piece
    }
  }
  try {
    await pipeline(source, seen, createZstdDecompress({ chunkSize: BLOCK }), async (unpacked: AsyncIterable<Buffer>) => {
      ending = await readBody(file, unpacked, take)
    })
  } catch (error) {
    throw isUnpacking(error) ? damaged(file, error) : error
  }
  if (ending === undefined || !digest.digest().equals(await readAt(file, to, DIGEST))) throw damaged(file)
  return { ...head, ...ending }
}

async function readOpening(file: string, version: string) {
  const handle = await open(file, 'r')
  try {
    const { size } = await handle.stat()
    const front = Buffer.alloc(OPENING)
    const { bytesRead } = await handle.read(front, 0, OPENING, 0)
    if (bytesRead < OPENING || !front.subarray(0, MAGIC.length).equals(MAGIC)) throw new BackupError(`${file} is not a backup of Hearth.`)
    const length = front.readUInt32BE(12)
    const to = size - DIGEST
    const from = OPENING + length
    if (length > LONGEST_LABEL || from >= to) throw damaged(file)
    const words = Buffer.alloc(length)
    await handle.read(words, 0, length, OPENING)
    const head = parsed(words)
    checkFormat(file, front.readUInt32BE(8), head, version)
    if (!matches(Head, head)) throw damaged(file)
    if (isNewer(head.version, version)) throw newer(file, head.version, version)
    return { head, from, to, digest: createHash('sha256').update(front).update(words) }
  } finally {
    await handle.close()
  }
}

function checkFormat(file: string, format: number, head: unknown, version: string): void {
  if (format === FORMAT) return
  const theirs =
    typeof head === 'object' && head !== null && 'version' in head && typeof head.version === 'string' ? head.version : undefined
  // A format nobody ever made, or a head that cannot be read, is damage.
  if (format < FORMAT || theirs === undefined) throw damaged(file)
  throw newer(file, theirs, version)
}

const newer = (file: string, theirs: string, ours: string) =>
  new BackupError(
    `${file} was made by Hearth ${theirs.slice(0, 64)}, which is newer than this one (${ours}). Update Hearth first; nothing was changed.`,
  )

async function readBody(file: string, unpacked: AsyncIterable<Buffer>, take: Take): Promise<Ending> {
  const intake = createIntake(unpacked, () => damaged(file))
  const count = { parts: 0, bytes: 0 }
  for (;;) {
    const label = await readLabel(file, intake)
    if ('end' in label) {
      if (!(await intake.isAtEnd()) || label.end.parts !== count.parts || label.end.bytes !== count.bytes) throw damaged(file)
      return label.end
    }
    const { part: name, bytes } = label
    if (!isPartName(name)) throw damaged(file)
    const digest = createHash('sha256')
    await take({ name, bytes }, hashed(intake.stream(bytes), digest))
    const found = digest.digest()
    if (!found.equals(await intake.take(DIGEST))) throw damaged(file)
    if ((blobOf(name) ?? found.toString('hex')) !== found.toString('hex')) throw damaged(file)
    count.parts++
    count.bytes += bytes
  }
}

async function readLabel(file: string, intake: Intake): Promise<Static<typeof Label>> {
  const length = (await intake.take(4)).readUInt32BE()
  if (length > LONGEST_LABEL) throw damaged(file)
  const label = parsed(await intake.take(length))
  if (!matches(Label, label)) throw damaged(file)
  return label
}

async function* hashed(bytes: AsyncIterable<Buffer>, digest: { update(bytes: Buffer): unknown }): AsyncGenerator<Buffer> {
  for await (const piece of bytes) {
    digest.update(piece)
    yield piece
  }
}

async function readAt(file: string, from: number, length: number): Promise<Buffer> {
  const handle = await open(file, 'r')
  try {
    const bytes = Buffer.alloc(length)
    await handle.read(bytes, 0, length, from)
    return bytes
  } finally {
    await handle.close()
  }
}

const matches = <T extends TSchema>(schema: T, value: unknown): value is Static<T> => Check(schema, value)

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}

/** What zlib says of bytes that are no Zstandard. */
const isUnpacking = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && /^(Z_|ZSTD_)/.test(error.code)
