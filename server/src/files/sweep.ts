// Takes away what nobody needs any more: files whose time is over, uploads nobody went on with, bytes nobody refers to.
//
// 1. Bytes go only after the commit that forgot them, and in turn with whoever brings the same bytes just now.
// 2. A clock that jumps, while the server runs or while it was off, ends nothing for a day: time enough to set it right.
import { noteTime } from '#core/clock.ts'
import type { Core } from '#core/context.ts'
import * as rules from '#core/expiry.ts'
import type { Telling } from '#core/outcome.ts'
import * as rows from '#store/files.ts'
import type { Disk } from './disk.ts'
import type { Space } from './space.ts'
import type { Turns } from './turns.ts'

export type SweepGiven = {
  readonly core: Core
  readonly publish: (tellings: readonly Telling[]) => void
  readonly disk: Disk
  readonly space: Space
  readonly inTurn: Turns
}

const AT_ONCE = 100

/** How often it is written down what time it was. */
const NOTED_EVERY = 3_600_000

/** May it be believed that a time is over? Writes down once an hour what time it was, for the next start. Rejects as the store does. */
export function createClockNotes({ store, now, isClockSteady }: Pick<Core, 'store' | 'now' | 'isClockSteady'>): () => Promise<boolean> {
  let noted = Number.NEGATIVE_INFINITY
  return async () => {
    const at = now()
    if (Math.abs(at - noted) >= NOTED_EVERY) {
      await store.write((tx) => noteTime(tx, at))
      noted = at
    }
    return isClockSteady()
  }
}

/** Bytes whose last reference went away. Gives how many contents were deleted. */
export async function sweepLoose({ core, disk, space, inTurn }: Omit<SweepGiven, 'publish'>): Promise<number> {
  let gone = 0
  for (;;) {
    const hashes = await core.store.read((tx) => rows.loose(tx, AT_ONCE))
    for (const hash of hashes) {
      gone += await inTurn(hash, async () => {
        const size = await core.store.write((tx) => rows.forgetBlob(tx, hash))
        if (size === undefined) return 0
        space.dropped(size)
        await disk.dropBlob(hash)
        return 1
      })
    }
    if (hashes.length < AT_ONCE) return gone
  }
}

/** Files in messages whose time is over become cards that say so, and their rooms hear of it. */
export async function sweepExpired({ core, publish }: Pick<SweepGiven, 'core' | 'publish'>): Promise<void> {
  for (let more = true; more; ) {
    more = await core.store
      .write(
        async (tx) => rules.expireSome(core, tx, AT_ONCE),
        ({ tellings }) => publish(tellings),
      )
      .then(({ count }) => count === AT_ONCE)
  }
}

/** Uploads that nobody went on with, or sent. */
export async function sweepUnsent({ core, disk }: Pick<SweepGiven, 'core' | 'disk'>): Promise<void> {
  for (let more = true; more; ) {
    const gone = await core.store.write((tx) => rules.dropUnsent(core, tx, AT_ONCE))
    for (const { id } of gone) await disk.dropPartial(id)
    more = gone.length === AT_ONCE
  }
}

/** What is on the disk and in no row: left by a crash, or by a deed that knew nothing of the disk. Uploads, contents, and pictures made of contents that are gone. */
export async function sweepLeftovers({ core, disk, inTurn }: Omit<SweepGiven, 'publish' | 'space'>): Promise<void> {
  const partials = await disk.partials()
  for (let at = 0; at < partials.length; at += AT_ONCE) {
    const some = partials.slice(at, at + AT_ONCE)
    const known = await core.store.read((tx) => rows.onTheWay(tx, some))
    for (const name of some) if (!known.has(name)) await disk.dropPartial(name)
  }
  for await (const hashes of disk.hashes()) {
    const known = await core.store.read((tx) => rows.knownBlobs(tx, hashes))
    for (const hash of hashes) if (!known.has(hash)) await dropUnknown({ core, disk, inTurn }, hash)
  }
}

/** Somebody may have brought the same bytes since. */
async function dropUnknown({ core, disk, inTurn }: Omit<SweepGiven, 'publish' | 'space'>, hash: string): Promise<void> {
  await inTurn(hash, async () => {
    const known = await core.store.read((tx) => rows.knownBlobs(tx, [hash]))
    if (!known.has(hash)) await disk.dropBlob(hash)
  })
}
