import { expect, it } from 'vitest'
import { beyondBounds } from './call-bounds.ts'
import type { CallMeasured, CallsMeasured } from './calls.ts'

const good: CallMeasured = {
  ...{
    people: 25,
    packetsPerSecond: 9000,
    cpuPerThousandMs: 20,
    cpuShare: 0.3,
    voices: 8,
    latencyP50Ms: 1,
    latencyP95Ms: 3,
    memoryPerPersonKB: 500,
  },
  loadShare: 0.4,
}
const measured = (more: { audio?: CallMeasured; video?: CallMeasured; after?: number; frame?: number }): CallsMeasured => ({
  engines: [
    {
      ...{ engine: 'werift', audio: [more.audio ?? good], video: more.video ?? { ...good, people: 6 } },
      ...{
        heardP50Ms: 1,
        heardP95Ms: 2,
        seenP50Ms: 3,
        seenP95Ms: 4,
        joins: 1000,
        memoryAfterTenthMB: 90,
        memoryAfterAllMB: more.after ?? 95,
      },
    },
  ],
  page: { firstFrameP50Ms: 300, firstFrameP95Ms: more.frame ?? 600, times: 15 },
})

it('[BENCH-9] whoever measures calls is told what was late, busy or grew, and nothing where all is within its bounds', () => {
  expect(beyondBounds(measured({}))).toEqual([])
  expect(beyondBounds({ ...measured({}), page: null })).toEqual([])
  expect(beyondBounds(measured({ audio: { ...good, latencyP95Ms: 7.7 } }))).toEqual([
    'werift, 25 people: the server adds 7.7 ms (p95), and not at most 5',
  ])
  expect(beyondBounds(measured({ audio: { ...good, latencyP95Ms: 50, loadShare: 0.97 } }))).toEqual([
    'werift, 25 people: the server adds 50 ms (p95), and not at most 5, but the load took 97 % of its core and was late itself',
  ])
  expect(beyondBounds(measured({ video: { ...good, people: 6, cpuShare: 0.62 } }))).toEqual([
    'werift, 6 people with pictures: 62 % of a core, and not half of one',
  ])
  expect(beyondBounds(measured({ after: 120, frame: 1400 }))).toEqual([
    'werift grew from 90 to 120 MB over 1000 joins and leaves',
    'a page sees the first frame after 1400 ms (p95), and not within 1000',
  ])
})
