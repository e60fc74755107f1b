// Threads one takes part in, and how far they were read.
import type { MessageId } from '@hearth/protocol/ids.ts'
import { describe, expect, it } from 'vitest'
import { act, spoken } from './testing/sync.ts'
import { createCast, createWorld, newClientId, type Person, say } from './testing/world.ts'

async function scene() {
  const world = await createWorld()
  const cast = await createCast(world)
  const room = cast.workshop.id
  const { id } = await say(world, cast.ada, room, 'Who brings the cake?')
  const reply = (who: Person, text: string) => act(world, who, 'message.send', { room, text, clientId: newClientId(), thread: id })
  const mine = async (who: Person) =>
    (await world.do(who, 'thread.list', {})).threads.map((one) => ({ text: one.root?.text, unread: one.unread }))
  return { world, ...cast, room, id, reply, mine }
}

describe('answers', () => {
  it('[CORE-16] call who is answered, in rooms of many, and are counted for them; not who left, and nobody twice', async () => {
    const { world, ada, bo, cy, room, id } = await scene()
    const answer = async (who: Person, text: string) =>
      (await act(world, who, 'message.send', { room, text, clientId: newClientId(), replyTo: id })).reply.id
    const called = async (message: MessageId) => (await world.do(cy, 'message.get', { room, id: message })).message.mentions
    const first = await answer(bo, 'Me')
    expect(await called(first)).toEqual([ada.id])
    expect((await world.do(ada, 'room.list', {})).rooms.find((one) => one.id === room)).toMatchObject({ unread: 1, mentions: 1 })
    await act(world, bo, 'message.edit', { room, id: first, text: 'Me, @cy' })
    expect(await called(first)).toEqual([ada.id, cy.id])
    expect(await called(await answer(ada, 'I mean a large one'))).toEqual([])
    const { room: direct } = await world.do(bo, 'room.direct', { user: ada.id })
    const asked = await say(world, ada, direct.id, 'And you?')
    const { id: told } = await world.do(bo, 'message.send', { room: direct.id, text: 'Yes', clientId: newClientId(), replyTo: asked.id })
    expect((await world.do(bo, 'message.get', { room: direct.id, id: told })).message.mentions).toEqual([])
    await act(world, ada, 'room.leave', { room })
    expect(await called(await answer(bo, 'Gone?'))).toEqual([])
  })

  it('[CORE-47] the first reply in a thread calls who began it; later ones call by the thread', async () => {
    const { world, ada, bo, room, reply } = await scene()
    const mentions = (told: Awaited<ReturnType<typeof reply>>['told']) =>
      told.flatMap(({ event }) => (event.event === 'message.said' ? [event.with.mentions] : []))
    const first = await reply(bo, 'I do')
    expect(mentions(first.told)).toEqual([[ada.id]])
    const later = await reply(bo, 'With cherries')
    expect(mentions(later.told)).toEqual([[]])
    // Mending a word takes no call back, and makes none.
    const mend = async (id: MessageId) => {
      await act(world, bo, 'message.edit', { room, id, text: 'I did' })
      return (await world.do(ada, 'message.get', { room, id })).message.mentions
    }
    expect([await mend(first.reply.id), await mend(later.reply.id)]).toEqual([[ada.id], []])
  })
})

