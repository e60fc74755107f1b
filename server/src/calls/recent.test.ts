import { expect, it } from 'vitest'
import { join, openCallHouse, told } from './testing/house.ts'
import { until } from './testing/until.ts'

it('[CALLS-4] the last calls of one’s rooms, the newest first, and of no others', async () => {
  await using house = await openCallHouse()
  const { world } = house
  const { ada, bo, dee, workshop } = await house.cast()
  const { room } = await world.do(ada, 'room.direct', { user: bo.id })
  await join(world, ada, workshop.id)
  await world.do(ada, 'call.leave', { room: workshop.id })
  await until('the first is over', () => told(world, 'call.ended').length === 1)
  house.pass(1000)
  const { call } = await join(world, ada, room.id)
  const { calls } = await world.do(bo, 'call.recent', {})
  expect(calls).toMatchObject([
    { room: room.id, call: { id: call.id, ended: null } },
    { room: workshop.id, call: { by: ada.id, ended: { why: 'left' } } },
  ])
  expect((await world.do(dee, 'call.recent', {})).calls).toEqual([])
})
