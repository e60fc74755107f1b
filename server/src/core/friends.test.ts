import { createFriends } from './friends.ts'
import { createCast, createWorld, failureOf } from './testing/world.ts'

const cast = async (limits = {}) => {
  const world = await createWorld({ limits })
  const people = await createCast(world)
  return { world, ...people, friends: createFriends(world.chat.core, world.publish), [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() }
}

test('[CORE-30] friends keep each other, both are told, and both again when one of them ends it', async () => {
  await using at = await cast()
  const { world, ada, bo, dee, friends } = at
  const kept = async () => [
    (await world.do(ada, 'contact.list', {})).contacts.map(({ name }) => name),
    (await world.do(bo, 'contact.list', {})).contacts.map(({ name }) => name),
  ]
  world.told.length = 0
  expect(await friends.befriend(ada.caller, bo.id)).toBe(true)
  expect(await friends.befriend(ada.caller, bo.id)).toBe(false)
  expect(await kept()).toEqual([['Bo'], ['Ada']])
  expect(world.told.map(({ event, to }) => [event.event, [...to]])).toEqual([
    ['contact.added', [ada.id]],
    ['contact.added', [bo.id]],
  ])
  world.told.length = 0
  expect(await friends.unfriend(bo.caller, ada.id)).toBe(true)
  expect(await friends.unfriend(bo.caller, ada.id)).toBe(false)
  expect(await kept()).toEqual([[], []])
  expect(world.told.map(({ event, to }) => [event.event, [...to]])).toEqual([
    ['contact.removed', [bo.id]],
    ['contact.removed', [ada.id]],
  ])
  await world.do(ada, 'contact.add', { user: dee.id })
  expect(await friends.befriend(dee.caller, ada.id)).toBe(true)
  expect(await friends.unfriend(ada.caller, dee.id)).toBe(true)
})

test('[CORE-30] whoever has no room for another contact stays without, and so does the other', async () => {
  await using at = await cast({ contactsPerPerson: 1 })
  const { world, ada, bo, cy, friends } = at
  await world.do(bo, 'contact.add', { user: cy.id })
  expect(await failureOf(() => friends.befriend(ada.caller, bo.id))).toBe('too_many_contacts')
  expect((await world.do(ada, 'contact.list', {})).contacts).toEqual([])
  await world.do(ada, 'session.close', {})
  expect(await failureOf(() => friends.befriend(ada.caller, cy.id))).toBe('session_unknown')
})
