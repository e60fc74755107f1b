import { expect, it } from 'vitest'
import { createCast, createWorld, failureOf, say } from './testing/world.ts'

it('[CORE-20] those who have read in the same breath are answered together, each with theirs', async () => {
  const queries: string[] = []
  await using world = await createWorld({ onQuery: (text) => queries.push(text) })
  const { ada, bo, cy, dee, workshop } = await createCast(world)
  const room = workshop.id
  const first = await say(world, ada, room, 'Hello @Bo')
  const last = await say(world, ada, room, 'Still there?')
  const read = (who: typeof ada, seq: number) => world.do(who, 'room.read', { room, seq })
  queries.length = world.told.length = 0

  const all = [read(bo, last.seq), failureOf(() => read(dee, last.seq)), read(cy, first.seq), read(bo, first.seq), read(ada, 999)]
  expect(await Promise.all(all)).toEqual([
    { seq: last.seq, unread: 0, mentions: 0 },
    'not_a_member',
    { seq: first.seq, unread: 1, mentions: 0 },
    // Who asks twice is not answered with themselves.
    { seq: last.seq, unread: 0, mentions: 0 },
    { seq: last.seq, unread: 0, mentions: 0 },
  ])
  expect(queries.filter((text) => text.startsWith('update members'))).toHaveLength(2)
  expect(world.told.map(({ event, to }) => [event.event, ...to])).toEqual([
    ['room.read', bo.id],
    ['room.read', cy.id],
    ['room.read', ada.id],
  ])
})

it('[CORE-20] whoever asks for something in between keeps their place among those who have read', async () => {
  await using world = await createWorld()
  const { ada, bo, cy, workshop } = await createCast(world)
  const room = workshop.id
  const { seq } = await say(world, ada, room, 'Hello')
  world.told.length = 0
  await Promise.all([
    world.do(cy, 'room.read', { room, seq }),
    world.do(bo, 'room.mark', { places: [{ room, seq: seq - 1 }] }),
    world.do(bo, 'room.read', { room, seq }),
  ])
  expect(world.told.map(({ event, to }) => [...to, event.with])).toEqual([
    [cy.id, { seq, unread: 0, mentions: 0 }],
    [bo.id, { seq: seq - 1, unread: 1, mentions: 0, back: true }],
    [bo.id, { seq, unread: 0, mentions: 0 }],
  ])
})
