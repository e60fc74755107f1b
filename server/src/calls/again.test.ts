import { expect, it } from 'vitest'
import { join, openCallHouse, told } from './testing/house.ts'
import { createPeer } from './testing/peer.ts'
import { until } from './testing/until.ts'

it('[CALLS-4] who comes in at which line is told once more with the next sign of life, and then no more', async () => {
  await using house = await openCallHouse()
  const { world } = house
  const { ada, bo } = await house.cast()
  const { room } = await world.do(ada, 'room.create', { kind: 'group', name: 'Workshop', members: [bo.id] })
  await join(world, bo, room.id)
  const { you } = await join(world, ada, room.id)
  const mine = <T extends { readonly participant: string }>(all: readonly T[]): readonly T[] =>
    all.filter(({ participant }) => participant === you)
  const peer = createPeer()
  await until('an offer', () => mine(told(world, 'call.offer')).length > 0)
  const [offer] = mine(told(world, 'call.offer'))
  const place = { room: room.id, participant: you }
  await world.do(ada, 'call.answer', { ...place, peer: offer?.peer ?? 0, n: offer?.n ?? 0, sdp: await peer.answer(offer?.sdp ?? '') })
  await until('who comes in where', () => mine(told(world, 'call.slots')).length > 0)
  const [first] = mine(told(world, 'call.slots'))
  expect(first?.slots.some(({ from }) => from?.source === 'mic')).toBe(true)
  await world.do(ada, 'call.here', place)
  expect(mine(told(world, 'call.slots'))).toEqual([first, first])
  await world.do(ada, 'call.here', place)
  expect(mine(told(world, 'call.slots'))).toHaveLength(2)
  peer.close()
})

it('[CALLS-12] who stays in a call for longer than a TURN password is good for is told a new one with each offer', async () => {
  await using house = await openCallHouse()
  const { world, dials } = house
  const { ada, workshop } = await house.cast()
  const { you } = await join(world, ada, workshop.id)
  const until6h = () => told(world, 'call.offer').map(({ iceServers }) => Number(iceServers?.[0]?.username?.split(':')[0]))
  await until('an offer', () => until6h().length > 0)
  const place = { room: workshop.id, participant: you }
  const began = dials.now
  dials.now += 5 * 60 * 60 * 1000
  await world.do(ada, 'call.here', place)
  await world.do(ada, 'call.restart', { ...place, peer: 0, way: true })
  await until('another offer', () => until6h().length > 1)
  expect(until6h()[0]).toBe(Math.floor(began / 1000) + 6 * 60 * 60)
  expect(until6h().at(-1)).toBe(Math.floor(dials.now / 1000) + 6 * 60 * 60)
})
