import { expect, test } from 'vitest'
import { createTurnstile } from './turnstile.ts'

test('[VASES-22] only so many files are on their way at a time, in order; one that fails or dawdles holds nobody up', async () => {
  const turn = createTurnstile(2, 50)
  const order: string[] = []
  let [inside, most] = [0, 0]
  const work = (name: string) => async () => {
    most = Math.max(most, ++inside)
    order.push(name)
    await new Promise((go) => setImmediate(go))
    inside--
    if (name === 'b') throw new Error('b')
  }
  const all = await Promise.allSettled(['a', 'b', 'c', 'd', 'e'].map((name) => turn(work(name))))
  expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled'])
  expect([order.join(''), most]).toEqual(['abcde', 2])

  const never = Array.from({ length: 2 }, () => Promise.withResolvers<void>())
  const dawdling = never.map(({ promise }) => turn(() => promise))
  expect(await turn(async () => 'let in')).toBe('let in')
  for (const { resolve } of never) resolve()
  await Promise.all(dawdling)
})
