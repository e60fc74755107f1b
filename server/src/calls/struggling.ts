// Whose way to the server is bad: others are shown it, so that a voice that breaks up is not taken for their own network. Pure.
import type { ParticipantId } from '@hearth/protocol/ids.ts'
import type { Numbers } from './engine.ts'

/** What was seen of each, and how many looks in a row it was otherwise than is told. */
export type Ways = ReadonlyMap<ParticipantId, Way>
type Way = { readonly isBad: boolean; readonly otherwise: number }
type Most = Pick<Numbers, 'lossIn'> & { readonly roundTripMs: number }

/** What can be heard, and what is fine again: between the two it stays as it is. */
const BAD: Most = { lossIn: 0.08, roundTripMs: 500 }
const FINE: Most = { lossIn: 0.03, roundTripMs: 250 }
/** So many looks in a row: one gust of wind is nothing to tell. */
const TURNS_BAD = 2
const TURNS_FINE = 3

/** One more look at everybody in a call. Who is there no more is forgotten. */
export const lookedAt = (before: Ways, numbers: readonly Numbers[]): Ways =>
  new Map(numbers.map((one) => [one.participant, next(before.get(one.participant) ?? { isBad: false, otherwise: 0 }, one)]))

function next({ isBad, otherwise }: Way, numbers: Numbers): Way {
  const isOtherwise = isBad ? isWithin(numbers, FINE) : !isWithin(numbers, BAD)
  if (!isOtherwise) return { isBad, otherwise: 0 }
  const turns = otherwise + 1
  return turns < (isBad ? TURNS_FINE : TURNS_BAD) ? { isBad, otherwise: turns } : { isBad: !isBad, otherwise: 0 }
}

export const struggling = (ways: Ways): ParticipantId[] => [...ways].filter(([, { isBad }]) => isBad).map(([id]) => id)

const isWithin = ({ lossIn, lossOut, roundTripMs }: Numbers, most: Most): boolean =>
  Math.max(lossIn, lossOut) < most.lossIn && (roundTripMs ?? 0) < most.roundTripMs
