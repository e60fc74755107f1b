import type { CallId, RoomId } from '@hearth/protocol/ids.ts'
import { expect, it } from 'vitest'
import { createWorld, failureOf } from '#core/testing/world.ts'
import { join, nobody } from './testing/house.ts'

const nowhere = '0'.repeat(26) as RoomId & CallId

it('[CALLS-4] turned off, all that would begin or enter a call says so', async () => {
  await using world = await createWorld()
  const ada = await world.person('Ada')
  const room = nowhere
  expect(await failureOf(() => join(world, ada, room))).toBe('calls_off')
  expect(await failureOf(() => world.do(ada, 'call.start', { room }))).toBe('calls_off')
  expect(await failureOf(() => world.do(ada, 'call.here', { room, participant: nobody }))).toBe('not_in_call')
  expect(await world.do(ada, 'call.leave', { room })).toEqual({})
})
