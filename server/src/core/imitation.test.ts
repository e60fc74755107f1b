// Names to be shown by that an eye takes for those of somebody who looks after the server.
import { expect, it } from 'vitest'
import { type Known, personOf } from './factors/outsiders.ts'
import { createLegacy } from './legacy.ts'
import { createWorld, failureOf, PASSWORD, type Person, type World } from './testing/world.ts'

/** Ada owns the server and is shown as Ada Lovelace; Mo is a moderator; Bo and Cy are members. */
async function scene() {
  const world = await createWorld({ settings: { older: { forms: [] } } })
  const [ada, mo, bo, cy] = [await world.person('Ada'), await world.person('Mo'), await world.person('Bo'), await world.person('Cy')]
  await world.store.write((tx) => tx.updateTable('users').set({ rank: 'owner', admin: 1 }).where('id', '=', ada.id).execute())
  await world.do(ada, 'account.change', { displayName: 'Ada Lovelace' })
  await world.do(ada, 'moderation.role', { user: mo.id, role: 'moderator' })
  return { world, ada, mo, bo, cy }
}

const show = (world: World, who: Person, displayName: string) => failureOf(() => world.do(who, 'account.change', { displayName }))
/** Cyrillic a, small capitals, signs and spaces, the other name of hers, a sign by which clients tell people apart, another’s name. */
const alike = [
  'Ada Lovelace',
  '\u0410da Lovelac\u0435',
  'ADA.LOVELACE \u2713',
  '\u2605 ada',
  '\u1d00\u1d05\u1d00',
  'Ada (@Ada)',
  '@ada',
  'M\u043e',
]

it('[CORE-12] nobody comes to be shown as who looks after the server, by whatever way', async () => {
  const { world, ada, bo } = await scene()
  for (const [at, displayName] of alike.entries()) {
    const tries = {
      change: () => world.do(bo, 'account.change', { displayName }),
      register: () => world.chat.execute(world.stranger, 'account.register', { name: `eve${at}`, password: PASSWORD, displayName }),
      create: () => world.do(ada, 'admin.create', { name: `eve${at}`, displayName }),
    }
    for (const [how, work] of Object.entries(tries))
      expect([how, displayName, await failureOf(work)]).toEqual([how, displayName, 'name_taken'])
  }
  // Whose name is another than what they are shown as, so that only that tells.
  expect(await failureOf(() => world.chat.execute(world.stranger, 'guest.enter', { name: 'Ada Lovelace' }))).toBe('name_taken')
  expect(await failureOf(() => world.chat.execute(world.stranger, 'guest.enter', { name: 'A d a' }))).toBe('name_taken')
  const legacy = createLegacy(world.chat.core, world.publish, [])
  await legacy.load()
  expect(await failureOf(() => legacy.renamePerson(bo.caller, 'eve', 'Ada'))).toBe('name_taken')
  expect((await world.do(bo, 'people.get', { users: [bo.id] })).people[0]).toMatchObject({ name: 'Bo', displayName: 'Bo' })
  await legacy.renamePerson(bo.caller, 'eve', 'Eve & co')
  expect((await world.do(bo, 'people.get', { users: [bo.id] })).people[0]).toMatchObject({ name: 'eve', displayName: 'Eve & co' })
})

it('[CORE-12] nobody comes to sign in by a name that looks like what who looks after the server is shown as', async () => {
  const { world, ada, bo } = await scene()
  // Cyrillic a, signs between, fancy letters; what Ada signs in with, spelled otherwise.
  for (const name of ['AdaLovelace', 'ada.lovelace', '\u0430da_lovelace', '\u1d00\u1d05\u1d00-lovelace', 'A.d.a']) {
    const tries = {
      change: () => world.do(bo, 'account.change', { name }),
      register: () => world.chat.execute(world.stranger, 'account.register', { name, password: PASSWORD, displayName: 'Eve' }),
      create: () => world.do(ada, 'admin.create', { name, displayName: 'Eve' }),
    }
    for (const [how, work] of Object.entries(tries)) expect([how, name, await failureOf(work)]).toEqual([how, name, 'name_taken'])
  }
  const legacy = createLegacy(world.chat.core, world.publish, [])
  await legacy.load()
  expect(await failureOf(() => legacy.renamePerson(bo.caller, 'adalovelace', 'Eve'))).toBe('name_taken')
  expect((await world.do(bo, 'people.get', { users: [bo.id] })).people[0]).toMatchObject({ name: 'Bo', displayName: 'Bo' })
  // Their own name they write as they like, and what somebody was called before stays theirs.
  expect(await failureOf(() => world.do(ada, 'account.change', { name: 'ada.lovelace' }))).toBe('no failure')
  await world.do(ada, 'account.change', { displayName: 'b.o' })
  expect(await failureOf(() => world.do(bo, 'account.change', { name: 'BO' }))).toBe('no failure')
})

it('[CORE-12] honest people share names, and those who look after the server write theirs as they like', async () => {
  const { world, ada, mo, bo, cy } = await scene()
  for (const who of [bo, cy]) expect(await show(world, who, 'Maria')).toBe('no failure')
  expect(await show(world, ada, 'ADA')).toBe('no failure')
  // Nobody loses the name they had when its twin comes to rule, whatever else they change.
  await world.do(ada, 'moderation.role', { user: bo.id, role: 'moderator' })
  expect(await failureOf(() => world.do(cy, 'account.change', { displayName: 'Maria', status: 'here' }))).toBe('no failure')
  expect(await show(world, mo, 'Maria')).toBe('name_taken')
  // What nobody of them is called any more is free.
  await world.do(ada, 'moderation.role', { user: bo.id, role: 'member' })
  expect(await show(world, mo, 'Maria')).toBe('no failure')
})

it('[CORE-12] who is vouched for by somebody else is let in, told apart from who looks after the server', async () => {
  const { world } = await scene()
  const enter = (name: string, displayName: string): Promise<Known> =>
    world.store.write((tx) => personOf(world.chat.core, tx, 'ldap', { subject: name, name, displayName, role: null, isOff: false }, true))
  expect((await enter('ada2', 'Ada Lovelace')).row.displayName).toBe('Ada Lovelace (@ada2)')
  expect((await enter('ada2', 'Ada Lovelace')).row.displayName).toBe('Ada Lovelace (@ada2)')
  expect((await enter('lovelace.'.repeat(6) + 'ada', 'Ada Lovelace')).row.displayName).toBe(`Ada (@${'lovelace.'.repeat(6)}ada)`)
  expect((await enter('max', 'Bo')).row.displayName).toBe('Bo')
})
