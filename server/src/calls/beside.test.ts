// What is said beside a call: a thread under its entry in the room's log.
import type { Takes } from '@hearth/protocol/commands.ts'
import type { CallId, RoomId } from '@hearth/protocol/ids.ts'
import { threadOfCall } from '@hearth/protocol/make-id.ts'
import { describe, expect, it } from 'vitest'
import { act, spoken } from '#core/testing/sync.ts'
import { failureOf, newClientId, type Person, say } from '#core/testing/world.ts'
import { type CallHouse, join, openCallHouse, told } from './testing/house.ts'
import { until } from './testing/until.ts'

async function scene() {
  const house = await openCallHouse()
  return Object.assign(house, await house.cast())
}

/** Says something beside a call. */
const beside = ({ world }: CallHouse, who: Person, room: RoomId, call: CallId, more: Partial<Takes<'message.send'>> = {}) =>
  act(world, who, 'message.send', { room, text: 'The plan is here', clientId: newClientId(), thread: threadOfCall(call), ...more })

const mine = async ({ world }: CallHouse, who: Person) =>
  (await world.do(who, 'thread.list', { calls: true })).threads.map(({ call, unread }) => ({ call: call?.id, unread }))

async function over({ world }: CallHouse, who: Person, room: RoomId, call: CallId): Promise<void> {
  await world.do(who, 'call.end', { room, call })
  await until('the end is in the log', () => told(world, 'call.ended').length > 0)
}

