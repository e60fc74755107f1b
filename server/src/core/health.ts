// Can anything be written? Asked by whoever watches over the server.
import * as facts from '#store/facts.ts'
import type { Store } from '#store/open.ts'

/** What has to fit into the store for it to count as having room: more than what a page may have left over. */
const ROOM_CHARS = 16_384

/** Asks the disk, not the store's opinion of it; at most once a second, however many ask. */
export function createHealth(store: Store): () => Promise<boolean> {
  let asked = Number.NEGATIVE_INFINITY
  let answer = Promise.resolve(true)
  return () => {
    if (performance.now() - asked < 1000) return answer
    asked = performance.now()
    answer = store
      .write(async (tx) => {
        await facts.set(tx, 'healthy.at', ' '.repeat(ROOM_CHARS))
        await facts.set(tx, 'healthy.at', String(Date.now()))
      })
      .then(
        () => true,
        () => false,
      )
    return answer
  }
}
