// How much room there is for files: what all of them may take, and what the disk has left beyond what everything else needs.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { Limits } from '@hearth/protocol/limits.ts'
import type { Disk } from './disk.ts'

export type Space = {
  /** Throws disk_full where so many bytes more would not fit. */
  check(bytes: number): Promise<void>
  /** Throws disk_full where one more file of so many bytes, which are on the disk already, is more than there may be. */
  checkKept(bytes: number): void
  /** One more is kept, of so many bytes. */
  kept(bytes: number): void
  /** One is not kept any more. */
  dropped(bytes: number): void
}

type Most = Pick<Limits, 'fileBytesInAll' | 'filesInAll' | 'freeBytes'>

/** @param stored what is kept already */
export function createSpace(disk: Pick<Disk, 'free'>, limits: Most, stored: { readonly bytes: number; readonly count: number }): Space {
  let { bytes: all, count } = stored
  const checkKept = (bytes: number) => {
    if (all + bytes > limits.fileBytesInAll || count >= limits.filesInAll) throw new ChatError('disk_full')
  }
  return {
    checkKept,
    async check(bytes) {
      checkKept(bytes)
      if (bytes + limits.freeBytes > (await disk.free())) throw new ChatError('disk_full')
    },
    kept(bytes) {
      all += bytes
      count++
    },
    dropped(bytes) {
      all -= bytes
      count--
    },
  }
}
