import type { Wanted } from '@hearth/protocol/call-shapes.ts'
import { UNSAID_HEIGHT } from '@hearth/protocol/call-sizes.ts'
import type { ParticipantId } from '@hearth/protocol/ids.ts'
import { expect, it } from 'vitest'
import { failureOf } from '#core/testing/world.ts'
import { join, openCallHouse, told } from './testing/house.ts'
import { watched } from './watched.ts'

const [a, b, c] = ['a', 'b', 'c'] as [ParticipantId, ParticipantId, ParticipantId]
const want = (participant: ParticipantId, height: number, source: Wanted['source'] = 'camera'): Wanted => ({ participant, source, height })

it('[CALLS-14] a picture is wanted as large as whoever looks at it largest, and not by oneself', () => {
  const all = watched(
    new Map([
      [a, [want(b, 720), want(c, 100), want(c, 900, 'screen'), want(a, 2000)]],
      [b, [want(c, 360)]],
      [c, []],
    ]),
  )
  expect(all.get(a)).toEqual({ camera: 0, screen: 0 })
  expect(all.get(b)).toEqual({ camera: 720, screen: 0 })
  expect(all.get(c)).toEqual({ camera: 360, screen: 900 })
})

it('[CALLS-14] who has not said what they want is sent small pictures: those are made', () => {
  expect(watched(new Map([[a, undefined]])).get(a)).toEqual({ camera: 0, screen: 0 })
  const two = watched(new Map([...([[a, undefined]] as const), [b, [want(a, 90)]]]))
  expect(two.get(a)).toEqual({ camera: 90, screen: 0 })
  expect(two.get(b)).toEqual({ camera: UNSAID_HEIGHT, screen: UNSAID_HEIGHT })
})

it('[CALLS-14] how many lines a camera has is said by its page, and the engine that is opened anew is told again', async () => {
  await using house = await openCallHouse()
  const { world } = house
  const { ada, bo, workshop } = await house.cast()
  const { you } = await join(world, ada, workshop.id)
  await world.do(ada, 'call.set', { room: workshop.id, participant: you, camera: true, cameraLines: 360 })
  expect(house.sized).toEqual([[you, 360]])
  house.pass(2000)
  await world.do(ada, 'call.restart', { room: workshop.id, participant: you, peer: 0 })
  expect(house.sized).toEqual([
    [you, 360],
    [you, 360],
  ])
  const boIn = await join(world, bo, workshop.id)
  expect(await failureOf(() => world.do(bo, 'call.set', { room: workshop.id, participant: you, cameraLines: 90 }))).toBe('not_in_call')
  expect(boIn.you).not.toBe(you)
  expect(house.sized).toHaveLength(2)
})

it('[CALLS-14] it is told to whom it is about alone, when it changes, and again to who may have missed it', async () => {
  await using house = await openCallHouse()
  const { world } = house
  const { ada, bo, workshop } = await house.cast()
  const looked = () => told(world, 'call.watched').map(({ participant, camera, screen }) => [participant, camera, screen])
  const adaIn = await join(world, ada, workshop.id)
  expect(looked()).toEqual([[adaIn.you, 0, 0]])
  const boIn = await join(world, bo, workshop.id)
  expect(looked().slice(1)).toEqual([
    [adaIn.you, UNSAID_HEIGHT, UNSAID_HEIGHT],
    [boIn.you, UNSAID_HEIGHT, UNSAID_HEIGHT],
  ])
  const say = (height: number) => world.do(bo, 'call.want', { room: workshop.id, participant: boIn.you, videos: [want(adaIn.you, height)] })
  await say(720)
  await say(720)
  // Larger at once; smaller, as what nobody looks at any more, a moment later.
  expect(looked().slice(3)).toEqual([[adaIn.you, 720, UNSAID_HEIGHT]])
  expect(world.told.findLast(({ event }) => event.event === 'call.watched')?.to).toEqual(new Set([ada.id]))
  house.pass(1000)
  expect(looked().slice(4)).toEqual([[adaIn.you, 720, 0]])
  await world.do(ada, 'call.here', { room: workshop.id, participant: adaIn.you })
  expect(looked().slice(5)).toEqual([[adaIn.you, 720, 0]])
  // Whoever changes their mind all the time moves nobody else's.
  for (const height of [800, 900, 100, 50]) await say(height)
  expect(looked().slice(6)).toEqual([[adaIn.you, 800, 0]])
  house.pass(1000)
  house.pass(1000)
  expect(looked().slice(7)).toEqual([[adaIn.you, 50, 0]])
  await world.do(bo, 'call.leave', { room: workshop.id })
  expect(looked().slice(8)).toEqual([[adaIn.you, 0, 0]])
})