describe('threads one takes part in', () => {
  it('[CORE-47] [CORE-1] who began one or replied does; replies of others count until they are read, on all one’s devices', async () => {
    const { world, ada, bo, cy, room, id, reply, mine } = await scene()
    expect(spoken(world, (await reply(bo, 'I do')).told)).toEqual(['message.said → Ada Bo Cy', 'thread.placed → Ada'])
    expect(spoken(world, (await reply(bo, 'With cherries')).told)).toEqual(['message.said → Ada Bo Cy'])
    expect(await mine(ada)).toEqual([{ text: 'Who brings the cake?', unread: 2 }])
    expect(await mine(bo)).toEqual([{ text: 'Who brings the cake?', unread: 0 }])
    expect(await mine(cy)).toEqual([])
    const { seq } = (await reply(ada, 'Fine')).reply
    expect(await mine(bo)).toEqual([{ text: 'Who brings the cake?', unread: 1 }])
    const { told, reply: place } = await act(world, bo, 'thread.read', { room, id, seq: seq + 99 })
    expect(place).toEqual({ seq, unread: 0 })
    expect(spoken(world, told)).toEqual(['thread.placed → Bo'])
    expect((await act(world, bo, 'thread.read', { room, id, seq: 1 })).reply).toEqual({ seq, unread: 0 })
    const { reply: back } = await world.chat.execute(world.stranger, 'session.resume', { token: ada.token })
    expect(back.threads).toEqual([{ room, id, seq, unread: 0 }])
  })

  it('[CORE-47] [CORE-1] who is called by name in one takes part from there on, unless they have let go of it', async () => {
    const { world, ada, cy, room, id, reply, mine } = await scene()
    await reply(ada, 'Nobody?')
    expect(spoken(world, (await reply(ada, 'You do, @cy')).told)).toEqual(['message.said → Ada Bo Cy', 'thread.placed → Cy'])
    expect(await mine(cy)).toEqual([{ text: 'Who brings the cake?', unread: 1 }])
    await act(world, cy, 'thread.follow', { room, id, on: false })
    await reply(ada, 'Please, @cy')
    expect(await mine(cy)).toEqual([])
  })

  it('[CORE-47] one follows without a word and lets go; leaving the room lets go of all in it', async () => {
    const { world, ada, bo, cy, room, id, reply, mine } = await scene()
    await reply(bo, 'I do')
    await act(world, cy, 'thread.follow', { room, id, on: true })
    await act(world, ada, 'thread.follow', { room, id, on: false })
    await reply(bo, 'With cherries')
    expect([await mine(ada), await mine(cy)]).toEqual([[], [{ text: 'Who brings the cake?', unread: 1 }]])
    expect((await act(world, ada, 'thread.read', { room, id, seq: 99 })).told).toEqual([])
    await reply(ada, 'Then I bring tea')
    expect(await mine(ada)).toHaveLength(1)
    await act(world, cy, 'room.leave', { room })
    expect(await mine(cy)).toEqual([])
    await act(world, ada, 'room.delete', { room })
    expect(await mine(ada)).toEqual([])
  })

  it('[CORE-47] what is half written in one is heard by one’s own devices alone, and goes with its room', async () => {
    const { world, ada, bo, room, id, reply } = await scene()
    const { reply: said } = await reply(bo, 'I do')
    const first = await act(world, bo, 'thread.draft', { room, id: said.id, text: 'and with \u0000cherries' })
    expect(spoken(world, first.told)).toEqual(['thread.drafted → Bo'])
    expect((await act(world, bo, 'thread.draft', { room, id, text: 'and with cherries' })).told).toEqual([])
    await act(world, bo, 'draft.keep', { room, text: 'beside it' })
    const { reply: back } = await world.chat.execute(world.stranger, 'session.resume', { token: bo.token })
    expect(back.own).toMatchObject({
      drafts: [{ room, text: 'beside it' }],
      threadDrafts: [{ room, thread: id, text: 'and with cherries' }],
    })
    await act(world, bo, 'thread.draft', { room, id, text: '' })
    await act(world, bo, 'thread.draft', { room, id, text: 'again' })
    await act(world, ada, 'room.delete', { room })
    expect((await world.chat.execute(world.stranger, 'session.resume', { token: bo.token })).reply.own).toBeUndefined()
  })

  it('[CORE-47] those with something new are found behind many that have nothing', async () => {
    const { world, ada, bo, room, reply } = await scene()
    await reply(bo, 'I do')
    for (let at = 0; at < 10; at++) {
      const { id: thread } = await say(world, ada, room, `thread ${at}`)
      await world.do(bo, 'message.send', { room, text: 'yes', clientId: newClientId(), thread })
      await world.do(ada, 'thread.read', { room, id: thread, seq: 999 })
    }
    const { threads, more } = await world.do(ada, 'thread.list', { limit: 8, unread: true })
    expect([threads.map(({ root, unread }) => [root?.text, unread]), more]).toEqual([[['Who brings the cake?', 1]], false])
    expect((await world.do(ada, 'thread.list', { limit: 8 })).more).toBe(true)
  })

  it('[CORE-47] a reply in a thread alone makes nobody’s room unread; one that stands in the room, too, does', async () => {
    const { world, ada, bo, cy, room, id, reply } = await scene()
    const waits = async (who: Person) => {
      const { unread, mentions } = (await world.do(who, 'room.list', {})).rooms.find((one) => one.id === room) ?? {}
      return { unread, mentions }
    }
    await world.do(cy, 'room.mark', { places: [{ room, seq: 99 }] })
    await reply(bo, 'I do, and @Cy the tea')
    await reply(ada, 'Fine')
    expect(await waits(cy)).toEqual({ unread: 0, mentions: 0 })
    await act(world, bo, 'message.send', { room, text: '@Cy?', clientId: newClientId(), thread: id, also: true })
    expect(await waits(cy)).toEqual({ unread: 1, mentions: 1 })
    await act(world, cy, 'room.mark', { places: [{ room, seq: 0 }] })
    expect(await waits(cy)).toEqual({ unread: 2, mentions: 1 })
    expect(await waits(bo)).toMatchObject({ mentions: 0 })
  })

  it('[CORE-47] a reply is marked as unread with those after it, also by who has taken no part yet', async () => {
    const { world, bo, cy, room, id, reply, mine } = await scene()
    const { seq } = (await reply(bo, 'I do')).reply
    await reply(bo, 'With cherries')
    expect((await act(world, cy, 'thread.read', { room, id, seq: seq - 1, back: true })).reply).toEqual({ seq: seq - 1, unread: 2 })
    expect(await mine(cy)).toEqual([{ text: 'Who brings the cake?', unread: 2 }])
    await act(world, cy, 'thread.read', { room, id, seq: seq + 1 })
    expect((await act(world, cy, 'thread.read', { room, id, seq, back: true })).reply).toEqual({ seq, unread: 1 })
  })

  it('[CORE-47] who follows a thread that nobody has replied in, and comes back, hears of the first reply as of all others', async () => {
    const { world, bo, cy, room, id, reply, mine } = await scene()
    await act(world, cy, 'thread.follow', { room, id, on: true })
    expect(await mine(cy)).toEqual([])
    await reply(bo, 'I do')
    expect(await mine(cy)).toEqual([{ text: 'Who brings the cake?', unread: 1 }])
  })

  it('[CORE-47] in a room of two the other one takes part in every thread', async () => {
    const { world, ada, bo, mine } = await scene()
    const { room } = await world.do(ada, 'room.direct', { user: bo.id })
    const { id: thread } = await say(world, ada, room.id, 'About the cake')
    await act(world, ada, 'message.send', { room: room.id, text: 'Cherries', clientId: newClientId(), thread })
    expect(await mine(bo)).toEqual([{ text: 'About the cake', unread: 1 }])
  })

  it('[CORE-47] the last replied to stands first, page by page', async () => {
    const { world, ada, bo, room } = await scene()
    const roots = []
    for (const text of ['one', 'two', 'three']) roots.push((await say(world, ada, room, text)).id)
    for (const thread of [roots[1], roots[0], roots[2]])
      if (thread) await world.do(bo, 'message.send', { room, text: 'yes', clientId: newClientId(), thread })
    const first = await world.do(ada, 'thread.list', { limit: 2 })
    expect([first.threads.map(({ root }) => root?.text), first.more]).toEqual([['three', 'one'], true])
    const after = first.threads.at(-1)?.root?.id ?? ada.id
    const rest = await world.do(ada, 'thread.list', { after: after as (typeof roots)[number] & string })
    expect([rest.threads.map(({ root }) => root?.text), rest.more]).toEqual([['two'], false])
  })
})
