// Who waits for the same turn among the writes is answered together: a few questions to the store for all of them.
//
// 1. Each takes the place in the order of writes of the first of the group; once its turn has come nobody joins it.
// 2. What is wrong with one keeps nobody else out: where a group fails as a whole, each is tried alone.
// 3. Of each, `settle` or `fail` is called, once, after the commit and in order.
import { ChatError } from '@hearth/protocol/errors.ts'
import { StorageError, type Store, type Tx } from '#store/open.ts'

/** Who waits for the same turn; nobody once it has come. */
export type Turn<One> = { waiting: One[] }

export type Together<One, Found> = {
  /** In the order of the group: what there is for each, or why they get nothing. Where it throws, what it wrote is undone. */
  work(tx: Tx, group: readonly One[]): Promise<readonly (Found | ChatError)[]>
  settle(one: One, found: Found): void
  /** All have been answered. */
  done?(found: readonly (Found | ChatError)[]): void
}

/** Answered in one go at most: everybody else waits meanwhile. */
const AT_ONCE = 128

/** @param isWith may this one take the place of those who wait already? */
export function standInTurn<One extends { fail(fault: unknown): void }, Found>(
  store: Store,
  turn: Turn<One>,
  one: One,
  isWith: boolean,
  together: Together<One, Found>,
): void {
  const { waiting } = turn
  if (isWith && waiting.length > 0 && waiting.length < AT_ONCE) waiting.push(one)
  else carryOut(store, turn, (turn.waiting = [one]), together)
}

function carryOut<One extends { fail(fault: unknown): void }, Found>(
  store: Store,
  turn: Turn<One>,
  group: One[],
  together: Together<One, Found>,
): void {
  const close = (): void => {
    if (turn.waiting === group) turn.waiting = []
  }
  const work = (tx: Tx): Promise<readonly (Found | ChatError)[]> => {
    close()
    return together.work(tx, group)
  }
  store
    .write(work, (found) => settleAll(group, found, together))
    .catch((fault: unknown) => {
      close()
      // What was written is undone, so it may be done again.
      const alone = group.length > 1 && !(fault instanceof StorageError)
      for (const one of group) alone ? carryOut(store, turn, [one], together) : one.fail(fault)
    })
}

function settleAll<One extends { fail(fault: unknown): void }, Found>(
  group: readonly One[],
  found: readonly (Found | ChatError)[],
  { settle, done }: Together<One, Found>,
): void {
  for (const [at, one] of group.entries()) {
    const own = found[at]
    try {
      if (own === undefined || own instanceof ChatError) one.fail(own)
      else settle(one, own)
    } catch (fault) {
      one.fail(fault)
    }
  }
  done?.(found)
}
