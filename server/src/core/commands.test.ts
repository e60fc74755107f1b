// Each command done once: everybody's picture stays true (verifySync), and exactly its audience hears of it.

import type { RoomId } from '@hearth/protocol/ids.ts'
import { describe, expect, it } from 'vitest'
import { act, allMessages, snapshot, spoken } from './testing/sync.ts'
import { createCast, createWorld, newClientId, PASSWORD, say } from './testing/world.ts'

const everybody = 'Ada Bo Cy Dee'

async function scene() {
  const world = await createWorld()
  return { world, ...(await createCast(world)) }
}

describe('messages', () => {
  it('[CORE-1] [CORE-3] sending, editing, reacting, unreacting and deleting reach the room and nobody else', async () => {
    const { world, ada, bo, workshop } = await scene()
    const room = workshop.id
    const sent = await act(world, ada, 'message.send', { room, text: 'The laser cutter is free, @bo', clientId: newClientId() })
    expect(spoken(world, sent.told)).toEqual(['message.said → Ada Bo Cy'])
    const id = sent.reply.id
    const answer = await act(world, bo, 'message.send', { room, text: 'On my way', clientId: newClientId(), replyTo: id })
    expect(answer.reply.seq).toBe(sent.reply.seq + 1)
    expect(spoken(world, (await act(world, ada, 'message.edit', { room, id, text: 'It is free until noon, @cy' })).told)).toEqual([
      'message.edited → Ada Bo Cy',
    ])
    expect(spoken(world, (await act(world, bo, 'message.react', { room, id, emoji: '👍' })).told)).toEqual(['message.reacted → Ada Bo Cy'])
    expect((await act(world, bo, 'message.react', { room, id, emoji: '👍' })).told).toEqual([])
    // From a keyboard that asks for the coloured form of what has no other.
    expect((await act(world, bo, 'message.react', { room, id, emoji: '👍\ufe0f' })).told).toEqual([])
    await act(world, ada, 'message.react', { room, id, emoji: '👍' })
    expect(spoken(world, (await act(world, bo, 'message.unreact', { room, id, emoji: '👍' })).told)).toEqual([
      'message.unreacted → Ada Bo Cy',
    ])
    expect((await act(world, bo, 'message.unreact', { room, id, emoji: '👍' })).told).toEqual([])
    expect(spoken(world, (await act(world, ada, 'message.delete', { room, id })).told)).toEqual(['message.deleted → Ada Bo Cy'])
    expect((await act(world, ada, 'message.delete', { room, id })).told).toEqual([])
    const [tombstone] = await allMessages(world, bo, room)
    expect(tombstone).toMatchObject({ id, text: null, mentions: [], reactions: [] })
  })

  it('[CORE-4] the same clientId is one message, however often and however late it comes', async () => {
    const { world, ada, workshop } = await scene()
    const takes = { room: workshop.id, text: 'Once', clientId: 'the-same' }
    const first = await act(world, ada, 'message.send', takes)
    const again = await Promise.all(Array.from({ length: 20 }, () => world.do(ada, 'message.send', takes)))
    expect(again).toEqual(Array.from({ length: 20 }, () => first.reply))
    expect((await act(world, ada, 'message.send', takes)).told).toEqual([])
    expect(await allMessages(world, ada, workshop.id)).toHaveLength(1)
  })

  it('[CORE-16] unread and mentions equal a recount, and own words count for nothing', async () => {
    const { world, ada, bo, workshop } = await scene()
    const room = workshop.id
    const first = await act(world, ada, 'message.send', {
      room,
      text: 'Hello @BO, and bo@example.org, and @nobody',
      clientId: newClientId(),
    })
    await act(world, ada, 'message.send', { room, text: 'Still there?', clientId: newClientId() })
    await act(world, bo, 'message.send', { room, text: 'Yes @bo', clientId: newClientId() })
    const seat = async () => (await world.do(bo, 'room.list', {})).rooms.find(({ id }) => id === room)
    expect(await seat()).toMatchObject({ unread: 2, mentions: 1 })
    const read = await act(world, bo, 'room.read', { room, seq: first.reply.seq })
    expect(read.reply).toEqual({ seq: first.reply.seq, unread: 1, mentions: 0 })
    expect(spoken(world, read.told)).toEqual(['room.read → Bo'])
    expect((await act(world, bo, 'room.read', { room, seq: 0 })).told).toEqual([])
    expect((await act(world, bo, 'room.read', { room, seq: 999 })).reply).toMatchObject({ unread: 0, mentions: 0 })
  })

  it('[CORE-5] seq has no gaps, whatever fails or happens at once in between', async () => {
    const { world, ada, bo, workshop } = await scene()
    const room = workshop.id
    const sends = Array.from({ length: 60 }, (_, i) =>
      world.do(i % 2 ? ada : bo, 'message.send', { room, text: i % 5 === 0 ? ' ' : `word ${i}`, clientId: newClientId() }),
    )
    await Promise.allSettled(sends)
    const seqs = world.told.filter(({ event }) => event.room === room && event.seq !== undefined).map(({ event }) => event.seq)
    expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, i) => i + 1))
    expect(seqs).toHaveLength(49)
  })

  it('[CORE-1] history pages before, after and around meet without gap or overlap', async () => {
    const { world, ada, workshop } = await scene()
    const room = workshop.id
    for (let i = 0; i < 12; i++) await say(world, ada, room, `word ${i}`)
    const all = await allMessages(world, ada, room)
    const middle = all[6]?.seq ?? 0
    const page = async (where: object) => (await world.do(ada, 'room.history', { room, limit: 4, ...where })).messages
    expect(await page({})).toEqual(all.slice(8))
    expect(await page({ before: middle })).toEqual(all.slice(2, 6))
    expect(await page({ after: middle })).toEqual(all.slice(7, 11))
    const around = await page({ around: middle })
    expect(around.map(({ seq }) => seq)).toContain(middle)
    expect((await world.do(ada, 'message.get', { room, id: all[3]?.id ?? (room as never) })).message).toEqual(all[3])
  })
})

