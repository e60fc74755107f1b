import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { ChatError } from '@hearth/protocol/errors.ts'
import { expect, it } from 'vitest'
import { createPasswords } from './passwords.ts'
import { sealingHere } from './sealing.ts'
import { createSealingAside } from './sealing-aside.ts'
import { createWorld, failureOf } from './testing/world.ts'

/** Where Linux tells of them; elsewhere threads have no priority of their own. */
const THREADS = '/proc/self/task'

/** By the name the system knows each by, its priority among the others: more for who steps back. */
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

/** The threads that are begun while something is done. */
async function threadsOf(work: (begun: readonly Worker[]) => Promise<void>): Promise<readonly Worker[]> {
  const begun: Worker[] = []
  const note = (worker: Worker): void => void begun.push(worker)
  process.on('worker', note)
  try {
    await work(begun)
  } finally {
    process.off('worker', note)
  }
  return begun
}

/** Ends the next threads that begin, so many, each when it has been asked and not yet answered. */
function endNext(count: number): Disposable {
  let left = count
  const end = (worker: Worker): void => {
    if (left-- > 0) void worker.terminate()
  }
  process.on('worker', end)
  return { [Symbol.dispose]: () => process.off('worker', end) }
}

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

it('[CORE-9] the threads that seal step back by ten, and nobody else does', async () => {
  const before = new Map(priorities())
  const own = before.get(String(process.pid)) ?? 0
  await using aside = createSealingAside(2)
  await Promise.all([aside.seal('a long walk'), aside.seal('another one')])
  const after = priorities()
  const back = after.filter(([thread, nice]) => !before.has(thread) && nice === Math.min(19, own + 10))
  expect(back).toHaveLength(existsSync(THREADS) ? 2 : 0)
  for (const [thread, nice] of after) if (before.has(thread)) expect([thread, nice]).toEqual([thread, before.get(thread)])
})

it('[CORE-9] where the system lets nobody change a priority, passwords are sealed all the same', async () => {
  // Before anything else, in the process and in its threads.
  const refused = `import os from 'node:os'
    import { syncBuiltinESMExports } from 'node:module'
    os.setPriority = () => { throw new Error('EPERM: it was refused') }
    syncBuiltinESMExports()`
  const program = `import(${JSON.stringify(new URL('./sealing-aside.ts', import.meta.url).href)}).then(async ({ createSealingAside }) => {
    await using aside = createSealingAside(1)
    console.log(await aside.verify(await aside.seal('a long walk'), 'a long walk'))
  })`
  const flags = ['--import', `data:text/javascript,${encodeURIComponent(refused)}`, '--eval', program]
  const cwd = fileURLToPath(new URL('.', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, flags, { cwd, timeout: 30_000 })
  expect(stdout).toBe('true\n')
})

it('[CORE-9] a thread that seals goes when nobody asks for it, and the next who asks has another', async () => {
  await using aside = createSealingAside(1, 1)
  const begun = await threadsOf(async (threads) => {
    const sealed = await aside.seal('a long walk')
    expect(threads).toHaveLength(1)
    // Of a thread that has ended, this is its number.
    await expect.poll(() => threads[0]?.threadId, { timeout: 10_000 }).toBe(-1)
    expect(await aside.verify(sealed, 'a long walk')).toBe(true)
  })
  expect(begun).toHaveLength(2)
})

it('[CORE-9] where a thread ends before it has answered another one is asked, and where that ends, too, no third', async () => {
  await using aside = createSealingAside(1)
  const begun = await threadsOf(async () => {
    using _ended = endNext(1)
    expect(await aside.seal('a long walk')).toMatch(/^\$argon2id\$/)
  })
  expect(begun).toHaveLength(2)
  await using unlucky = createSealingAside(1)
  const others = await threadsOf(async () => {
    using _ended = endNext(2)
    await expect(unlucky.seal('a long walk')).rejects.toThrow('the thread that seals has ended')
  })
  expect(others).toHaveLength(2)
  expect(await unlucky.seal('a long walk')).toMatch(/^\$argon2id\$/)
})

it('[CORE-9] who waits for a seal when the server stops, or comes after, is told so, and no thread begins', async () => {
  const aside = createSealingAside(1)
  const begun = await threadsOf(async () => {
    const asked = failureOf(() => aside.seal('a long walk'))
    await aside[Symbol.asyncDispose]()
    expect(await asked).toBe('shutting_down')
    expect(await failureOf(() => aside.seal('another one'))).toBe('shutting_down')
  })
  expect(begun).toHaveLength(1)
})

it('[CORE-9] who waits too long for a seal is told to come again, in the line and while it is made; the place is free when it is done', async () => {
  await using world = await createWorld()
  const done: ((sealed: string) => void)[] = []
  const slow = { ...sealingHere(), atOnce: 1, seal: () => new Promise<string>((resolve) => void done.push(resolve)) }
  const passwords = createPasswords(world.store, Date.now, slow, 500)
  const seal = (address: string) => passwords.sealAny('a long walk', address)
  const late = await Promise.allSettled([seal('10.0.0.1'), seal('10.0.0.2')])
  expect(late.map((one) => one.status === 'rejected' && one.reason instanceof ChatError && one.reason.code)).toEqual([
    'slow_down',
    'slow_down',
  ])
  // The first is still made: who gave up in the line is not begun, and nobody takes the place before it is free.
  expect(await failureOf(() => seal('10.0.0.3'))).toBe('slow_down')
  expect(done).toHaveLength(1)
  done[0]?.('the first')
  const next = seal('10.0.0.4')
  await expect.poll(() => done.length, { interval: 1 }).toBe(2)
  done[1]?.('the second')
  expect(await next).toBe('the second')
})

it('[CORE-9] beside programs that take all of the processor, a right password is right within seconds', async () => {
  const busy = Array.from({ length: availableParallelism() }, () => new Worker('for (;;);', { eval: true }))
  try {
    await using world = await createWorld()
    await using aside = createSealingAside()
    const passwords = createPasswords(world.store, Date.now, aside)
    const sealed = await sealingHere().seal('a long walk')
    expect(await passwords.check(sealed, 'a long walk', { name: 'Ada', address: '10.0.0.1' })).toEqual({})
  } finally {
    await Promise.all(busy.map((worker) => worker.terminate()))
  }
})
