import { ChatError } from '@hearth/protocol/errors.ts'
import { expect, it } from 'vitest'
import { StorageError } from '#store/open.ts'
import { standInTurn, type Together, type Turn } from './gathering.ts'
import { createWorld, type World } from './testing/world.ts'

type One = { readonly name: string; readonly settle: (found: string) => void; readonly fail: (fault: unknown) => void }

/** Stands in the turn, and tells what came of it. */
function standing(world: World, work: Together<One, string>['work']) {
  const turn: Turn<One> = { waiting: [] }
  const groups: string[] = []
  const together: Together<One, string> = {
    work(tx, group) {
      groups.push(group.map(({ name }) => name).join(''))
      return work(tx, group)
    },
    settle: ({ settle }, found) => settle(found),
  }
  const stand = (name: string, isWith = true): Promise<string> =>
    new Promise<string>((settle, fail) => standInTurn(world.store, turn, { name, settle, fail }, isWith, together)).catch(
      (fault: unknown) => (fault instanceof ChatError ? fault.code : String(fault)),
    )
  return { stand, groups, turn }
}

const each = async (group: readonly One[]): Promise<string[]> => group.map(({ name }) => `of ${name}`)

it('[CORE-20] who stand in the same turn are answered in one go, each theirs, at most 128; who may not join them, or comes when it is there, has the next', async () => {
  await using world = await createWorld()
  const { stand, groups, turn } = standing(world, (_tx, group) => each(group))
  const answers = ['a', 'b', 'c'].map((name) => stand(name))
  answers.push(stand('d', false), stand('e'))
  expect(await Promise.all(answers)).toEqual(['of a', 'of b', 'of c', 'of d', 'of e'])
  expect([groups.splice(0), turn.waiting]).toEqual([['abc', 'de'], []])
  await Promise.all(Array.from({ length: 200 }, () => stand('x')))
  expect(groups.map(({ length }) => length)).toEqual([128, 72])
})

it('[CORE-20] what is wrong with one of a turn is told to that one alone, and what breaks all of it is tried for each', async () => {
  await using world = await createWorld()
  const refusing = standing(world, async (_tx, group) => group.map(({ name }) => (name === 'b' ? new ChatError('banned') : `of ${name}`)))
  expect(await Promise.all(['a', 'b', 'c'].map((name) => refusing.stand(name)))).toEqual(['of a', 'banned', 'of c'])
  const breaking = standing(world, (_tx, group) =>
    group.some(({ name }) => name === 'b') ? Promise.reject(new Error('broken')) : each(group),
  )
  expect(await Promise.all(['a', 'b', 'c'].map((name) => breaking.stand(name)))).toEqual(['of a', 'Error: broken', 'of c'])
  expect(breaking.groups).toEqual(['abc', 'a', 'b', 'c'])
})

it('[CORE-20] where the store cannot write nobody of a turn is tried again, and a fault in answering one is theirs alone', async () => {
  await using world = await createWorld()
  const full = standing(world, () => Promise.reject(new StorageError('full')))
  expect(await Promise.all(['a', 'b'].map((name) => full.stand(name)))).toEqual([
    expect.stringContaining('full'),
    expect.stringContaining('full'),
  ])
  expect(full.groups).toEqual(['ab'])
  const turn: Turn<One> = { waiting: [] }
  const heard: string[] = []
  const one = (name: string): One => ({
    name,
    settle: (found) => {
      if (name === 'a') throw new Error('deaf')
      heard.push(found)
    },
    fail: (fault) => void heard.push(String(fault)),
  })
  await new Promise<void>((done) => {
    for (const name of ['a', 'b'])
      standInTurn(world.store, turn, one(name), true, {
        work: (_tx, group) => each(group),
        settle: ({ settle }, found) => settle(found),
        done: () => done(),
      })
  })
  expect(heard).toEqual(['Error: deaf', 'of b'])
})
