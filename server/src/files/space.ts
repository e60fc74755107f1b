// How much room there is for files: what all of them may take, and what the disk has left beyond what everything else needs.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { Limits } from '@hearth/protocol/limits.ts'
import type { Disk } from './disk.ts'

export type Space = {
  /** Throws disk_full where so many bytes more would not fit. */
  check(bytes: number): Promise<void>
  /** Throws disk_full where so many bytes, which are on the disk already, are more than all files may take. */
  checkKept(bytes: number): void
  /** So many bytes more, or less, are kept. */
  changed(bytes: number): void
}

/** @param stored bytes that are kept already */
export function createSpace(disk: Pick<Disk, 'free'>, limits: Pick<Limits, 'fileBytesInAll' | 'freeBytes'>, stored: number): Space {
  let kept = stored
  const checkKept = (bytes: number) => {
    if (kept + bytes > limits.fileBytesInAll) throw new ChatError('disk_full')
  }
  return {
    checkKept,
    async check(bytes) {
      checkKept(bytes)
      if (bytes + limits.freeBytes > (await disk.free())) throw new ChatError('disk_full')
    },
    changed: (bytes) => void (kept += bytes),
  }
}