describe('rooms', () => {
  it('[CORE-1] [CORE-3] a group is made, entered, renamed, left, handed over and deleted', async () => {
    const { world, ada, bo, cy, dee } = await scene()
    const made = await act(world, ada, 'room.create', { kind: 'group', name: '  Field  camp ', topic: 'tents', members: [bo.id] })
    const room = made.reply.room.id
    expect(made.reply.room).toMatchObject({ name: 'Field camp', topic: 'tents', role: 'owner', members: 2, unread: 0 })
    expect(spoken(world, made.told)).toEqual(['room.created → Ada Bo', 'room.code → Ada'])
    const code = made.reply.room.code?.toUpperCase().replace('-', ' ') ?? ''
    expect(spoken(world, (await act(world, cy, 'room.join', { code })).told)).toEqual(['room.joined → Ada Bo Cy'])
    expect((await act(world, cy, 'room.join', { code })).told).toEqual([])
    expect(spoken(world, (await act(world, bo, 'room.invite', { room, users: [dee.id, cy.id] })).told)).toEqual([
      `room.joined → ${everybody}`,
    ])
    expect(spoken(world, (await act(world, ada, 'room.role', { room, user: dee.id, role: 'admin' })).told)).toEqual([
      `room.role → ${everybody}`,
      'room.code → Dee',
    ])
    expect(spoken(world, (await act(world, dee, 'room.rename', { room, topic: 'tents and stoves' })).told)).toEqual([
      `room.renamed → ${everybody}`,
    ])
    expect((await act(world, dee, 'room.rename', { room, topic: 'tents and stoves' })).told).toEqual([])
    expect(spoken(world, (await act(world, dee, 'room.remove', { room, user: cy.id })).told)).toEqual([`room.removed → ${everybody}`])
    expect(spoken(world, (await act(world, ada, 'room.role', { room, user: dee.id, role: 'member' })).told)).toEqual([
      'room.role → Ada Bo Dee',
      'room.code → Dee',
    ])
    expect(spoken(world, (await act(world, ada, 'room.leave', { room })).told)).toEqual([
      'room.role → Ada Bo Dee',
      'room.code → Bo',
      'room.left → Ada Bo Dee',
    ])
    expect(spoken(world, (await act(world, bo, 'room.delete', { room })).told)).toEqual(['room.deleted → Bo Dee'])
    expect((await world.do(dee, 'room.list', {})).rooms.map(({ id }) => id)).not.toContain(room)
  })

  it('[CORE-1] the last to leave takes the room along', async () => {
    const { world, dee } = await scene()
    const { reply } = await act(world, dee, 'room.create', { kind: 'group', name: 'Mine' })
    await act(world, dee, 'room.leave', { room: reply.room.id })
    expect((await world.do(dee, 'room.list', {})).rooms).toHaveLength(1)
  })

  it('[CORE-1] [CORE-3] a direct room is one room for two people, called after the other', async () => {
    const { world, ada, bo } = await scene()
    const made = await act(world, ada, 'room.direct', { user: bo.id })
    expect(spoken(world, made.told)).toEqual(['room.created → Ada Bo'])
    expect(made.reply.room).toMatchObject({ kind: 'direct', name: 'Bo', peer: bo.id, role: 'member' })
    const back = await act(world, bo, 'room.direct', { user: ada.id })
    expect(back.reply.room).toMatchObject({ id: made.reply.room.id, name: 'Ada', peer: ada.id })
    expect(back.told).toEqual([])
    const notes = await act(world, bo, 'room.direct', { user: bo.id })
    expect(notes.reply.room).toMatchObject({ name: 'Bo', peer: bo.id, members: 1 })
  })

  it('[CORE-1] public rooms are found and entered by anybody, private ones are not listed', async () => {
    const { world, ada, dee } = await scene()
    const { reply } = await act(world, ada, 'room.create', { kind: 'channel', name: 'Notices', public: true })
    const open = (await world.do(dee, 'room.list', { public: true })).rooms
    expect(open.map(({ name, role }) => `${name} ${role}`).toSorted()).toEqual(['Lobby member', 'Notices null'])
    await act(world, dee, 'room.join', { room: reply.room.id })
    expect((await world.do(dee, 'room.list', { public: true })).rooms.find(({ id }) => id === reply.room.id)).toMatchObject({
      role: 'member',
      members: 2,
    })
  })

  it('[CORE-1] public rooms are found by a part of their name or topic, page by page, the biggest first', async () => {
    const { world, ada, bo, dee } = await scene()
    for (const name of ['Laser club', 'Film night', 'ＬＡＳＥＲ 100%'])
      await world.do(ada, 'room.create', { kind: 'channel', name, public: true })
    const { room } = await world.do(ada, 'room.create', { kind: 'channel', name: 'Tools', topic: 'saw and laser', public: true })
    await world.do(bo, 'room.join', { room: room.id })
    const found = async (text: string, more: { after?: RoomId; limit?: number } = {}) =>
      world.do(dee, 'room.list', { public: true, text, ...more })
    const names = ({ rooms }: Awaited<ReturnType<typeof found>>) => rooms.map(({ name }) => name)
    const all = await found(' laser')
    expect([names(all)[0], names(all).length, all.more]).toEqual(['Tools', 3, false])
    expect(names(await found('100%'))).toHaveLength(1)
    expect(names(await found('%'))).toHaveLength(1)
    const first = await found('laser', { limit: 2 })
    const rest = await found('laser', { limit: 2, after: first.rooms[1]?.id ?? room.id })
    expect([first.more, rest.more, [...names(first), ...names(rest)]]).toEqual([true, false, names(all)])
    // What was found a moment ago is found as it is called now, and a page after a room that is gone does not begin anew.
    const gone = first.rooms[1]?.id ?? room.id
    await world.do(ada, 'room.rename', { room: room.id, topic: 'saw' })
    expect(names(await found('laser'))).toHaveLength(2)
    await world.do(ada, 'room.delete', { room: gone })
    expect(await found('laser', { after: gone })).toEqual({ rooms: [], more: false })
    expect(names(await found('laser'))).toHaveLength(1)
  })

  it('[CORE-1] members are found by a part of their names, in the order they came', async () => {
    const { world, ada, bo, cy, workshop } = await scene()
    await world.do(cy, 'account.change', { displayName: 'Cy Bolt' })
    const found = async (text: string) =>
      (await world.do(ada, 'room.members', { room: workshop.id, text })).members.map(({ user }) => user.id)
    expect(await found('BO')).toEqual([bo.id, cy.id])
    expect(await found('bolt')).toEqual([cy.id])
    expect(await found('%')).toEqual([])
    const page = await world.do(ada, 'room.members', { room: workshop.id, text: 'bo', limit: 1 })
    expect(page.more).toBe(true)
    expect(
      (await world.do(ada, 'room.members', { room: workshop.id, text: 'bo', after: page.members[0]?.user.id ?? ada.id })).members,
    ).toHaveLength(1)
  })

  it('[CORE-3] typing is heard in the room and kept nowhere', async () => {
    const { world, bo, workshop } = await scene()
    const { told } = await act(world, bo, 'typing', { room: workshop.id, on: true })
    expect(spoken(world, told)).toEqual(['typing → Ada Bo Cy'])
    expect(told[0]?.event.seq).toBeUndefined()
  })
})

