import { expect, it } from 'vitest'
import { failureOf } from '#core/testing/world.ts'
import { join, openCallHouse } from './testing/house.ts'

it('[CALLS-3] who is muted in the room, or everywhere, speaks in no call of it, also when they come in later', async () => {
  await using house = await openCallHouse()
  const { ada, bo, workshop } = await house.cast()
  const { world } = house
  await join(world, ada, workshop.id)
  const { you } = await join(world, bo, workshop.id)
  await world.do(ada, 'moderation.mute', { user: bo.id, room: workshop.id, minutes: 5, reason: '' })
  const speak = (participant: typeof you) => failureOf(() => world.do(bo, 'call.set', { room: workshop.id, participant, muted: false }))
  expect(await speak(you)).toBe('may_not_speak')
  const allow = () => world.do(ada, 'call.allow', { room: workshop.id, participant: you, speaks: true })
  expect(await failureOf(allow)).toBe('not_allowed')
  await world.do(bo, 'call.leave', { room: workshop.id })
  expect(await speak((await join(world, bo, workshop.id)).you)).toBe('may_not_speak')
  await world.do(ada, 'moderation.unmute', { user: bo.id, room: workshop.id })
  await world.do(bo, 'call.leave', { room: workshop.id })
  expect(await speak((await join(world, bo, workshop.id)).you)).toBe('no failure')
})
