// Who has seen a message, and who does not want that known.
import { describe, expect, it } from 'vitest'
import { act, spoken } from './testing/sync.ts'
import { createCast, createWorld, failureOf, say } from './testing/world.ts'

async function scene() {
  const world = await createWorld()
  const cast = await createCast(world)
  const room = cast.workshop.id
  const { id, seq } = await say(world, cast.ada, room, 'Who reads this?')
  const seen = async (who = cast.ada) => (await world.do(who, 'message.seen', { room, id })).users
  return { world, ...cast, room, id, seq, seen }
}

describe('seen by', () => {
  it('[CORE-26] it is who has read so far: not its author, and nobody who came later', async () => {
    const { world, ada, bo, dee, room, seq, seen } = await scene()
    expect(await seen()).toEqual([])
    await world.do(bo, 'room.read', { room, seq })
    await world.do(ada, 'room.invite', { room, users: [dee.id] })
    expect(await seen()).toEqual([bo.id])
  })

  it('[CORE-26] who hides it is not named, sees it of nobody, and may show it again', async () => {
    const { world, bo, cy, room, seq, seen } = await scene()
    for (const who of [bo, cy]) await world.do(who, 'room.read', { room, seq })
    expect(spoken(world, (await act(world, bo, 'account.reading', { shown: false })).told)).toEqual(['own.changed → Bo'])
    expect(await world.do(bo, 'account.reading', {})).toEqual({ shown: false })
    expect(await seen()).toEqual([cy.id])
    expect(await failureOf(() => seen(bo))).toBe('reading_hidden')
    await world.do(bo, 'account.reading', { shown: true })
    expect(await seen(bo)).toEqual([bo.id, cy.id].toSorted())
  })
})
