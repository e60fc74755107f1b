import { describe, expect, it } from 'vitest'
import { createPace } from './pace.ts'

const looks = (pace: ReturnType<typeof createPace>, times: number, busy: number, largest: number): void => {
  for (let look = 0; look < times; look++) pace.looked(busy, largest)
}

describe('how many voices go on', () => {
  it('[CALLS-18] all that are allowed, as long as there is time', () => {
    const pace = createPace(8)
    expect([1, 24, 99].map(pace.voices)).toEqual([8, 8, 8])
    looks(pace, 100, 0.69, 99)
    expect(pace.voices(99)).toBe(8)
  })

  it('[CALLS-18] fewer in a large call where packets would be late, one after the other, and never fewer than three', () => {
    const pace = createPace(8)
    const voices: number[] = []
    for (let look = 0; look < 12; look++) {
      pace.looked(0.9, 99)
      voices.push(pace.voices(99))
    }
    expect(voices.slice(0, 3)).toEqual([6, 5, 4])
    expect(voices.at(-1)).toBe(3)
    looks(pace, 1000, 1, 99)
    expect(pace.voices(99)).toBe(3)
    expect(pace.voices(999)).toBe(3)
  })

  it('[CALLS-18] the largest call first: one of 25 people hears everybody, whatever else is going on', () => {
    const pace = createPace(8)
    looks(pace, 1000, 1, 99)
    expect([1, 9, 24].map(pace.voices)).toEqual([8, 8, 8])
    const alone = createPace(8)
    looks(alone, 1000, 1, 24)
    expect(alone.voices(24)).toBe(8)
  })

  it('[CALLS-18] all again, once there is time; what just fits is not given up and taken back in turns', () => {
    const pace = createPace(8)
    // Each voice takes a tenth of the time: seven are enough for it.
    const counts: number[] = []
    for (let look = 0; look < 200; look++) {
      pace.looked(pace.voices(99) / 10, 99)
      counts.push(pace.voices(99))
    }
    expect(new Set(counts.slice(20)).size).toBe(1)
    expect(counts.at(-1)).toBeGreaterThanOrEqual(5)
    looks(pace, 10, 0.2, 99)
    expect(pace.voices(99)).toBe(8)
  })

  it('[CALLS-18] whoever allows two hears two', () => {
    const pace = createPace(2)
    expect(pace.voices(99)).toBe(2)
    looks(pace, 100, 1, 99)
    expect(pace.voices(99)).toBe(2)
  })
})
