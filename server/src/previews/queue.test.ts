import { expect, it } from 'vitest'
import { createQueue } from './queue.ts'

it('[PREVIEWS-2] one person who sends hundreds of links that never answer keeps nobody else’s from being looked at', () => {
  const queue = createQueue<string>()
  for (let n = 0; n < 300; n++) queue.put('mallory', `slow ${n}`)
  queue.put('ada', 'fire')
  const taken = [queue.take(), queue.take(), queue.take(), queue.take()]
  expect(taken.map((one) => one?.job)).toEqual(['slow 0', 'slow 1', 'fire', undefined])
  // Ten of one person wait, and one after another is looked at as others end.
  let last = ''
  for (let next = taken[0]; next !== undefined; next = queue.take()) {
    last = next.job
    next.done()
  }
  expect(last).toBe('slow 9')
})

it('[PREVIEWS-2] four at once, and a hundred that wait, whoever they are of', () => {
  const queue = createQueue<number>()
  for (let n = 0; n < 300; n++) queue.put(`person ${n}`, n)
  const [first, ...others] = [queue.take(), queue.take(), queue.take(), queue.take()]
  expect(others.map((one) => one?.job)).toEqual([1, 2, 3])
  expect(queue.take()).toBeUndefined()
  first?.done()
  let done = 0
  for (let next = queue.take(); next !== undefined; next = queue.take()) {
    next.done()
    done++
  }
  expect(done).toBe(96)
})
