import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { sealingHere } from './sealing.ts'
import { createSealingAside } from './sealing-aside.ts'

/** Where Linux tells of them; elsewhere threads have no priority of their own. */
const THREADS = '/proc/self/task'

/** By the name the system knows each by, its priority among the others: 0, or more for who steps back. */
const priorities = (): readonly (readonly [name: string, nice: number])[] =>
  (existsSync(THREADS) ? readdirSync(THREADS) : []).flatMap((thread) => {
    try {
      const stat = readFileSync(`${THREADS}/${thread}/stat`, 'utf8')
      // `12 (node) S 1 …`: of what follows the name, the seventeenth is the priority.
      return [[thread, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16])] as const]
    } catch {
      return []
    }
  })

it('[CORE-9] what is sealed in a thread is verified there and here, and the other way round', async () => {
  await using aside = createSealingAside(1)
  const here = sealingHere()
  const [one, other] = await Promise.all([aside.seal('a long walk'), here.seal('a long walk')])
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect([await aside.verify(other, 'a long walk'), await here.verify(one, 'a long walk')]).toEqual([true, true])
  expect([await aside.verify(other, 'a short walk'), await here.verify(one, 'a short walk')]).toEqual([false, false])
  await expect(aside.verify('no seal at all', 'a long walk')).rejects.toThrow()
  expect(await aside.verify(one, 'a long walk')).toBe(true)
})

it('[CORE-9] the threads that seal step back behind all others, and nobody else does', async () => {
  const before = new Map(priorities())
  await using aside = createSealingAside(2)
  await Promise.all([aside.seal('a long walk'), aside.seal('another one')])
  const after = priorities()
  expect(after.filter(([thread, nice]) => !before.has(thread) && nice === 19)).toHaveLength(existsSync(THREADS) ? 2 : 0)
  for (const [thread, nice] of after) if (before.has(thread)) expect([thread, nice]).toEqual([thread, before.get(thread)])
})

it('[CORE-9] a thread that seals goes when nobody asks for it, and the next who asks has another', async () => {
  await using aside = createSealingAside(1, 1)
  const sealed = await aside.seal('a long walk')
  await new Promise((later) => setTimeout(later, 50))
  expect(await aside.verify(sealed, 'a long walk')).toBe(true)
})

it('[CORE-9] who waits for a thread when all is closed is told so', async () => {
  const aside = createSealingAside(1)
  const asked = aside.seal('a long walk').catch((fault: unknown) => String(fault))
  await aside[Symbol.asyncDispose]()
  expect(await asked).toMatch('the thread that seals has ended')
})
