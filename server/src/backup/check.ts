// Looks through the stored files of a data folder that is in use, as `verify` does through a backup: is every byte what it was?
import { join } from 'node:path'
import { codeOf } from './faults.ts'
import { blobPart } from './parts.ts'
import { hashOf } from './place.ts'

export type Stored = { readonly hash: string; readonly size: number }
export type Bad = { readonly hash: string; readonly is: 'damaged' | 'missing' }
export type CheckGiven = {
  readonly data: string
  /** What should be there, page by page. */
  readonly pages: AsyncIterable<readonly Stored[]>
  readonly progress?: (bytes: number) => void
}
export type Checked = { readonly files: number; readonly bytes: number; readonly bad: readonly Bad[] }

/** Reads all of it once, in this process. Rejects with the system's own errors where the disk cannot be asked. */
export async function checkStored({ data, pages, progress }: CheckGiven): Promise<Checked> {
  const bad: Bad[] = []
  let [files, bytes] = [0, 0]
  for await (const page of pages)
    for (const { hash, size } of page) {
      const is = await standing(join(data, blobPart(hash)), hash)
      if (is !== 'sound') bad.push({ hash, is })
      files++
      progress?.((bytes += size))
    }
  return { files, bytes, bad }
}

async function standing(path: string, hash: string): Promise<Bad['is'] | 'sound'> {
  try {
    return (await hashOf(path)) === hash ? 'sound' : 'damaged'
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return 'missing'
    // The disk itself says that it cannot give all of it.
    if (codeOf(error) === 'EIO') return 'damaged'
    throw error
  }
}
