import type { CallId, ParticipantId } from '@hearth/protocol/ids.ts'
import { afterEach, expect, it, vi } from 'vitest'
import { wide } from './budget.ts'
import { count, createPeer, hear, type Peer, senders } from './peer.ts'
import { middleOf } from './rtcp.ts'
import { Slot } from './slot.ts'
import { createSpeakers } from './speakers.ts'

afterEach(() => void vi.useRealTimers())

/** With one line of a picture. */
function oneWith(clock: () => number): Peer {
  const room = { call: 'one' as CallId, peers: new Map(), speakers: createSpeakers<ParticipantId>(), speaking: '' }
  const peer = createPeer({ room, id: 'ada' as ParticipantId, number: 1, may: [], clock }, () => undefined)
  const slot: Peer['slots'][number] = new Slot('video', 7, '4', 1, () => undefined)
  Object.assign(slot, { from: peer.origins.camera, packets: 1 })
  peer.slots.push(slot)
  peer.bySsrc.set(7, slot)
  return peer
}
const report = (lost: number, lastReport = 0) =>
  ({ is: 'report', report: { ssrc: 7, lost, lostInAll: 0, highest: 1, jitter: 0, lastReport, delay: 0 } }) as const

it('[CALLS-11] what was reported is forgotten when nothing is reported any more, and a way that took no pictures for long is looked at anew', () => {
  let now = 1000
  const peer = oneWith(() => now)
  for (let at = 0; at < 20; at++) hear(peer, report(0.6, middleOf(peer.wall + now - 600)), (now += 1000))
  count(peer, now)
  expect(peer.numbers.lossOut).toBeGreaterThan(0.5)
  expect(peer.numbers.roundTripMs).toBeGreaterThan(500)
  expect(peer.budget.kilobits).toBeLessThan(wide.kilobits)
  count(peer, (now += 11_000))
  expect(peer.numbers).toMatchObject({ lossOut: 0, roundTripMs: null })
  expect(peer.budget.kilobits).toBeLessThan(wide.kilobits)
  count(peer, (now += 60_000))
  expect(peer.budget).toEqual(wide)
})

it('[CALLS-13] whoever sets the clock on the wall in mid-call moves no lips, and makes no way long', () => {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_700_000_000_000 })
  const peer = oneWith(() => 5000)
  const timeOf = (bytes: Buffer | undefined): number => bytes?.readUInt32BE(8) ?? 0
  const before = timeOf(senders(peer, 5000)[0])
  vi.setSystemTime(1_700_000_900_000)
  expect(timeOf(senders(peer, 6000)[0]) - before).toBe(1)
  hear(peer, report(0, middleOf(peer.wall + 5900)), 6000)
  expect(peer.roundTripMs).toBeCloseTo(100, -1)
})
