// Who has gone is remembered as last seen then. When a switch loses its power, or the server stops, everybody goes at once.
import type { UserId } from '@hearth/protocol/ids.ts'
import type { Store } from '#store/open.ts'
import * as users from '#store/users.ts'

export type Leaving = {
  /** Resolves when it is kept: with all who went before its turn among the writes came. Rejects with StorageError. */
  gone(user: UserId, at: number): Promise<void>
}

export function createLeaving(store: Store): Leaving {
  let waiting: { readonly seen: Map<UserId, number>; readonly kept: Promise<void> } | undefined

  function keep(): NonNullable<typeof waiting> {
    const seen = new Map<UserId, number>()
    const close = (): void => {
      if (waiting?.seen === seen) waiting = undefined
    }
    const kept = store.write((tx) => {
      close()
      return users.wereSeen(tx, seen)
    })
    return { seen, kept: kept.finally(close) }
  }
  return {
    gone(user, at) {
      waiting ??= keep()
      waiting.seen.set(user, at)
      return waiting.kept
    },
  }
}
