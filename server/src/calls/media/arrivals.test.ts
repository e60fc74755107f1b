import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Arrivals } from './arrivals.ts'

/** Of a report: its first number, and about how many it is. */
const read = (report: Buffer | undefined) => report && { first: report.readUInt16BE(12), many: report.readUInt16BE(14) }

it('[CALLS-7] whatever numbers somebody counts by, a report is about few of them, and is written', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat({ max: 65_535 }), { maxLength: 500 }), { maxLength: 6 }), (rounds) => {
      const arrivals = new Arrivals()
      for (const [at, numbers] of rounds.entries()) {
        for (const number of numbers) arrivals.note(number, at * 100)
        expect(read(arrivals.report(1, 2))?.many ?? 0).toBeLessThanOrEqual(2000)
      }
    }),
  )
  // A rising row that goes all the way around: nothing of it is taken for what was lost.
  const arrivals = new Arrivals()
  for (const number of [0, 30_000, 60_000, 65_535]) arrivals.note(number, 1)
  expect(read(arrivals.report(1, 2))).toEqual({ first: 65_535, many: 1 })
})

it('[CALLS-10] arrivals go on over the end of the numbers, tell what is missing once, and nothing twice', () => {
  const arrivals = new Arrivals()
  for (const number of [65_533, 65_535, 0]) arrivals.note(number, 1)
  expect(read(arrivals.report(1, 2))).toEqual({ first: 65_533, many: 4 })
  expect(arrivals.report(1, 2)).toBeUndefined()
  arrivals.note(65_534, 2)
  expect(arrivals.report(1, 2)).toBeUndefined()
  arrivals.note(3, 3)
  expect(read(arrivals.report(1, 2))).toEqual({ first: 1, many: 3 })
  // Begun anew, and after a long silence.
  arrivals.note(9000, 4)
  arrivals.note(9001, 4)
  expect(read(arrivals.report(1, 2))).toEqual({ first: 9000, many: 2 })
})
