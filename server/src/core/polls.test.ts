// Questions to a room.
import type { Takes } from '@hearth/protocol/commands.ts'
import { describe, expect, it } from 'vitest'
import { act, spoken } from './testing/sync.ts'
import { createCast, createWorld, failureOf, newClientId } from './testing/world.ts'

async function scene(more: Partial<Takes<'poll.create'>> = {}) {
  const world = await createWorld()
  const cast = await createCast(world)
  const room = cast.workshop.id
  const takes = { room, question: 'When?', options: ['Monday', 'Tuesday'], clientId: newClientId(), ...more }
  const made = await act(world, cast.ada, 'poll.create', takes)
  const { id } = made.reply
  const poll = async (who: typeof cast.ada) => (await world.do(who, 'message.get', { room, id })).message.poll
  return { world, ...cast, room, id, made, poll }
}

describe('polls', () => {
  it('[CORE-25] [CORE-3] a poll is a message that reads as its question and options', async () => {
    const { world, bo, made, poll } = await scene()
    expect(spoken(world, made.told)).toEqual(['message.said → Ada Bo Cy'])
    expect(made.told[0]?.event).toMatchObject({ with: { text: '📊 When?\n1. Monday\n2. Tuesday', poll: { counts: [0, 0], voters: 0 } } })
    expect(await poll(bo)).toEqual({ question: 'When?', options: ['Monday', 'Tuesday'], counts: [0, 0], voters: 0 })
  })

  it('[CORE-25] [CORE-1] each chooses one, may choose anew, and take it back; all see how it stands, one’s own choice is one’s own', async () => {
    const { world, ada, bo, room, id, poll } = await scene()
    const voted = await act(world, bo, 'poll.vote', { room, id, options: [1] })
    expect(spoken(world, voted.told)).toEqual(['poll.voted → Ada Bo Cy', 'poll.chosen → Bo'])
    expect(await poll(bo)).toMatchObject({ counts: [0, 1], voters: 1, mine: [1] })
    expect((await poll(ada))?.mine).toBeUndefined()
    expect((await act(world, bo, 'poll.vote', { room, id, options: [1] })).told).toEqual([])
    await act(world, bo, 'poll.vote', { room, id, options: [0] })
    await act(world, ada, 'poll.vote', { room, id, options: [0] })
    expect(await poll(ada)).toMatchObject({ counts: [2, 0], voters: 2, mine: [0] })
    expect(await world.do(ada, 'poll.voters', { room, id })).toEqual({ options: [[bo.id, ada.id], []] })
    await act(world, bo, 'poll.vote', { room, id, options: [] })
    expect(await poll(ada)).toMatchObject({ counts: [1, 0], voters: 1 })
  })

  it('[CORE-25] of an anonymous poll nothing says who chose what, not even the log', async () => {
    const { world, ada, bo, room, id } = await scene({ anonymous: true, several: true })
    const { told } = await act(world, bo, 'poll.vote', { room, id, options: [1, 0] })
    expect(told[0]?.event).toMatchObject({ event: 'poll.voted', with: { counts: [1, 1], voters: 1 } })
    expect(JSON.stringify(told[0])).not.toContain(bo.id)
    expect(await failureOf(() => world.do(ada, 'poll.voters', { room, id }))).toBe('not_allowed')
    const entries = await world.store.read((tx) => tx.selectFrom('entries').selectAll().where('event', '=', 'poll.voted').execute())
    expect(JSON.stringify(entries)).not.toContain(bo.id)
  })

  it('[CORE-25] closed by hand or by its time, it takes no more; its words are not changed', async () => {
    const { world, ada, bo, room, id, poll } = await scene({ closesAt: 1_800_000_999_000 })
    await act(world, bo, 'poll.vote', { room, id, options: [0] })
    world.now = 1_800_001_000_000
    expect(await failureOf(() => world.do(bo, 'poll.vote', { room, id, options: [1] }))).toBe('poll_closed')
    expect(spoken(world, (await act(world, ada, 'poll.close', { room, id })).told)).toEqual(['poll.closed → Ada Bo Cy'])
    expect((await act(world, ada, 'poll.close', { room, id })).told).toEqual([])
    expect((await poll(bo))?.closed).toBeGreaterThan(0)
    expect(await failureOf(() => world.do(ada, 'message.edit', { room, id, text: 'Something else' }))).toBe('not_allowed')
    await act(world, ada, 'message.delete', { room, id })
    expect(await poll(bo)).toBeUndefined()
    expect(await world.store.read((tx) => tx.selectFrom('votes').selectAll().execute())).toEqual([])
  })
})