describe('beside a call', () => {
  it('[CALLS-17] [CORE-24] what is said is a thread under its entry, while it goes on and after, for everybody in the room', async () => {
    await using house = await scene()
    const { world, ada, bo, cy, workshop } = house
    const { call } = await join(world, ada, workshop.id)
    await beside(house, ada, workshop.id, call.id)
    await over(house, ada, workshop.id, call.id)
    const last = await beside(house, cy, workshop.id, call.id, { text: 'I was not there' })
    // A reply to a reply lies in the same one.
    await beside(house, bo, workshop.id, call.id, { thread: last.reply.id, also: true })
    const { calls = [], messages } = await world.do(bo, 'room.history', { room: workshop.id })
    expect(calls).toMatchObject([{ id: call.id, ended: { why: 'ended' }, replies: { count: 3, users: [ada.id, cy.id, bo.id] } }])
    expect(messages.map(({ thread }) => thread)).toEqual(messages.map(() => call.id))
    const thread = await world.do(bo, 'room.thread', { room: workshop.id, id: last.reply.id, limit: 2, calls: true })
    expect(thread).toMatchObject({ call: calls[0], replies: [{ text: 'I was not there' }, { also: true }], more: true })
    expect(thread.root).toBeUndefined()
    const { calls: recent } = await world.do(ada, 'call.recent', {})
    expect(recent).toMatchObject([{ call: { replies: { count: 3 } } }])
  })

  it('[CALLS-17] [CORE-47] [CORE-1] who is in takes part, whoever came later from then on, and whoever else says something or is called', async () => {
    await using house = await scene()
    const { world, ada, bo, cy, workshop } = house
    const { call } = await join(world, ada, workshop.id)
    await join(world, bo, workshop.id)
    const first = await beside(house, ada, workshop.id, call.id)
    expect(spoken(world, first.told)).toEqual(['message.said → Ada Bo Cy', 'thread.placed → Bo'])
    expect(await mine(house, bo)).toEqual([{ call: call.id, unread: 1 }])
    expect(await mine(house, cy)).toEqual([])
    await join(world, cy, workshop.id)
    expect(spoken(world, (await beside(house, bo, workshop.id, call.id)).told)).toEqual(['message.said → Ada Bo Cy', 'thread.placed → Cy'])
    expect(await mine(house, ada)).toEqual([{ call: call.id, unread: 1 }])
    expect(await mine(house, cy)).toEqual([{ call: call.id, unread: 1 }])
    // Nobody's room is unread by it.
    expect((await world.do(cy, 'room.list', {})).rooms.find(({ id }) => id === workshop.id)?.unread).toBe(0)
    await act(world, cy, 'thread.read', { room: workshop.id, id: threadOfCall(call.id), seq: 99 })
    expect(await mine(house, cy)).toEqual([{ call: call.id, unread: 0 }])
    await act(world, cy, 'thread.follow', { room: workshop.id, id: threadOfCall(call.id), on: false })
    await beside(house, ada, workshop.id, call.id, { text: 'Cy?' })
    expect(await mine(house, cy)).toEqual([])
  })

  it('[CALLS-17] [CORE-47] who was not in is called by name there, follows it, writes a draft, and finds its words again', async () => {
    await using house = await scene()
    const { world, ada, cy, workshop } = house
    const { call } = await join(world, ada, workshop.id)
    const id = threadOfCall(call.id)
    await act(world, cy, 'thread.follow', { room: workshop.id, id, on: true })
    const { reply } = await beside(house, ada, workshop.id, call.id, { text: 'The plan is here, @Cy' })
    expect((await world.do(cy, 'message.get', { room: workshop.id, id: reply.id })).message.mentions).toEqual([cy.id])
    expect(await mine(house, cy)).toEqual([{ call: call.id, unread: 1 }])
    await act(world, cy, 'thread.draft', { room: workshop.id, id, text: 'I was about to' })
    const { reply: back } = await world.chat.execute(world.stranger, 'session.resume', { token: cy.token })
    expect(back.threads).toEqual([{ room: workshop.id, id, seq: reply.seq - 1, unread: 1 }])
    const { found } = await world.do(cy, 'message.search', { text: 'plan' })
    expect(found).toMatchObject([{ message: { id: reply.id, thread: id } }])
    await act(world, ada, 'message.edit', { room: workshop.id, id: reply.id, text: 'The plan was here' })
    await act(world, ada, 'message.delete', { room: workshop.id, id: reply.id })
    expect(await world.do(cy, 'room.thread', { room: workshop.id, id, calls: true })).toMatchObject({ replies: [{ text: null }] })
  })

  it('[CALLS-17] a page of before the update, to which every thread began with a message, stumbles over none that began with a call', async () => {
    await using house = await scene()
    const { world, ada, bo, workshop } = house
    const said = await say(world, ada, workshop.id, 'Cake?')
    await act(world, bo, 'message.send', { room: workshop.id, text: 'Yes', clientId: newClientId(), thread: said.id })
    const { call } = await join(world, ada, workshop.id)
    const { reply } = await beside(house, bo, workshop.id, call.id)
    const { threads, more } = await world.do(ada, 'thread.list', { limit: 1 })
    expect([threads.map(({ root }) => root?.text), more]).toEqual([['Cake?'], false])
    for (const id of [threadOfCall(call.id), reply.id])
      expect(await failureOf(() => world.do(ada, 'room.thread', { room: workshop.id, id }))).toBe('message_unknown')
    expect(await mine(house, ada)).toEqual([
      { call: call.id, unread: 1 },
      { call: undefined, unread: 1 },
    ])
  })

  it('[CALLS-17] in a private chat the other one takes part, even where they missed the call', async () => {
    await using house = await scene()
    const { world, ada, bo } = house
    const { room } = await world.do(ada, 'room.direct', { user: bo.id })
    const { call } = await join(world, ada, room.id)
    await over(house, ada, room.id, call.id)
    await beside(house, ada, room.id, call.id)
    expect(await mine(house, bo)).toEqual([{ call: call.id, unread: 1 }])
  })

  it('[CALLS-17] the thread of a call is of its room alone; a place to talk has none: what is said there is said in the room', async () => {
    await using house = await scene()
    const { world, ada, dee, lobby, workshop, office } = house
    const { call } = await join(world, ada, workshop.id)
    const refused = (who: Person, room: RoomId, id: CallId) =>
      failureOf(() => world.do(who, 'room.thread', { room, id: threadOfCall(id), calls: true }))
    expect(await refused(ada, lobby, call.id)).toBe('message_unknown')
    expect(await refused(dee, workshop.id, call.id)).toBe('not_a_member')
    expect(await failureOf(() => beside(house, dee, workshop.id, call.id))).toBe('not_a_member')
    expect(await failureOf(() => beside(house, ada, office.id, call.id))).toBe('message_unknown')
    const { room } = await world.do(ada, 'room.create', { kind: 'group', name: 'Kitchen', voice: true })
    const talk = await join(world, ada, room.id)
    expect(await refused(ada, room.id, talk.call.id)).toBe('message_unknown')
    await say(world, ada, room.id, 'Tea?')
  })

  it('[CALLS-17] who has left the room hears nothing of it, and is not put back', async () => {
    await using house = await scene()
    const { world, ada, bo, workshop } = house
    const { call } = await join(world, ada, workshop.id)
    await join(world, bo, workshop.id)
    await beside(house, ada, workshop.id, call.id)
    await act(world, bo, 'room.leave', { room: workshop.id })
    const { told: after } = await beside(house, ada, workshop.id, call.id)
    expect(spoken(world, after)).toEqual(['message.said → Ada Cy'])
    expect(await mine(house, bo)).toEqual([])
  })
})
