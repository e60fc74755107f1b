// Whether stored bytes are still what they were. Disks change bytes in silence and programs write where they should not: nothing that was
// changed is given out for what it was, nor taken for the bytes that somebody brings once more.
//
// What was looked through counts for a day, as long as the system says that nobody wrote to it: who reads a film in pieces does not wait
// for all of it with each.
import { stat } from 'node:fs/promises'
import { codeOf, type Disk } from './disk.ts'
import { type Hashing, ReadError } from './hashing.ts'

export type Checks = {
  /** Is every byte there, and what it was? Looks through all of it where that is not known. Rejects where the disk cannot be asked. */
  isSound(hash: string): Promise<boolean>
  /** Bytes that were looked through under another name have been put to their place just now. */
  wasSound(hash: string): Promise<void>
}

type Known = { readonly stamp: string; readonly at: number; readonly isSound: boolean }
type Stamp = { readonly text: string; readonly size: number }

const DAY_MS = 86_400_000
const MOST_KNOWN = 10_000

/** @param elapsed milliseconds by a clock nobody sets */
export function createChecks(disk: Pick<Disk, 'blob'>, hashing: Pick<Hashing, 'digest'>, elapsed: () => number): Checks {
  /** The oldest first. */
  const known = new Map<string, Known>()
  const underWay = new Map<string, Promise<boolean>>()

  function remember(hash: string, stamp: string, isSound: boolean): void {
    known.delete(hash)
    known.set(hash, { stamp, at: elapsed(), isSound })
    const [oldest] = known.keys()
    if (known.size > MOST_KNOWN && oldest !== undefined) known.delete(oldest)
  }

  async function look(hash: string): Promise<boolean> {
    const before = await stampOf(disk.blob(hash))
    if (before === undefined) return false
    const last = known.get(hash)
    if (last !== undefined && last.stamp === before.text && elapsed() < last.at + DAY_MS) return last.isSound
    const isSound = await holds(disk.blob(hash), before.size, hash)
    const after = await stampOf(disk.blob(hash))
    // Another file was put there meanwhile.
    if (after?.text !== before.text) return look(hash)
    remember(hash, before.text, isSound)
    return isSound
  }

  async function holds(path: string, size: number, hash: string): Promise<boolean> {
    try {
      return (await hashing.digest(path, size)) === hash
    } catch (error) {
      if (error instanceof ReadError) return false
      throw error
    }
  }

  return {
    // Whoever asks meanwhile is given the same answer: one look is enough for a hundred readers.
    isSound(hash) {
      const looking = underWay.get(hash) ?? look(hash).finally(() => underWay.delete(hash))
      underWay.set(hash, looking)
      return looking
    },
    async wasSound(hash) {
      const stamp = await stampOf(disk.blob(hash))
      if (stamp !== undefined) remember(hash, stamp.text, true)
    },
  }
}

/** Changes with every write, and with every other file that takes the place. Undefined: there is none. */
async function stampOf(path: string): Promise<Stamp | undefined> {
  try {
    const { ino, size, ctimeMs } = await stat(path)
    return { text: `${ino}.${size}.${ctimeMs}`, size }
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined
    throw error
  }
}
