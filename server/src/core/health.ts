// Can anything be written? Asked by whoever watches over the server.
import * as facts from '#store/facts.ts'
import type { Store } from '#store/open.ts'

/** What has to fit into the store for it to count as having room: more than what a page may have left over. */
const ROOM_CHARS = 16_384

/** Of a database on another machine: whether it is still ours is found by writing. */
const LOOK_MS = 60_000

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

/**
 * `leave` is called once where another Hearth has written to the database meanwhile: what is in memory here, who is banned and who has signed out,
 * is of before. Answers that are on their way leave first. Where one database can be had by two servers it is looked at each minute, for one that
 * hears nothing to be written would never know.
 */
export function watchDisplaced(store: Store, leave: () => void, lookMs = LOOK_MS): Disposable {
  const healthy = createHealth(store)
  const timer = store.engine === 'postgres' ? setInterval(() => void healthy(), lookMs).unref() : undefined
  const onDisplaced = () => void setImmediate(leave)
  store.displaced.addEventListener('abort', onDisplaced, { once: true })
  return {
    [Symbol.dispose]() {
      clearInterval(timer)
      store.displaced.removeEventListener('abort', onDisplaced)
    },
  }
}
