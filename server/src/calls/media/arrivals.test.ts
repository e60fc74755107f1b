import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Arrivals } from './arrivals.ts'

/** How many packets a report speaks of. */
const spoken = (report: Buffer | undefined): number => report?.readUInt16BE(14) ?? 0
const FEW = 2500

describe('when packets arrived', () => {
  it('[CALLS-10] a guest who numbers four packets over the whole circle does not end the call of everybody', () => {
    const arrivals = new Arrivals()
    for (const number of [0, 30_000, 60_000, 65_535]) arrivals.note(number, 1)
    expect(spoken(arrivals.report(1, 2))).toBeLessThan(FEW)
  })

  it('[CALLS-10] whatever numbers come, in whatever order, a report is written and stays small', () => {
    const number = fc.oneof(fc.integer({ min: 0, max: 65_535 }), fc.constantFrom(0, 1, 30_000, 32_767, 32_768, 60_000, 65_535))
    const at = fc.oneof(fc.double({ min: 0, max: 1e9, noNaN: true }), fc.integer({ min: 0, max: 200 }))
    const noted = fc.array(fc.tuple(number, at), { maxLength: 500 })
    fc.assert(
      fc.property(fc.array(noted, { maxLength: 5 }), (rounds) => {
        const arrivals = new Arrivals()
        for (const round of rounds) {
          for (const [one, when] of round) arrivals.note(one, when)
          const report = arrivals.report(1, 2)
          expect(spoken(report)).toBeLessThan(FEW)
          expect(report?.length ?? 0).toBeLessThan(2000)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('[CALLS-10] numbers go on over their turn, and what came in another order, or did not come, is told', () => {
    const arrivals = new Arrivals()
    for (const [at, number] of [65_533, 65_535, 65_534, 1].entries()) arrivals.note(number, at)
    const first = arrivals.report(1, 2)
    expect([first?.readUInt16BE(12), spoken(first)]).toEqual([65_533, 5])
    arrivals.note(3, 10)
    const next = arrivals.report(1, 2)
    expect([next?.readUInt16BE(12), spoken(next)]).toEqual([2, 2])
    arrivals.note(1, 11)
    expect(arrivals.report(1, 2)).toBeUndefined()
  })
})
