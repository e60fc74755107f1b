// Stored files that the disk has damaged or lost: remembered, so that whoever looks after the server is told until they are whole again.
import * as facts from '#store/facts.ts'
import * as files from '#store/files.ts'
import type { Tx } from '#store/open.ts'
import * as rooms from '#store/rooms.ts'
import * as users from '#store/users.ts'
import type { Core } from './context.ts'
import type { Telling } from './outcome.ts'
import { DAMAGED, Damaged, telling } from './trouble.ts'
import { called } from './upkeep.ts'

type Publish = (tellings: readonly Telling[]) => void

/** A disk that loses more has lost everything; the first ones say enough. */
const MOST_REMEMBERED = 1000
const MOST_HITS = 10_000

/** These contents are not what they were, or not there. */
export const note = (core: Pick<Core, 'store' | 'now'>, publish: Publish, hashes: readonly string[]): Promise<void> =>
  change(core, publish, (known) => [...known, ...hashes])

/** These are whole again. */
export const mend = (core: Pick<Core, 'store' | 'now'>, publish: Publish, hashes: readonly string[]): Promise<void> =>
  change(core, publish, (known) => known.filter((hash) => !hashes.includes(hash)))

/** What refers to a damaged content: for whoever looks after the server. */
export type Hit = { readonly hash: string; readonly file: string; readonly owner: string; readonly room: string; readonly at: number }

/** Everything was looked through, and these alone are not what they were. Gives what refers to them, the oldest first. */
export async function noteAll(
  core: Pick<Core, 'store' | 'now'>,
  publish: Publish,
  hashes: readonly string[],
): Promise<{ readonly hits: readonly Hit[] }> {
  await change(core, publish, () => hashes)
  return await core.store.read(async (tx) => ({ hits: await hitsOf(tx, hashes, MOST_HITS) }))
}

async function hitsOf(tx: Tx, hashes: readonly string[], most: number): Promise<Hit[]> {
  const found = await files.ofHashes(tx, hashes, most)
  const owners = new Map((await users.byIds(tx, [...new Set(found.map(({ owner }) => owner))])).map(({ id, name }) => [id, name]))
  const hits: Hit[] = []
  for (const { hash, name, owner, room, at } of found) {
    const row = room === null ? undefined : await rooms.byId(tx, room)
    const where = room === null ? '(pictures)' : called({ id: room, name: row?.name ?? '' })
    hits.push({ hash: hash ?? '', file: name, owner: owners.get(owner) ?? owner, room: where, at })
  }
  return hits
}

async function change(
  { store, now }: Pick<Core, 'store' | 'now'>,
  publish: Publish,
  how: (known: readonly string[]) => readonly string[],
): Promise<void> {
  await store.write(async (tx) => {
    const before = await facts.read(tx, DAMAGED, Damaged)
    const hashes = [...new Set(how(before?.hashes ?? []))].slice(0, MOST_REMEMBERED)
    return telling(tx, async () => {
      if (hashes.length === 0) await facts.remove(tx, DAMAGED)
      else await facts.set(tx, DAMAGED, JSON.stringify({ at: before?.at ?? now(), hashes }))
    })
  }, publish)
}
