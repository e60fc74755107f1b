import { ChatError } from '@hearth/protocol/errors.ts'
import { expect, it } from 'vitest'
import * as users from '#store/users.ts'
import { createGuesses } from './guessing.ts'
import { prove } from './keys.ts'
import { createWorld, failureOf } from './testing/world.ts'

const somebody = { name: 'Ada', address: '10.0.0.1' }

async function fail(guesses: ReturnType<typeof createGuesses>, who: typeof somebody): Promise<void> {
  using guess = await guesses.begin(who)
  await guess.wrong()
}

it('[CORE-9] a storm of guesses that are to wait asks the store nothing, and writes nothing', async () => {
  const asked: string[] = []
  await using world = await createWorld({ onQuery: (text) => void asked.push(text) })
  const guesses = createGuesses(world.store, () => world.now)
  for (let at = 0; at < 50; at++) await fail(guesses, { ...somebody, name: `Nobody${at}` })
  asked.length = 0
  const storm = Array.from({ length: 1000 }, (_, at) => failureOf(() => guesses.begin({ ...somebody, name: `Somebody${at}` })))
  expect(new Set(await Promise.all(storm))).toEqual(new Set(['slow_down']))
  expect(() => guesses.checkMayTry(somebody)).toThrow(ChatError)
  expect(asked).toEqual([])
  // Elsewhere nobody waits; and here neither, when the time is over.
  guesses.checkMayTry({ ...somebody, address: '10.0.0.2' })
  world.now += 61_000
  guesses.checkMayTry(somebody)
})

it('[CORE-9] of what an older program sends nothing is looked up beyond whose it is while its sender is to wait', async () => {
  const asked: string[] = []
  await using world = await createWorld({ onQuery: (text) => void asked.push(text) })
  await world.person('Ada')
  const row = await world.store.read((tx) => users.byNameKey(tx, 'ada'))
  const send = (form: 'plain' | 'salted') =>
    failureOf(() => prove(world.chat.core, row, { form, secret: 'a short walk in the rain' }, somebody))
  for (let at = 0; at < 5; at++) expect(await send('salted')).toBe('bad_credentials')
  asked.length = 0
  expect([await send('salted'), await send('plain')]).toEqual(['slow_down', 'slow_down'])
  expect(asked).toEqual([])
})

it('[CORE-9] what another run of the server counted is remembered as soon as it is met', async () => {
  await using world = await createWorld()
  const before = createGuesses(world.store, () => world.now)
  for (let at = 0; at < 6; at++) {
    await fail(before, somebody)
    world.now += at < 5 ? 61_000 : 0
  }
  const guesses = createGuesses(world.store, () => world.now)
  guesses.checkMayTry(somebody)
  expect(await failureOf(() => guesses.begin(somebody))).toBe('slow_down')
  expect(() => guesses.checkMayTry(somebody)).toThrow(ChatError)
})

it('[CORE-9] who is let in is forgiven, and old failures are forgotten', async () => {
  await using world = await createWorld()
  const guesses = createGuesses(world.store, () => world.now)
  const kept = () => world.store.read((tx) => tx.selectFrom('attempts').select('key').execute())
  for (let at = 0; at < 3; at++) await fail(guesses, somebody)
  {
    using guess = await guesses.begin(somebody)
    await guess.right()
  }
  expect(await kept()).toEqual([{ key: '10.0.0.1' }])
  world.now += 2 * 60 * 60 * 1000
  await fail(guesses, { name: 'Bo', address: '10.0.0.2' })
  expect((await kept()).map(({ key }) => key).toSorted()).toEqual(['10.0.0.2', '10.0.0.2 bo'])
})

it('[CORE-9] old failures are forgotten while others go on failing, too', async () => {
  await using world = await createWorld()
  const guesses = createGuesses(world.store, () => world.now)
  await fail(guesses, somebody)
  for (let at = 0; at < 240; at++) {
    world.now += 30_000
    await fail(guesses, { name: `Nobody${at}`, address: `10.1.${at}.1` })
  }
  const kept = await world.store.read((tx) => tx.selectFrom('attempts').select('key').execute())
  expect(kept.filter(({ key }) => key.startsWith('10.0.0.1'))).toEqual([])
  // Two rows for each failure of the last hour, and of the minute before the last sweep.
  expect(kept.length).toBeLessThanOrEqual(2 * (120 + 4))
})

it('[CORE-9] a clock that is set back by an hour keeps nobody waiting for an hour, whether the wait is remembered or read', async () => {
  await using world = await createWorld()
  const before = createGuesses(world.store, () => world.now)
  for (let at = 0; at < 5; at++) await fail(before, somebody)
  expect(await failureOf(() => before.begin(somebody))).toBe('slow_down')
  world.now -= 60 * 60 * 1000
  before.checkMayTry(somebody)
  // Another run of the server, which remembers nothing.
  const guesses = createGuesses(world.store, () => world.now)
  await fail(guesses, somebody)
  // A wait by the clock of now is one.
  expect(await failureOf(() => guesses.begin(somebody))).toBe('slow_down')
})

it('[CORE-9] a wait from before the clock was set back hides no other that holds', async () => {
  await using world = await createWorld()
  const guesses = createGuesses(world.store, () => world.now)
  for (let at = 0; at < 5; at++) await fail(guesses, somebody)
  world.now -= 60 * 60 * 1000
  for (let at = 0; at < 45; at++) await fail(guesses, { ...somebody, name: `Nobody${at}` })
  expect(await failureOf(() => guesses.begin(somebody))).toBe('slow_down')
})
