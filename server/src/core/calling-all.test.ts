// `@all` and `@here`: whom they call, where, and who may.
import type { RoomId } from '@hearth/protocol/ids.ts'
import { expect, it } from 'vitest'
import { createCast, createWorld, type Person, say } from './testing/world.ts'

async function scene() {
  const world = await createWorld()
  const cast = await createCast(world)
  const called = async (who: Person, room: RoomId, text: string) => {
    const { id } = await say(world, who, room, text)
    return new Set((await world.do(who, 'message.get', { room, id })).message.mentions)
  }
  return { world, ...cast, called }
}

it('[CORE-48] @all calls everybody in a group but its author, each once', async () => {
  const { ada, bo, cy, workshop, called } = await scene()
  expect(await called(ada, workshop.id, 'Tea, @all! You too, @bo')).toEqual(new Set([bo.id, cy.id]))
  expect(await called(cy, workshop.id, '@ALL, @here')).toEqual(new Set([ada.id, bo.id]))
  expect(await called(ada, workshop.id, 'mail@all is nobody, @everything too')).toEqual(new Set())
})

it('[CORE-48] @here calls those of them who are connected', async () => {
  const { world, ada, cy, dee, workshop, called } = await scene()
  world.online = [ada, cy, dee].map(({ id }) => ({ user: id, state: 'online', seenAt: null }))
  expect(await called(ada, workshop.id, 'Who comes along, @here?')).toEqual(new Set([cy.id]))
})

it('[CORE-48] in the lobby and in channels their admins alone may, and in a private chat it is a word', async () => {
  const { world, ada, bo, lobby, office, called } = await scene()
  const { room } = await world.do(bo, 'room.direct', { user: ada.id })
  expect(await called(bo, lobby, 'Hello @all')).toEqual(new Set())
  expect(await called(bo, room.id, 'Hello @all')).toEqual(new Set())
  expect(await called(ada, office.id, 'Closed tomorrow, @all')).toEqual(new Set([bo.id]))
})
