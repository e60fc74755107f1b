// Keeps the search index some way behind what is said: looks now and then which rooms have come far enough, and works on them in
// small pieces with rests between. What is not indexed is found all the same, so that it may take its time.
import { setTimeout as rest } from 'node:timers/promises'
import type { Store } from '#store/open.ts'
import * as index from '#store/search.index.ts'
import { leavesOf, type Postings } from '#store/search.postings.ts'

export type Indexer = AsyncDisposable & {
  /** Resolves when nothing is left to be indexed. */
  catchUp(): Promise<void>
}
type Log = { warn(about: object, says: string): void }

const LOOK_AGAIN_MS = 2000
const AFTER_FAILURE_MS = 60_000
/** Rests are so many times as long as the piece of work before: of a server that has little to do, and of one that is busy. */
const AT_EASE = 2
const BUSY = 100
/** A piece that waited long for its turn does not put the next off for longer. */
const LONGEST_REST_MS = 1000
/** A server that worked for so much of the rest, too, is busy. */
const BUSY_PART = 0.3
/** So many are written in two milliseconds. */
const LEAVES_AT_ONCE = 64

export function createIndexer(store: Pick<Store, 'read' | 'write'>, log: Log): Indexer {
  const closing = new AbortController()
  const { signal } = closing
  const pace = createPace(signal)
  const catchUp = () => indexAll(store, pace, signal)

  const run = async () => {
    while (!signal.aborted) {
      const pause = await catchUp().then(
        () => LOOK_AGAIN_MS,
        (cause: unknown) => {
          if (!signal.aborted) log.warn({ cause }, 'the search index waits: it could not be written')
          return AFTER_FAILURE_MS
        },
      )
      await rest(pause, undefined, { signal, ref: false }).catch(() => undefined)
    }
  }
  const running = run()

  return {
    catchUp,
    async [Symbol.asyncDispose]() {
      closing.abort()
      await running
    },
  }
}

type Pace = (work: () => Promise<unknown>) => Promise<void>

/** Does a piece of work, then rests. */
function createPace(signal: AbortSignal): Pace {
  let ease = AT_EASE
  return async (work) => {
    if (signal.aborted) return
    const begun = performance.now()
    await work()
    const done = performance.eventLoopUtilization()
    await rest(Math.min((performance.now() - begun) * ease, LONGEST_REST_MS), undefined, { signal, ref: false }).catch(() => undefined)
    ease = performance.eventLoopUtilization(done).utilization > BUSY_PART ? BUSY : AT_EASE
  }
}

async function indexAll(store: Pick<Store, 'read' | 'write'>, pace: Pace, signal: AbortSignal): Promise<void> {
  for (let from: number | undefined = 0; from !== undefined && !signal.aborted; ) {
    const start: number = from
    const { found, next } = await store.read((tx) => index.lacking(tx, start))
    for (const number of found) await indexRoom(store, pace, signal, number)
    from = next
  }
}

async function indexRoom(store: Pick<Store, 'read' | 'write'>, pace: Pace, signal: AbortSignal, number: number): Promise<void> {
  for (let more = true; more && !signal.aborted; ) {
    await pace(async () => {
      more = await store.write((tx) => index.makePart(tx, number))
    })
    await merge(store, pace, signal, number)
  }
}

/** Parts become larger ones: read and sorted piece by piece, written in one, unless they were changed meanwhile. */
async function merge(store: Pick<Store, 'read' | 'write'>, pace: Pace, signal: AbortSignal, number: number): Promise<void> {
  while (!signal.aborted) {
    const merging = await store.read((tx) => index.mergingOf(tx, number))
    if (merging === undefined) return
    const postings: Postings = new Map()
    for (const part of merging.parts) await pace(() => store.read((tx) => index.gather(tx, part, merging, postings)))
    const leaves: string[] = []
    const writing = leavesOf(postings)
    for (let more = true; more && !signal.aborted; ) await pace(async () => void (more = takeSome(writing, leaves)))
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
