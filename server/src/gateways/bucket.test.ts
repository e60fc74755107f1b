import { expect, test } from 'vitest'
import { fullBucket, take } from './bucket.ts'

test('[EDGE-6] a second’s worth at once is fine, then one must wait as long as is said', () => {
  const bucket = fullBucket(50, 0)
  for (let i = 0; i < 50; i++) expect(take(bucket, 50, 0)).toBe(0)
  expect(take(bucket, 50, 0)).toBe(20)
  expect(take(bucket, 50, 19)).toBeGreaterThan(0)
  expect(take(bucket, 50, 20)).toBe(0)
})

test('[EDGE-6] of a burst each one refused is told to wait for those refused before it', () => {
  const bucket = fullBucket(50, 0)
  const waits = Array.from({ length: 60 }, () => take(bucket, 50, 0))
  expect(waits.slice(50)).toEqual(Array.from({ length: 10 }, (_, i) => (i + 1) * 20))
})

test('[EDGE-6] who goes on and on is a flood; a pause is forgiven', () => {
  const bucket = fullBucket(50, 0)
  for (let i = 0; i < 500; i++) take(bucket, 50, 0)
  expect(take(bucket, 50, 2000)).toBe(0)
  const waits = Array.from({ length: 600 }, () => take(bucket, 50, 2000))
  expect(waits.at(-1)).toBe(Number.POSITIVE_INFINITY)
  expect(waits.findIndex((wait) => wait === Number.POSITIVE_INFINITY)).toBeGreaterThan(500)
})
