// What people save for themselves: on all their devices, and nobody else's business.
import type { MessageId } from '@hearth/protocol/ids.ts'
import { describe, expect, it } from 'vitest'
import { act, spoken } from './testing/sync.ts'
import { createCast, createWorld, say } from './testing/world.ts'

async function scene() {
  const world = await createWorld()
  const cast = await createCast(world)
  const { id } = await say(world, cast.ada, cast.workshop.id, 'The key hangs behind the door.')
  return { world, ...cast, room: cast.workshop.id, id }
}

describe('saved messages', () => {
  it('[CORE-1] [CORE-3] saving is told to one’s own devices alone, twice is once, and so is taking it back', async () => {
    const { world, bo, room, id } = await scene()
    expect(spoken(world, (await act(world, bo, 'message.star', { room, id })).told)).toEqual(['message.starred → Bo'])
    expect((await act(world, bo, 'message.star', { room, id })).told).toEqual([])
    expect((await world.do(bo, 'message.starred', {})).starred).toMatchObject([
      { room, message: { id, text: 'The key hangs behind the door.' } },
    ])
    expect(spoken(world, (await act(world, bo, 'message.unstar', { room, id })).told)).toEqual(['message.unstarred → Bo'])
    expect((await act(world, bo, 'message.unstar', { room, id })).told).toEqual([])
    expect((await world.do(bo, 'message.starred', {})).starred).toEqual([])
  })

  it('[CORE-1] they come in pages, saved last first, from every room, whatever time it is', async () => {
    const { world, ada, bo, room, lobby } = await scene()
    const ids: string[] = []
    for (let n = 0; n < 5; n++) {
      const where = n % 2 === 0 ? room : lobby
      const { id } = await say(world, ada, where, `word ${n}`)
      world.now = 1_900_000_000_000
      await world.do(bo, 'message.star', { room: where, id })
      ids.push(id)
    }
    const seen: MessageId[] = []
    for (let more = true; more; ) {
      const last = seen.at(-1)
      const page = await world.do(bo, 'message.starred', { limit: 2, ...(last === undefined ? {} : { after: last }) })
      seen.push(...page.starred.map(({ message }) => message.id))
      more = page.more
    }
    expect(seen.toSorted()).toEqual(ids.toSorted())
  })

  it('[CORE-1] what is deleted, and what one may not read any more, is saved no more', async () => {
    const { world, ada, bo, room, id } = await scene()
    const other = await say(world, ada, room, 'Tea at four.')
    for (const one of [id, other.id]) await act(world, bo, 'message.star', { room, id: one })
    await act(world, ada, 'message.delete', { room, id })
    expect((await world.do(bo, 'message.starred', {})).starred.map(({ message }) => message.id)).toEqual([other.id])
    await act(world, ada, 'room.remove', { room, user: bo.id })
    await act(world, ada, 'room.invite', { room, users: [bo.id] })
    expect((await world.do(bo, 'message.starred', {})).starred).toEqual([])
  })
})
