// Keeps the search index some way behind what is said: looks now and then which rooms have come far enough, and works on them in
// small pieces with rests between. What is not indexed is found all the same, so that it may take its time.
import type { Store } from '#store/open.ts'
import * as index from '#store/search.index.ts'
import { leavesOf, type Postings } from '#store/search.postings.ts'
import { type Background, inBackground, type Log, type Pace } from './background.ts'

const LOOK_AGAIN_MS = 2000
/** So many are put in order in a millisecond or two: what is said meanwhile waits for one piece. */
const MESSAGES_AT_ONCE = 16
const LEAVES_AT_ONCE = 8

export const createIndexer = (store: Pick<Store, 'read' | 'write'>, log: Log): Background =>
  inBackground(
    {
      lookAgainMs: LOOK_AGAIN_MS,
      failed: 'the search index waits: it could not be written',
      work: (pace, signal) => indexAll(store, pace, signal),
    },
    log,
  )

async function indexAll(store: Pick<Store, 'read' | 'write'>, pace: Pace, signal: AbortSignal): Promise<void> {
  for (let from: number | undefined = 0; from !== undefined && !signal.aborted; ) {
    const start: number = from
    const { found, next } = await store.read((tx) => index.lacking(tx, start))
    for (const number of found) await indexRoom(store, pace, signal, number)
    from = next
  }
}

async function indexRoom(store: Pick<Store, 'read' | 'write'>, pace: Pace, signal: AbortSignal, number: number): Promise<void> {
  while (!signal.aborted) {
    const prepared = await prepare(store, pace, signal, number)
    if (prepared === undefined) return
    await pace(() => store.write((tx) => index.makePart(tx, number, prepared)))
    await merge(store, pace, signal, number)
  }
}

/** All that can be done without holding up what is written. */
async function prepare(store: Pick<Store, 'read'>, pace: Pace, signal: AbortSignal, number: number): Promise<index.Prepared | undefined> {
  const stretch = await store.read((tx) => index.nextStretch(tx, number))
  if (stretch === undefined) return undefined
  const postings: Postings = new Map()
  for (let from = 0, more = true; more && !signal.aborted; from += MESSAGES_AT_ONCE)
    await pace(async () => void (more = index.addWords(stretch, from, MESSAGES_AT_ONCE, postings)))
  return { stretch, leaves: await inOrder(postings, pace, signal) }
}

async function inOrder(postings: Postings, pace: Pace, signal: AbortSignal): Promise<readonly string[]> {
  const leaves: string[] = []
  const writing = leavesOf(postings)
  for (let more = true; more && !signal.aborted; ) await pace(async () => void (more = takeSome(writing, leaves)))
  return leaves
}

/** Parts become larger ones: read and sorted piece by piece, written in one, unless they were changed meanwhile. */
async function merge(store: Pick<Store, 'read' | 'write'>, pace: Pace, signal: AbortSignal, number: number): Promise<void> {
  while (!signal.aborted) {
    const merging = await store.read((tx) => index.mergingOf(tx, number))
    if (merging === undefined) return
    const postings: Postings = new Map()
    for (const part of merging.parts) await pace(() => store.read((tx) => index.gather(tx, part, merging, postings)))
    const leaves = await inOrder(postings, pace, signal)
    await pace(() => store.write((tx) => index.finish(tx, merging, leaves)))
  }
}

function takeSome(from: Iterator<string>, into: string[]): boolean {
  for (let taken = 0; taken < LEAVES_AT_ONCE; taken++) {
    const next = from.next()
    if (next.done) return false
    into.push(next.value)
  }
  return true
}
