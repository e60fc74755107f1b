// Replies with a place of their own.
import type { Takes } from '@hearth/protocol/commands.ts'
import { describe, expect, it } from 'vitest'
import { act, spoken } from './testing/sync.ts'
import { createCast, createWorld, newClientId, type Person, say, sendFiles, upload } from './testing/world.ts'

async function scene() {
  const world = await createWorld()
  const cast = await createCast(world)
  const room = cast.workshop.id
  const { id } = await say(world, cast.ada, room, 'Who brings the cake?')
  const reply = (who: Person, text: string, more: Partial<Takes<'message.send'>> = {}) =>
    act(world, who, 'message.send', { room, text, clientId: newClientId(), thread: id, ...more })
  return { world, ...cast, room, id, reply }
}

describe('threads', () => {
  it('[CORE-24] [CORE-1] a reply is heard as a message that names its thread, and its first message counts it', async () => {
    const { world, ada, bo, cy, room, id, reply } = await scene()
    const first = await reply(bo, 'I do')
    // Who began the thread is told that it is one of theirs now.
    expect(spoken(world, first.told)).toEqual(['message.said → Ada Bo Cy', 'thread.placed → Ada'])
    expect(first.told[0]?.event).toMatchObject({ with: { thread: id } })
    const last = await reply(cy, 'And the tea?', { also: true })
    await reply(bo, 'That, too')
    const { message } = await world.do(ada, 'message.get', { room, id })
    expect(message.replies).toMatchObject({ count: 3, users: [bo.id, cy.id] })
    expect((await world.do(ada, 'message.get', { room, id: last.reply.id })).message).toMatchObject({ thread: id, also: true })
  })

  it('[CORE-24] a thread is its first message and its replies, page by page; a reply to a reply is in the same one', async () => {
    const { world, ada, bo, room, id, reply } = await scene()
    const first = await reply(bo, 'reply 0')
    for (let n = 1; n < 5; n++) await reply(n % 2 === 0 ? bo : ada, `reply ${n}`, { thread: first.reply.id })
    const page = await world.do(bo, 'room.thread', { room, id: first.reply.id, limit: 3 })
    expect(page.root?.id).toBe(id)
    expect(page.replies.map(({ text }) => text)).toEqual(['reply 2', 'reply 3', 'reply 4'])
    expect(page.more).toBe(true)
    const rest = await world.do(bo, 'room.thread', { room, id, before: page.replies[0]?.seq ?? 0, limit: 3 })
    expect(rest.replies.map(({ text }) => text)).toEqual(['reply 0', 'reply 1'])
    expect(rest.more).toBe(false)
  })

  it('[CORE-24] what is deleted leaves its place in the thread, and the thread outlives its first message', async () => {
    const { world, ada, bo, room, id, reply } = await scene()
    const { reply: said } = await reply(bo, 'I do')
    await act(world, bo, 'message.delete', { room, id: said.id })
    await act(world, ada, 'message.delete', { room, id })
    const { root, replies } = await world.do(bo, 'room.thread', { room, id })
    expect(root).toMatchObject({ text: null, replies: { count: 1 } })
    expect(replies).toMatchObject([{ text: null, thread: id }])
  })

  it('[CORE-24] files go into threads, and who comes back hears of replies as replies', async () => {
    const { world, ada, bo, room, id, reply } = await scene()
    const { seq } = await world.do(ada, 'room.history', { room }).then(({ messages }) => messages[0] ?? { seq: 0 })
    await reply(bo, 'I do', { files: [await upload(world, bo)] })
    await sendFiles(world, bo, room, [await upload(world, bo)])
    const { reply: snapshot } = await world.chat.execute(world.stranger, 'session.resume', { token: ada.token, since: { [room]: seq } })
    // What stands in the thread alone is counted there.
    expect(snapshot.rooms.find((one) => one.id === room)?.unread).toBe(1)
    const { replies } = await world.do(ada, 'room.thread', { room, id })
    expect(replies[0]?.files).toHaveLength(1)
  })
})
