// Looks through everything that is stored, little by little, so that damage is found while somebody still has the bytes, and a good backup.
import type { Core } from '#core/context.ts'
import * as rows from '#store/files.ts'
import type { Checks } from './checks.ts'

export type Scrub = {
  /** Looks at the next few. */
  some(): Promise<void>
}

export type ScrubGiven = {
  readonly core: Pick<Core, 'store'>
  readonly checks: Pick<Checks, 'isSound'>
  /** This content is kept, and is not what it was, or not there. */
  readonly damaged: (hash: string) => Promise<void>
}

/** Once a minute: a terabyte takes three days, and a disk hardly notices. */
const BYTES_AT_ONCE = 268_435_456
const FILES_AT_ONCE = 500
const WEEK_MS = 7 * 86_400_000

/** All of it once a week. @param elapsed milliseconds by a clock nobody sets */
export function createScrub({ core, checks, damaged }: ScrubGiven, elapsed: () => number): Scrub {
  let after = ''
  let began = elapsed()
  let isDone = false

  async function look(hash: string): Promise<void> {
    if (await checks.isSound(hash)) return
    // Bytes go behind the row that knew them; and somebody may have brought them again since.
    const known = await core.store.read((tx) => rows.knownBlobs(tx, [hash]))
    if (known.has(hash) && !(await checks.isSound(hash))) await damaged(hash)
  }

  return {
    async some() {
      if (isDone && elapsed() < began + WEEK_MS) return
      if (isDone) began = elapsed()
      const next = await core.store.read((tx) => rows.blobsAfter(tx, after, FILES_AT_ONCE))
      let bytes = 0
      for (const { hash, size } of next) {
        if (bytes >= BYTES_AT_ONCE) break
        await look(hash)
        after = hash
        bytes += size
      }
      isDone = next.length === 0
      if (isDone) after = ''
    },
  }
}
