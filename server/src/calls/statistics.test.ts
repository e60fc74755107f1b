import type { SessionId } from '@hearth/protocol/ids.ts'
import { expect, it } from 'vitest'
import { failureOf } from '#core/testing/world.ts'
import { join, openCallHouse } from './testing/house.ts'

it('[CALLS-4] what the server sees of a call is told to who is in it, on any device of theirs, and to nobody else', async () => {
  await using house = await openCallHouse()
  const { world } = house
  const { ada, bo, workshop } = await house.cast()
  const { you } = await join(world, ada, workshop.id)
  const place = { room: workshop.id, participant: you }
  const elsewhere = { ...ada, caller: { ...ada.caller, session: 'e'.repeat(26) as SessionId } }
  for (const device of [ada, elsewhere]) {
    const { engine, participants } = await world.do(device, 'call.statistics', place)
    expect(engine).toBe('werift')
    expect(participants.map(({ participant }) => participant)).toEqual([you])
  }
  // To look is all that another device may.
  expect(await failureOf(() => world.do(elsewhere, 'call.set', { ...place, muted: true }))).toBe('not_in_call')
  expect(await failureOf(() => world.do(bo, 'call.statistics', place))).toBe('not_in_call')
})
