import { ChatError } from '@hearth/protocol/errors.ts'
import { expect, it } from 'vitest'
import { createGuesses } from './guessing.ts'
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
