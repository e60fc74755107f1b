// Who finds whom: several who come at once, who goes to another call, who was let speak before.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { failureOf } from '#core/testing/world.ts'
import { join, openCallHouse, told } from './testing/house.ts'
import { until } from './testing/until.ts'

it('[CALLS-4] many who enter an empty place to talk at once are in one call, and as many as it has room for', async () => {
  await using house = await openCallHouse()
  const { world } = house
  const { ada, bo, cy, dee } = await house.cast()
  const everybody = [ada, bo, cy, dee]
  const { room } = await world.do(ada, 'room.create', { kind: 'group', name: 'Kitchen', voice: true, members: [bo.id, cy.id, dee.id] })
  const came = await Promise.all(everybody.map((who) => join(world, who, room.id).catch(() => undefined)))
  expect(new Set(came.flatMap((one) => one?.call.id ?? [])).size).toBe(1)
  expect(came.filter((one) => one !== undefined)).toHaveLength(3)
  expect(told(world, 'call.open')).toHaveLength(1)
  for (const [at, one] of came.entries())
    if (one !== undefined) await world.do(everybody[at] ?? ada, 'call.here', { room: room.id, participant: one.you })
})

it('[CALLS-1] of two who talk nobody waits for the one who goes into another call', async () => {
  await using house = await openCallHouse()
  const { world } = house
  const { ada, bo, workshop } = await house.cast()
  const { room } = await world.do(ada, 'room.direct', { user: bo.id })
  await join(world, ada, room.id)
  await join(world, bo, room.id)
  await join(world, bo, workshop.id)
  await until('the call of the two to be over', () => told(world, 'call.ended').length === 1)
  expect(told(world, 'call.ended')).toMatchObject([{ why: 'left', people: [ada.id, bo.id] }])
})

it('[CALLS-3] who was let speak in a channel may speak when they come in again, until that is taken back', async () => {
  await using house = await openCallHouse()
  const { world } = house
  const { ada, bo, office } = await house.cast()
  await join(world, ada, office.id)
  const { you } = await join(world, bo, office.id)
  await world.do(ada, 'call.allow', { room: office.id, participant: you, speaks: true })
  await world.do(bo, 'call.leave', { room: office.id })
  const again = await join(world, bo, office.id)
  expect(again.call.participants.find(({ id }) => id === again.you)).toMatchObject({ speaks: true })
  await world.do(ada, 'call.allow', { room: office.id, participant: again.you, speaks: false })
  await world.do(bo, 'call.leave', { room: office.id })
  const { you: last } = await join(world, bo, office.id)
  expect(await failureOf(() => world.do(bo, 'call.set', { room: office.id, participant: last, muted: false }))).toBe('may_not_speak')
})

it('[CALLS-1] leaving means the seat that was named, and no other of the same person', async () => {
  await using house = await openCallHouse()
  const { world } = house
  const { ada, bo, workshop } = await house.cast()
  await join(world, bo, workshop.id)
  const first = await join(world, ada, workshop.id)
  const second = await join(world, ada, workshop.id)
  await world.do(ada, 'call.leave', { room: workshop.id, participant: first.you })
  await world.do(ada, 'call.here', { room: workshop.id, participant: second.you })
  await world.do(ada, 'call.leave', { room: workshop.id, participant: second.you })
  expect(await failureOf(() => world.do(ada, 'call.here', { room: workshop.id, participant: second.you }))).toBe('not_in_call')
})

it('[CALLS-8] a call of two that rang when the server stopped rings on, as long as it would have', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'hearth-calls-'))
  try {
    const before = await openCallHouse(path.join(folder, 'a.db'))
    const { ada, bo } = await before.cast()
    const { room } = await before.world.do(ada, 'room.direct', { user: bo.id })
    const { call } = await join(before.world, ada, room.id)
    await before[Symbol.asyncDispose]()

    await using house = await openCallHouse(path.join(folder, 'a.db'))
    const { world } = house
    expect((await join(world, ada, room.id, { call: call.id })).call.ringing).toEqual([bo.id])
    house.pass(41_000)
    await until('it to be missed', () => told(world, 'call.rung').length > 0)
    expect(told(world, 'call.rung')).toMatchObject([{ users: [bo.id], how: 'missed' }])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
