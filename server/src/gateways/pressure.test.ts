import { expect, it } from 'vitest'
import { createPressure, type Pressure, type Reader, standardBudget } from './pressure.ts'

const MB = 1_048_576

function crowd(...stuck: readonly number[]) {
  const cut: number[] = []
  const readers = new Map(
    stuck.map((bytes, at): [number, Reader] => [
      at,
      {
        stuck: bytes,
        cut: () => {
          cut.push(at)
          readers.delete(at)
        },
      },
    ]),
  )
  return { cut, readers: () => readers.values() }
}

function watched(budget: number, readers: () => Iterable<Reader>): Pressure {
  const pressure = createPressure(budget)
  pressure.watch(readers)
  return pressure
}

it('[EDGE-3] of readers who together hold too much those with most are cut off, until a quarter is free; nobody before, and who holds little only where it is too much for so many', () => {
  const { cut, readers } = crowd(3 * MB, MB, 2 * MB, 100_000, 3 * MB - 100_000)
  watched(10 * MB, readers).pushed(100 * MB)
  expect(cut).toEqual([])
  const { pushed } = watched(8 * MB, readers)
  pushed(MB - 1)
  expect(cut).toEqual([])
  pushed(1)
  expect(cut).toEqual([0])
  pushed(MB)
  expect(cut).toEqual([0])

  // What each holds is little, and together it is too much all the same.
  const small = crowd(...Array.from({ length: 100 }, () => 100_000), 1000)
  watched(5 * MB, small.readers).pushed(MB)
  expect(small.cut).toHaveLength(Math.ceil((10_001_000 - (5 * MB * 3) / 4) / 100_000))
  expect(small.cut).not.toContain(100)
})

it('[EDGE-3] those of several doors are bounded together; a door that is closed counts no more', () => {
  const [here, there] = [crowd(3 * MB, MB), crowd(2 * MB, 4 * MB)]
  const pressure = createPressure(8 * MB)
  pressure.watch(here.readers)
  pressure.pushed(8 * MB)
  const close = pressure.watch(there.readers)
  pressure.pushed(MB)
  expect([here.cut, there.cut]).toEqual([[], [1]])
  const more = crowd(9 * MB)
  pressure.watch(more.readers)
  close()
  pressure.pushed(MB)
  expect([here.cut, there.cut, more.cut]).toEqual([[], [1], [0]])
})

it('[EDGE-3] by itself they may hold a quarter of the memory that the process may have', () => {
  expect(standardBudget()).toBeGreaterThan(MB)
  expect(standardBudget()).toBeLessThan(2 ** 50)
})
