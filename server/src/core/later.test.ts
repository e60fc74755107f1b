// Words said later, and reminders: once, whoever is here, and never by who may not speak any more.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Takes } from '@hearth/protocol/commands.ts'
import type { Later } from '@hearth/protocol/later-shapes.ts'
import { describe, expect, it } from 'vitest'
import { createScheduler, doDue } from './later.ts'
import { act, allMessages, snapshot, spoken } from './testing/sync.ts'
import { createCast, createWorld, say } from './testing/world.ts'

async function scene() {
  const world = await createWorld()
  const due = world.now + 10_000
  return { world, due, ...(await createCast(world)) }
}
type World = Awaited<ReturnType<typeof scene>>['world']
const wakeUp = (world: World, at: number) => {
  world.now = at
  return doDue(world.chat.core, world.publish)
}
/** Words that wait by then. */
async function putOff(world: World, who: Parameters<typeof act>[1], takes: Takes<'later.send'>): Promise<Later> {
  const { later } = (await act(world, who, 'later.send', takes)).reply
  return later ?? expect.fail('it is said already')
}

describe('words', () => {
  it('[CORE-43] are said when they are due, once, as their author; nobody but their author hears of them before', async () => {
    const { world, ada, bo, workshop, due } = await scene()
    const room = workshop.id
    const takes = { room, text: 'Tea is ready, @bo', due, clientId: 'tea' }
    const put = await act(world, ada, 'later.send', takes)
    expect(spoken(world, put.told)).toEqual(['later.kept → Ada'])
    expect((await act(world, ada, 'later.send', takes)).told).toEqual([])
    expect(await wakeUp(world, due - 1000)).toBe(due)
    expect(await allMessages(world, bo, room)).toEqual([])
    const from = world.told.length
    expect(await wakeUp(world, due)).toBeUndefined()
    expect(spoken(world, world.told.slice(from))).toEqual(['message.said → Ada Bo Cy', 'later.gone → Ada'])
    expect(await allMessages(world, bo, room)).toMatchObject([
      { text: 'Tea is ready, @bo', author: ada.id, clientId: 'tea', mentions: [bo.id] },
    ])
    await wakeUp(world, due + 1000)
    // The same clientId is one message, whichever way it comes.
    await world.do(ada, 'message.send', { room, text: 'Tea is ready', clientId: 'tea' })
    expect(await allMessages(world, bo, room)).toHaveLength(1)
    expect((await snapshot(world, ada))?.own.later.size).toBe(0)
  })

  it('[CORE-43] are said once where their time had passed and the answer got lost: put off again, they are said already', async () => {
    const { world, ada, bo, workshop, lobby } = await scene()
    const takes = { room: workshop.id, text: 'Tea was ready', due: world.now - 1000, clientId: 'tea' }
    await act(world, ada, 'later.send', takes)
    await wakeUp(world, world.now)
    expect((await allMessages(world, bo, workshop.id)).map(({ text }) => text)).toEqual(['Tea was ready'])
    const again = await act(world, ada, 'later.send', takes)
    expect([again.reply, again.told]).toEqual([{ later: null }, []])
    await wakeUp(world, world.now + 1000)
    expect(await allMessages(world, bo, workshop.id)).toHaveLength(1)
    await expect(world.do(ada, 'later.send', { ...takes, room: lobby })).rejects.toMatchObject({ code: 'client_id_used' })
  })

  it('[CORE-43] are changed and called off', async () => {
    const { world, ada, bo, workshop, due } = await scene()
    const later = await putOff(world, ada, { room: workshop.id, text: 'Tea', due, clientId: 'a' })
    const other = await putOff(world, ada, { room: workshop.id, text: 'Cake', due, clientId: 'b' })
    const changed = await act(world, ada, 'later.change', { later: later.id, text: 'Coffee', due: due + 5000 })
    expect(changed.reply.later).toMatchObject({ text: 'Coffee', due: due + 5000 })
    expect(spoken(world, (await act(world, ada, 'later.drop', { later: other.id })).told)).toEqual(['later.gone → Ada'])
    expect(await wakeUp(world, due)).toBe(due + 5000)
    await wakeUp(world, due + 5000)
    expect((await allMessages(world, bo, workshop.id)).map(({ text }) => text)).toEqual(['Coffee'])
  })

  it('[CORE-43] of who may not speak there any more are kept as failed, and can be tried again', async () => {
    const { world, ada, cy, workshop, due } = await scene()
    const later = await putOff(world, cy, { room: workshop.id, text: 'Hello?', due, clientId: 'a' })
    await act(world, ada, 'room.remove', { room: workshop.id, user: cy.id })
    await wakeUp(world, due)
    expect((await snapshot(world, cy))?.own.later.get(later.id)).toMatchObject({ state: 'failed', failure: 'not_a_member', text: 'Hello?' })
    await act(world, ada, 'room.invite', { room: workshop.id, users: [cy.id] })
    await act(world, cy, 'later.change', { later: later.id, due })
    await wakeUp(world, due)
    expect((await allMessages(world, ada, workshop.id)).map(({ text }) => text)).toEqual(['Hello?'])
    await act(world, cy, 'later.send', { room: workshop.id, text: 'Gone', due: due * 2, clientId: 'b' })
    await act(world, ada, 'room.delete', { room: workshop.id })
    expect((await snapshot(world, cy))?.own.later.size).toBe(0)
  })

  it('[CORE-43] outlive the server, and are said late rather than never', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hearth-later-'))
    try {
      const database = join(folder, 'hearth.db')
      let room: Awaited<ReturnType<typeof createCast>>['lobby'] | undefined
      {
        await using world = await createWorld({ database })
        const { ada, lobby } = await createCast(world)
        room = lobby
        await world.do(ada, 'later.send', { room: lobby, text: 'Late', due: world.now + 1000, clientId: 'late' })
      }
      await using world = await createWorld({ database })
      world.now += 1_000_000
      const eve = await world.person('Eve')
      await using _scheduler = createScheduler({ core: world.chat.core, publish: world.publish, wait: () => () => undefined })
      await expect.poll(async () => (await allMessages(world, eve, room)).map(({ text }) => text)).toEqual(['Late'])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('reminders', () => {
  it('[CORE-43] ring when they are due and stay until they are done', async () => {
    const { world, ada, bo, workshop, due } = await scene()
    const { id, seq } = await say(world, ada, workshop.id, 'Bring plywood on Friday')
    const { reply, told } = await act(world, bo, 'later.remind', { room: workshop.id, id, due, note: 'plywood' })
    expect(spoken(world, told)).toEqual(['later.kept → Bo'])
    expect(reply.later).toMatchObject({ kind: 'remind', message: id, seq, text: 'plywood', state: 'waiting' })
    const from = world.told.length
    await wakeUp(world, due)
    await wakeUp(world, due + 1000)
    expect(spoken(world, world.told.slice(from))).toEqual(['later.kept → Bo'])
    expect((await snapshot(world, bo))?.own.later.get(reply.later.id)).toMatchObject({ state: 'due' })
    await act(world, bo, 'later.drop', { later: reply.later.id })
    expect((await snapshot(world, bo))?.own.later.size).toBe(0)
  })

  it('[CORE-43] the scheduler wakes for what comes in before what it waits for', async () => {
    const { world, ada, lobby, due } = await scene()
    const waits: number[] = []
    await using _scheduler = createScheduler({
      core: world.chat.core,
      publish: world.publish,
      wait: (ms) => {
        waits.push(ms)
        return () => undefined
      },
    })
    await expect.poll(() => waits).toHaveLength(1)
    await world.do(ada, 'later.send', { room: lobby, text: 'Soon', due, clientId: 'a' })
    await expect.poll(() => waits.at(-1)).toBeLessThanOrEqual(10_000)
  })
})

describe('drafts', () => {
  it('[CORE-40] what is half written is kept for one’s other devices, and heard by nobody else', async () => {
    const { world, bo, workshop } = await scene()
    const room = workshop.id
    expect(spoken(world, (await act(world, bo, 'draft.keep', { room, text: 'I was  \n' })).told)).toEqual(['draft.kept → Bo'])
    expect((await act(world, bo, 'draft.keep', { room, text: 'I was  \n' })).told).toEqual([])
    expect((await snapshot(world, bo))?.own.drafts.get(room)).toBe('I was  \n')
    await act(world, bo, 'draft.keep', { room, text: '' })
    expect((await snapshot(world, bo))?.own.drafts.size).toBe(0)
  })
})