describe('people', () => {
  it('[CORE-1] [CORE-3] a changed account is heard by everybody and renames direct rooms', async () => {
    const { world, ada, bo } = await scene()
    await act(world, ada, 'room.direct', { user: bo.id })
    const changed = await act(world, bo, 'account.change', { name: 'Bo2', displayName: 'Bo the Second', colour: 3, status: 'at the lathe' })
    expect(spoken(world, changed.told)).toEqual([`account.changed → ${everybody}`])
    expect((await world.do(ada, 'room.list', {})).rooms.map(({ name }) => name)).toContain('Bo the Second')
  })

  it('[CORE-1] contacts are one’s own', async () => {
    const { world, ada, bo } = await scene()
    expect(spoken(world, (await act(world, ada, 'contact.add', { user: bo.id })).told)).toEqual(['contact.added → Ada'])
    expect((await act(world, ada, 'contact.add', { user: bo.id })).told).toEqual([])
    expect((await world.do(ada, 'contact.list', {})).contacts).toMatchObject([{ name: 'Bo' }])
    expect(spoken(world, (await act(world, ada, 'contact.remove', { user: bo.id })).told)).toEqual(['contact.removed → Ada'])
    expect((await act(world, ada, 'contact.remove', { user: bo.id })).told).toEqual([])
  })

  it('[CORE-1] a deleted account leaves every group, keeps its words, and frees its name', async () => {
    const { world, ada, bo, workshop } = await scene()
    await say(world, ada, workshop.id, 'My last words')
    await act(world, ada, 'room.direct', { user: bo.id })
    await act(world, ada, 'account.delete', { password: PASSWORD })
    expect(await snapshot(world, ada)).toBeUndefined()
    const messages = await allMessages(world, bo, workshop.id)
    expect(messages).toMatchObject([{ author: ada.id, text: 'My last words' }])
    expect((await world.do(bo, 'people.get', { users: [ada.id] })).people).toMatchObject([
      { displayName: 'Deleted account', deleted: true },
    ])
    expect((await world.do(bo, 'people.search', { text: 'ada' })).people).toEqual([])
    await world.person('Ada')
  })

  it('[CORE-1] a guest comes in by a name, becomes an account and keeps everything', async () => {
    const { world, ada, lobby } = await scene()
    const guest = await world.person('Eve & co of the North', { guest: true })
    await say(world, guest, lobby, 'Hello')
    const grown = await act(world, guest, 'account.change', { password: 'tea with honey and lemon' })
    expect(grown.reply.user).toMatchObject({ name: 'Eve.co.of.the.North', displayName: 'Eve & co of the North', guest: false })
    const { reply } = await world.chat.execute(world.stranger, 'session.open', {
      name: 'eve.co.of.THE.north',
      password: 'tea with honey and lemon',
    })
    expect(reply.user.id).toBe(guest.id)
    expect((await allMessages(world, ada, lobby)).map(({ author }) => author)).toEqual([guest.id])
  })

  it('[CORE-8] a guest who signs out is gone, and the name is free', async () => {
    const { world } = await scene()
    const guest = await world.person('Visitor', { guest: true })
    await act(world, guest, 'session.close', {})
    await world.person('Visitor', { guest: true })
  })

  it('[CORE-3] who is online comes from the hub, people are found by any part of their name', async () => {
    const { world, ada, bo } = await scene()
    world.online = [{ user: bo.id, state: 'online', seenAt: null }]
    expect(await world.do(ada, 'people.online', {})).toMatchObject({ people: [{ name: 'Bo' }], presence: [{ user: bo.id }] })
    expect((await world.do(ada, 'people.search', { text: 'O' })).people.map(({ name }) => name)).toEqual(['Bo'])
    expect((await world.do(ada, 'people.search', { text: '%' })).people).toEqual([])
  })

  it('[CORE-13] the lobby holds everybody from the first moment, and its log begins with the first person', async () => {
    const { world, lobby } = await scene()
    const joined = world.told.filter(({ event }) => event.room === lobby)
    expect(joined.map(({ event }) => [event.event, event.seq])).toEqual([1, 2, 3, 4].map((seq) => ['room.joined', seq]))
    const first = (await world.do([...world.people.values()][0] as never, 'room.list', {})).rooms[0]
    expect(first).toMatchObject({ kind: 'lobby', name: 'Lobby', members: 4, id: lobby satisfies RoomId })
  })
})
