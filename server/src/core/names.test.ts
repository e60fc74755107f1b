// Names that an eye takes for somebody else's.
import { lookOf } from '@hearth/protocol/looks.ts'
import { expect, it } from 'vitest'
import { nameKey } from './names.ts'
import { createWorld, failureOf, PASSWORD, type World } from './testing/world.ts'

const register = (world: World, name: string) =>
  failureOf(() => world.chat.execute(world.stranger, 'account.register', { name, password: PASSWORD }))

it('[CORE-12] nobody is called by a name that looks like somebody else’s, in whatever alphabet, by whatever way they come to it', async () => {
  await using world = await createWorld()
  await world.person('Ada')
  const bo = await world.person('Bo')
  // Cyrillic а, all Cyrillic, small capitals, a fullwidth letter.
  for (const name of ['\u0430da', '\u0410d\u0430', '\u1d00\u1d05\u1d00', '\uff21da', 'b\u043e', '\u0392\u039f'])
    expect([name, await register(world, name)]).toEqual([name, 'name_taken'])
  expect(await failureOf(() => world.chat.execute(world.stranger, 'guest.enter', { name: '\u0430da' }))).toBe('name_taken')
  expect(await failureOf(() => world.do(bo, 'account.change', { name: '\u0430d\u0430' }))).toBe('name_taken')
  // The other way round, too: who was there first keeps it.
  expect(await register(world, '\u0421\u043e\u0441\u043e')).toBe('no failure')
  expect(await register(world, 'Coco')).toBe('name_taken')
  // One’s own name may be written otherwise.
  expect(await failureOf(() => world.do(bo, 'account.change', { name: 'B\u043e' }))).toBe('no failure')
  expect(await failureOf(() => world.do(bo, 'account.change', { name: 'BO' }))).toBe('no failure')
})

it('[CORE-12] names of any alphabet that look like nobody’s are taken as they are', async () => {
  await using world = await createWorld()
  for (const name of ['Zo\u00eb', 'Zoe', 'Аnna.Иванова', 'Ελένη', '王芳', 'أحمد', 'bo1', 'bol'])
    expect([name, await register(world, name)]).toEqual([name, 'no failure'])
  expect(lookOf(nameKey('Ада'))).not.toBe('ada')
})

it('[CORE-12] a name holds nothing that nobody sees; a guest’s comes without it', async () => {
  await using world = await createWorld()
  for (const name of ['Ada\ufe0f', 'A\u034fda', '\u3164Ada', 'Ada\u1160', 'Ada\u{e0100}'])
    expect([JSON.stringify(name), await register(world, name)]).toEqual([JSON.stringify(name), 'name_invalid'])
  await world.person('Ada')
  expect(await failureOf(() => world.chat.execute(world.stranger, 'guest.enter', { name: 'Ada\ufe0f' }))).toBe('name_taken')
})
