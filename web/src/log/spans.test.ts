import { message, room, roomId } from '@hearth/client/cast.ts'
import { emptyState, type State } from '@hearth/client/state.ts'
import { expect, test } from 'vitest'
import { cut, joined, placesOf, type Span, spanFor, spanOf, stretchOf } from './spans.ts'

const workshop = roomId('Workshop')
const messages = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => message(from + at))
const holding = (from: number, to: number, more: { hasOlder?: boolean; hasNewer?: boolean } = {}): State => ({
  ...emptyState,
  rooms: new Map([[workshop, room('Workshop', { seq: 40 })]]),
  timelines: new Map([[workshop, { messages: messages(from, to), hasOlder: true, hasNewer: false, enteredAt: 0, ...more }]]),
})

test('[WEB-LOG-5] a window reaches as far as nothing is missing', () => {
  expect(spanOf(holding(10, 30), workshop)).toEqual([10, 40])
  expect(spanOf(holding(10, 30, { hasOlder: false }), workshop)).toEqual([0, 40])
  expect(spanOf(holding(10, 30, { hasNewer: true }), workshop)).toEqual([10, 30])
  expect(spanOf({ ...holding(10, 30), behind: new Map([[workshop, 33]]) }, workshop)).toEqual([10, 33])
  expect(spanOf(emptyState, workshop)).toBeUndefined()
})

test('[WEB-LOG-5] stretches that touch become one, holes stay holes', () => {
  const both: readonly Span[] = [
    [0, 10],
    [20, 30],
  ]
  expect(joined(both, [11, 15])).toEqual([
    [0, 15],
    [20, 30],
  ])
  expect(joined(both, [5, 25])).toEqual([[0, 30]])
  expect(joined(both, [40, 50])).toEqual([...both, [40, 50]])
  expect(cut(both, 5)).toEqual([
    [5, 10],
    [20, 30],
  ])
  expect(cut(both, 15)).toEqual([[20, 30]])
})

test('[WEB-LOG-5] pages are those of the stretch they are asked for', () => {
  const spans: readonly Span[] = [
    [0, 10],
    [20, 30],
  ]
  expect([spanFor(spans, {}), spanFor(spans, { before: 11 }), spanFor(spans, { after: 22 }), spanFor(spans, { around: 15 })]).toEqual([
    [20, 30],
    [0, 10],
    [20, 30],
    undefined,
  ])
  const held = [20, 22, 24, 26, 28, 30]
  expect(placesOf(held, {}, 2)).toEqual([28, 30])
  expect(placesOf(held, { before: 26 }, 2)).toEqual([22, 24])
  expect(placesOf(held, { after: 26 }, 9)).toEqual([28, 30])
  expect(placesOf(held, { around: 25 }, 4)).toEqual([22, 24, 26, 28])
})

test('[WEB-LOG-5] a page says what lies on both its sides', () => {
  const held = [20, 22, 24, 26]
  const page = (from: number, to: number, known: number) => {
    const { hasOlder, hasNewer } = stretchOf(messages(from, to), [20, 26], held, known)
    return [hasOlder, hasNewer]
  }
  expect(page(20, 26, 26)).toEqual([true, false])
  expect(page(20, 24, 26)).toEqual([true, true])
  expect(page(20, 26, 40)).toEqual([true, true])
  expect(stretchOf(messages(1, 3), [0, 3], [1, 2, 3], 3)).toMatchObject({ hasOlder: false, hasNewer: false })
})
