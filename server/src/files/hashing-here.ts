// Hashing in the server's own thread, piece by piece as bytes come: where there is one core, another thread only takes turns with this one, and reads
// once more what was in memory. Half a megabyte at a time, it holds up nobody.
import { createHash, type Hash } from 'node:crypto'

export type HashingHere = {
  /** These bytes of the file have come, up to there. Of what came otherwise nothing is known here any more. */
  take(path: string, upTo: number, pieces: readonly Uint8Array[]): void
  /** SHA-256 in hex, where all of so many bytes came past here, from the first on; then it is forgotten. */
  end(path: string, size: number): string | undefined
  forget(path: string): void
}

/** Uploads that are never ended are forgotten with the newest. */
const MOST = 256

export function createHashingHere(): HashingHere {
  const under = new Map<string, { readonly hash: Hash; at: number }>()
  return {
    take(path, upTo, pieces) {
      const from = upTo - pieces.reduce((sum, { length }) => sum + length, 0)
      const one = from === 0 ? { hash: createHash('sha256'), at: 0 } : under.get(path)
      under.delete(path)
      if (one?.at !== from) return
      for (const piece of pieces) one.hash.update(piece)
      one.at = upTo
      under.set(path, one)
      const [oldest] = under.keys()
      if (under.size > MOST && oldest !== undefined) under.delete(oldest)
    },
    end(path, size) {
      const one = under.get(path)
      under.delete(path)
      return one?.at === size ? one.hash.digest('hex') : undefined
    },
    forget: (path) => void under.delete(path),
  }
}
