// Bytes from the network to the disk: in pieces of half a megabyte, one being written while the next arrives, never more in memory.
import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { ChatError } from '@hearth/protocol/errors.ts'
import { isFull } from './disk.ts'
import { gather } from './gather.ts'
import type { Space } from './space.ts'

/** What the sender says the bytes of this request hash to. */
export type Checksum = { readonly algorithm: 'sha1' | 'sha256'; readonly digest: Buffer }

export type Intake = {
  readonly bytes: Readable
  /** Where the first of them goes. */
  readonly offset: number
  /** The file ends there: more is refused. */
  readonly end: number
  readonly checksum?: Checksum | undefined
  readonly space: Space
  /** Something has come. */
  readonly came: () => void
  /** So many bytes of the file are written. */
  readonly written: (upTo: number) => void
  /** This piece is written; its memory is no longer needed here. */
  readonly spent?: ((piece: Uint8Array) => void) | undefined
}

const PIECE = 524_288
/** How often the disk is asked how much room it has. */
const ASK_EVERY = 33_554_432

/**
 * Everything that was written is on the disk when this resolves or rejects, whatever ended it. Gives where the file stands.
 * Rejects with disk_full, file_too_large, upload_checksum (and has taken the bytes back), or as the source did.
 */
export async function takeIn(file: FileHandle, intake: Intake): Promise<number> {
  const state = { at: intake.offset, asked: intake.offset }
  try {
    try {
      await pour(file, intake, state)
    } catch (error) {
      if (intake.checksum !== undefined) await takeBack(file, intake, state)
      throw error
    } finally {
      // Some disks find out only here that they are full.
      await file.datasync()
    }
  } catch (error) {
    throw isFull(error) ? new ChatError('disk_full', {}, error) : error
  }
  return state.at
}

type State = { at: number; asked: number }

async function pour(file: FileHandle, { bytes, end, checksum, space, came, written, spent }: Intake, state: State): Promise<void> {
  const sum = checksum && createHash(checksum.algorithm)
  let expected = state.at
  await gather({
    bytes,
    least: PIECE,
    see(piece) {
      came()
      expected += piece.length
      if (expected > end) throw new ChatError('file_too_large')
      sum?.update(piece)
    },
    async take(pieces, length) {
      if (state.at >= state.asked + ASK_EVERY) {
        state.asked = state.at
        await space.check(length)
      }
      for (let rest = pieces; rest.length > 0; ) {
        const { bytesWritten } = await file.writev(rest, state.at)
        state.at += bytesWritten
        rest = without(rest, bytesWritten)
      }
      written(state.at)
      if (spent !== undefined) for (const piece of pieces) spent(piece)
    },
  })
  if (checksum !== undefined && sum !== undefined && !sum.digest().equals(checksum.digest)) throw new ChatError('upload_checksum')
}

async function takeBack(file: FileHandle, { offset, written }: Intake, state: State): Promise<void> {
  await file.truncate(offset)
  state.at = offset
  written(offset)
}

/** What is left after so many bytes. */
function without(pieces: readonly Uint8Array[], bytes: number): readonly Uint8Array[] {
  let left = bytes
  for (const [index, piece] of pieces.entries()) {
    if (left < piece.length) return [piece.subarray(left), ...pieces.slice(index + 1)]
    left -= piece.length
  }
  return []
}
