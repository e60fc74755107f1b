// What is held up for everybody in a room.
import { describe, expect, it } from 'vitest'
import { act, allMessages, spoken } from './testing/sync.ts'
import { createCast, createWorld, say } from './testing/world.ts'

async function scene() {
  const world = await createWorld()
  const cast = await createCast(world)
  const { id } = await say(world, cast.ada, cast.workshop.id, 'The key hangs behind the door.')
  return { world, ...cast, room: cast.workshop.id, id }
}

describe('pins', () => {
  it('[CORE-1] [CORE-3] a pin is put on once, seen by all in the room, and taken off by anybody in a group', async () => {
    const { world, ada, bo, cy, room, id } = await scene()
    expect(spoken(world, (await act(world, ada, 'message.pin', { room, id })).told)).toEqual(['message.pinned → Ada Bo Cy'])
    expect((await act(world, bo, 'message.pin', { room, id })).told).toEqual([])
    const [message] = await allMessages(world, cy, room)
    expect(message).toMatchObject({ id, pinned: true })
    const { pins } = await world.do(cy, 'room.pins', { room })
    expect(pins).toMatchObject([{ pin: { id, by: ada.id }, message: { id, pinned: true } }])
    expect((await world.do(cy, 'room.history', { room })).pins).toEqual([pins[0]?.pin])
    expect(spoken(world, (await act(world, cy, 'message.unpin', { room, id })).told)).toEqual(['message.unpinned → Ada Bo Cy'])
    expect((await act(world, cy, 'message.unpin', { room, id })).told).toEqual([])
    expect((await world.do(bo, 'room.pins', { room })).pins).toEqual([])
  })

  it('[CORE-1] pinned last stands first; what is deleted is pinned no more', async () => {
    const { world, ada, bo, room, id } = await scene()
    const second = await say(world, bo, room, 'Tea at four.')
    await act(world, ada, 'message.pin', { room, id: second.id })
    await act(world, ada, 'message.pin', { room, id })
    expect((await world.do(bo, 'room.pins', { room })).pins.map(({ pin }) => pin.id)).toEqual([id, second.id])
    await act(world, ada, 'message.delete', { room, id })
    expect((await world.do(bo, 'room.pins', { room })).pins.map(({ pin }) => pin.id)).toEqual([second.id])
    expect((await world.do(bo, 'room.history', { room })).pins).toHaveLength(1)
  })

  it('[CORE-13] in a channel its admins pin, and with two people both', async () => {
    const { world, ada, bo, office } = await scene()
    const { id } = await say(world, ada, office.id, 'Only admins speak here.')
    await act(world, ada, 'message.pin', { room: office.id, id })
    const { room: direct } = await world.do(ada, 'room.direct', { user: bo.id })
    const said = await say(world, ada, direct.id, 'Half past seven.')
    await act(world, bo, 'message.pin', { room: direct.id, id: said.id })
    expect((await world.do(ada, 'room.pins', { room: direct.id })).pins).toHaveLength(1)
  })
})
