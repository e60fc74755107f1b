// How much may be sent to somebody, and what of the pictures they want fits into it. Pure; kilobits a second, milliseconds.
//
// Two things tell what gets through: how much they report as lost (draft-ietf-rmcat-gcc-02 §6), and their own estimate, by how packets bunch up
// on the way (REMB). The estimate counts when it falls: while less is sent than would get through it only says how much that is.
//
//   loss > 10 %, or the estimate falls below what is sent ──► at once down to what got through; growing waits, longer each time it was in vain
//   loss < 2 %                                            ──► up by a tenth each second
import { type Layer, layerFor } from './choose.ts'

export type Budget = {
  readonly kilobits: number
  /** Of what they are sent, 0 to 1, smoothed. */
  readonly loss: number
  /** So much was sent at most when packets were lost, and the budget is not back there yet: it is loss that makes it so small, and no estimate. 0: none were. */
  readonly lostAt: number
  /** Their last estimate. */
  readonly estimate: number | undefined
  readonly changedAt: number
  readonly grownAt: number
  /** It does not grow before; and how long it waits the next time. */
  readonly heldUntil: number
  readonly holdMs: number
}

/** A LAN is quick until it shows otherwise. */
const MOST = 20_000
const LEAST = 80
const MUCH = 0.1
const LITTLE = 0.02
const DOWN_AFTER_MS = 1000
const GROW_MS = 1000
const GROWS = 1.1
const SHORTEST_HOLD_MS = 4000
const LONGEST_HOLD_MS = 60_000

export const wide: Budget = {
  ...{
    kilobits: MOST,
    loss: 0,
    lostAt: 0,
    estimate: undefined,
    changedAt: Number.NEGATIVE_INFINITY,
    grownAt: Number.NEGATIVE_INFINITY,
  },
  ...{ heldUntil: Number.NEGATIVE_INFINITY, holdMs: SHORTEST_HOLD_MS },
}

/** A report came. @param lost 0 to 1 @param sent what they are sent now */
export function reported(budget: Budget, lost: number, sent: number, now: number): Budget {
  const loss = budget.loss + (lost - budget.loss) * 0.3
  // What was lost before is in the smooth one for a while; it counted already.
  if (loss > MUCH && lost > MUCH)
    return now - budget.changedAt > DOWN_AFTER_MS
      ? less({ ...budget, loss, lostAt: Math.max(budget.lostAt, sent) }, sent * (1 - loss / 2), now)
      : { ...budget, loss }
  const grows = loss < LITTLE && now >= budget.heldUntil && now - budget.grownAt >= GROW_MS && budget.kilobits < MOST
  if (!grows) return { ...budget, loss }
  const kilobits = Math.min(MOST, budget.kilobits * GROWS)
  return { ...budget, loss, kilobits, lostAt: kilobits >= budget.lostAt ? 0 : budget.lostAt, grownAt: now }
}

/** A way that is too narrow, and shows it: less is sent than got lost on it. */
export const isLossy = ({ lostAt }: Budget): boolean => lostAt > 0

/** Their estimate came. */
export function estimated(budget: Budget, estimate: number, sent: number, now: number): Budget {
  const fell = budget.estimate !== undefined && estimate < budget.estimate * 0.95
  const next = { ...budget, estimate }
  return fell && estimate < sent && estimate < budget.kilobits ? less(next, estimate, now) : next
}

function less(budget: Budget, kilobits: number, now: number): Budget {
  // It grew again not long ago: that was in vain.
  const wasInVain = budget.grownAt > budget.changedAt
  const isNews = now - budget.heldUntil >= LONGEST_HOLD_MS
  const holdMs = isNews ? SHORTEST_HOLD_MS : Math.min(LONGEST_HOLD_MS, budget.holdMs * (wasInVain ? 2 : 1))
  return {
    ...budget,
    kilobits: Math.max(LEAST, Math.min(budget.kilobits, kilobits)),
    changedAt: now,
    heldUntil: now + holdMs,
    holdMs,
  }
}

/** A picture that somebody is to see. */
export type Wish = {
  readonly layers: readonly (Layer & { readonly kilobits: number })[]
  /** Of its tile. */
  readonly height: number
  /** The layer that is sent now; −1: none. */
  readonly playing: number
}

/** To a larger picture only with some room to spare: else it goes to and fro. */
const ROOM_FOR_MORE = 1.15

/**
 * Which layer of each picture is sent, −1 for none, so that all of it stays within the budget. First come the smallest ones of all, in their
 * order, then each is made as large as its tile wants. The first is sent whatever there is: somebody looks at it.
 * @param isLossy else all the smallest are sent in any case: an estimate falls as well where a device has too much to do and takes its packets late,
 * and the less it is sent then the smaller is its next one. A way that is too narrow for them loses packets soon, and that counts.
 */
export function within(wishes: readonly Wish[], kilobits: number, isLossy: boolean): readonly number[] {
  let left = kilobits
  const chosen = wishes.map(({ layers }, at) => {
    const smallest = layers.findIndex(({ isSent }) => isSent)
    const cost = layers[smallest]?.kilobits ?? 0
    if (smallest < 0 || (isLossy && at > 0 && cost > left)) return -1
    left -= cost
    return smallest
  })
  return wishes.map((wish, at) => {
    const least = chosen[at] ?? -1
    if (least < 0) return -1
    const has = wish.layers[least]?.kilobits ?? 0
    for (let layer = layerFor(wish.layers, wish.height, wish.layers.length); layer > least; layer--) {
      const one = wish.layers[layer]
      const more = (one?.kilobits ?? 0) - has
      if (!one?.isSent || more * (layer > wish.playing ? ROOM_FOR_MORE : 1) > left) continue
      left -= more
      return layer
    }
    return least
  })
}
