// Files to and from older programs: no tus, no resuming; what breaks off is taken back.
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { FileId, RoomId } from '@hearth/protocol/ids.ts'
import type { FileCard } from '@hearth/protocol/shapes.ts'
import type { Member } from '#core/outcome.ts'
import type { Files } from '#files/files.ts'

export type Brought = {
  readonly room: RoomId
  readonly name: string
  readonly size: number
  readonly bytes: Buffer | Readable
  readonly durationMs: number | null
}

/** A whole upload of one's own. Rejects as uploads do, file_not_whole where less came than was announced. */
export async function bring(files: Files, member: Member, { room, name, size, bytes, durationMs }: Brought): Promise<FileId> {
  const { uploads } = files
  const { id } = await uploads.begin(member, { room, name, size, durationMs })
  if (size === 0) return id
  try {
    const stream = Buffer.isBuffer(bytes) ? Readable.from([bytes]) : bytes
    const { isWhole } = await uploads.take(member, id, { offset: 0, bytes: stream, length: size })
    if (!isWhole) throw new ChatError('file_not_whole')
    return id
  } catch (why) {
    await uploads.cancel(member, id).catch(() => undefined)
    throw why
  }
}

/** All bytes of a file. Rejects as `fetchPieces`, and with file_too_large where it has more than `most`. */
export async function fetchWhole(files: Files, member: Member, { id, size }: Pick<FileCard, 'id' | 'size'>, most: number): Promise<Buffer> {
  if (size > most) throw new ChatError('file_too_large')
  return Buffer.concat(await Array.fromAsync(await fetchPieces(files, member, { id, size })))
}

/**
 * The bytes of a file as they are read: as many as were announced, for older programs count them and take what follows for words.
 * Rejects as `Files.find`, and with file_damaged where the disk has changed or lost some of them; what breaks while it is read does so behind
 * the pieces that were given, and its last piece is never given.
 */
export async function fetchPieces(
  files: Files,
  member: Member,
  { id, size }: Pick<FileCard, 'id' | 'size'>,
): Promise<AsyncIterable<Buffer>> {
  const found = await files.find(member, id)
  if (found.size !== size) throw new ChatError('file_damaged')
  await found.check()
  return counted(createReadStream(found.path), size)
}

async function* counted(pieces: AsyncIterable<Buffer>, size: number): AsyncGenerator<Buffer> {
  let left = size
  for await (const piece of pieces) {
    left -= piece.length
    if (left < 0) break
    yield piece
  }
  if (left !== 0) throw new ChatError('file_damaged')
}
