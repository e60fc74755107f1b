import type { ParticipantId } from '@hearth/protocol/ids.ts'
import { expect, it } from 'vitest'
import type { Numbers } from './engine.ts'
import { lookedAt, struggling, type Ways } from './struggling.ts'

const [a, b] = ['a', 'b'] as [ParticipantId, ParticipantId]
const numbers = (participant: ParticipantId, more: Partial<Numbers> = {}): Numbers => ({
  ...{ participant, packetsIn: 50, packetsOut: 50, kilobitsIn: 30, kilobitsOut: 30, lossIn: 0, lossOut: 0, roundTripMs: 4 },
  ...more,
})
const after = (...looks: readonly Partial<Numbers>[]): readonly ParticipantId[] =>
  struggling(looks.reduce((ways: Ways, look) => lookedAt(ways, [numbers(a, look), numbers(b)]), new Map()))

it('[CALLS-15] much that is lost on the way up or down, or late, is told after two looks, and of whom it is about alone', () => {
  for (const bad of [{ lossIn: 0.2 }, { lossOut: 0.2 }, { roundTripMs: 900 }]) {
    expect(after(bad)).toEqual([])
    expect(after(bad, bad)).toEqual([a])
    expect(after(bad, {}, bad)).toEqual([])
  }
  expect(after({ roundTripMs: null }, { roundTripMs: null })).toEqual([])
})

it('[CALLS-15] it is bad until it was fine for three looks, and not for being a little better', () => {
  const [bad, better, fine] = [{ lossIn: 0.2 }, { lossIn: 0.05 }, { lossIn: 0.01 }]
  expect(after(bad, bad, better, better, better, better)).toEqual([a])
  expect(after(bad, bad, fine, fine)).toEqual([a])
  expect(after(bad, bad, fine, fine, fine)).toEqual([])
  expect(struggling(lookedAt(new Map([[a, { isBad: true, otherwise: 0 }]]), [numbers(b)]))).toEqual([])
})
