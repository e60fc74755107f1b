// Words taken to another room.
import { describe, expect, it } from 'vitest'
import * as core from './files.ts'
import { act, spoken } from './testing/sync.ts'
import { createCast, createWorld, failureOf, newClientId, say, sendFiles, upload } from './testing/world.ts'

async function scene() {
  const world = await createWorld()
  const cast = await createCast(world)
  const { id, at } = await say(world, cast.ada, cast.workshop.id, 'The laser cutter is free, @cy')
  const there = await world.do(cast.bo, 'room.create', { kind: 'group', name: 'Elsewhere', members: [cast.dee.id] })
  return { world, ...cast, from: cast.workshop.id, there: there.room.id, id, at }
}

describe('forwarding', () => {
  it('[CORE-23] [CORE-3] it says whose words they are, mentions nobody, and is heard where it is said alone', async () => {
    const { world, ada, bo, dee, from, there, id, at } = await scene()
    const { reply, told } = await act(world, bo, 'message.forward', { room: there, from, id, clientId: newClientId() })
    expect(spoken(world, told)).toEqual(['message.said → Bo Dee'])
    const { message } = await world.do(dee, 'message.get', { room: there, id: reply.id })
    expect(message).toMatchObject({ author: bo.id, text: 'The laser cutter is free, @cy', mentions: [], forwarded: { author: ada.id, at } })
    expect(JSON.stringify([told, message])).not.toContain(from)
  })

  it('[CORE-23] where it was said first is told to who is there, and forwarded again it stays the words of the first', async () => {
    const { world, ada, bo, dee, lobby, from, there, id } = await scene()
    const once = await world.do(bo, 'message.forward', { room: there, from, id, clientId: newClientId() })
    const twice = await world.do(dee, 'message.forward', { room: lobby, from: there, id: once.id, clientId: newClientId() })
    expect((await world.do(ada, 'message.get', { room: lobby, id: twice.id })).message.forwarded?.author).toBe(ada.id)
    expect(await world.do(ada, 'message.origin', { room: lobby, id: twice.id })).toMatchObject({ room: from, id })
    expect(await failureOf(() => world.do(dee, 'message.origin', { room: lobby, id: twice.id }))).toBe('not_a_member')
    await world.do(ada, 'message.delete', { room: from, id })
    expect(await failureOf(() => world.do(ada, 'message.origin', { room: lobby, id: twice.id }))).toBe('message_unknown')
    expect((await world.do(dee, 'message.get', { room: there, id: once.id })).message.text).toContain('laser')
  })

  it('[CORE-23] files go along: who is in the new room alone may fetch them', async () => {
    const { world, ada, bo, dee, from, there } = await scene()
    const { id } = await sendFiles(world, ada, from, [await upload(world, ada)])
    const { reply } = await act(world, bo, 'message.forward', { room: there, from, id, clientId: newClientId() })
    const { files = [] } = (await world.do(dee, 'message.get', { room: there, id: reply.id })).message
    expect(files).toHaveLength(1)
    const see = (who: typeof dee) => failureOf(() => world.store.read((tx) => core.checkSee(tx, who.caller, files[0]?.id ?? (id as never))))
    expect([await see(dee), await see(ada)]).toEqual(['no failure', 'file_unknown'])
  })

  it('[CORE-4] the same clientId is one message, and deleting takes its source along', async () => {
    const { world, bo, from, there, id } = await scene()
    const takes = { room: there, from, id, clientId: 'the-same' }
    const first = await world.do(bo, 'message.forward', takes)
    expect((await act(world, bo, 'message.forward', takes)).told).toEqual([])
    await act(world, bo, 'message.delete', { room: there, id: first.id })
    expect((await world.do(bo, 'message.get', { room: there, id: first.id })).message.forwarded).toBeUndefined()
  })
})
