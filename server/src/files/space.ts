// How much room there is for files: what all of them may take, and what the disk has left beyond what everything else needs.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { Limits } from '@hearth/protocol/limits.ts'
import type { Disk } from './disk.ts'

export type Space = {
  /** Throws disk_full where so many bytes more would not fit. */
  check(bytes: number): Promise<void>
  /** So many bytes more, or less, are kept. */
  changed(bytes: number): void
}

/** @param stored bytes that are kept already */
export function createSpace(disk: Pick<Disk, 'free'>, limits: Pick<Limits, 'fileBytesInAll' | 'freeBytes'>, stored: number): Space {
  let kept = stored
  return {
    async check(bytes) {
      if (kept + bytes > limits.fileBytesInAll) throw new ChatError('disk_full')
      if (bytes + limits.freeBytes > (await disk.free())) throw new ChatError('disk_full')
    },
    changed: (bytes) => void (kept += bytes),
  }
}
