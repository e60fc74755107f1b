import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { spoken } from '#core/testing/sync.ts'
import { failureOf, type Person } from '#core/testing/world.ts'
import { type CallHouse, join, openCallHouse, told } from './testing/house.ts'
import { createPeer } from './testing/peer.ts'
import { until } from './testing/until.ts'

async function scene() {
  const house = await openCallHouse()
  return Object.assign(house, await house.cast())
}
type Scene = Awaited<ReturnType<typeof scene>>
const since = ({ world }: CallHouse, from: number) =>
  spoken(world, world.told.slice(from)).filter((line) => !/^call\.(offer|watched)/.test(line))

describe('the life of a call', () => {
  it('[CALLS-4] beginning, entering and leaving a group’s call is told to the room, and stands in its log once', async () => {
    await using house = await scene()
    const { world, ada, bo, workshop } = house
    const from = world.told.length
    const { call, you, iceServers } = await join(world, ada, workshop.id, { video: true })
    expect(call).toMatchObject({
      by: ada.id,
      video: true,
      participants: [{ id: you, user: ada.id, muted: false, speaks: true }],
      ringing: [],
    })
    expect(iceServers).toMatchObject([{ urls: ['turn:10.0.0.9:3478'], username: expect.stringMatching(/^\d+:/) }])
    const bos = await join(world, bo, workshop.id, { muted: true })
    expect(bos.call).toMatchObject({ id: call.id, participants: [{ user: ada.id }, { user: bo.id, muted: true }] })
    await world.do(ada, 'call.leave', { room: workshop.id })
    await world.do(ada, 'call.leave', { room: workshop.id })
    await world.do(bo, 'call.leave', { room: workshop.id })
    await until('the end is in the log', () => told(world, 'call.ended').length > 0)
    expect(since(house, from)).toEqual([
      'call.started → Ada Bo Cy',
      'call.open → Ada Bo Cy',
      'call.joined → Ada Bo Cy',
      'call.joined → Ada Bo Cy',
      'call.left → Ada Bo Cy',
      'call.left → Ada Bo Cy',
      'call.closed → Ada Bo Cy',
      'call.ended → Ada Bo Cy',
    ])
    expect(told(world, 'call.ended')).toMatchObject([{ call: call.id, why: 'left', people: [ada.id, bo.id] }])
    const { calls } = await world.do(house.cy, 'room.history', { room: workshop.id })
    expect(calls).toMatchObject([{ id: call.id, seq: 2, by: ada.id, video: true, ended: { why: 'left', people: [ada.id, bo.id] } }])
  })

  it('[CALLS-4] who comes in learns of the calls of their rooms, and of no others', async () => {
    await using house = await scene()
    const { world, ada, bo, dee, workshop } = house
    const { call } = await join(world, ada, workshop.id)
    const resumed = async (who: Person) => (await world.chat.execute(world.stranger, 'session.resume', { token: who.token })).reply.calls
    expect(await resumed(bo)).toMatchObject([{ id: call.id, participants: [{ user: ada.id }] }])
    expect(await resumed(dee)).toBeUndefined()
  })

  it('[CALLS-4] a direct call rings for the other; answered it stops, and the end of one is the end', async () => {
    await using house = await scene()
    const { world, ada, bo } = house
    const { room } = await world.do(ada, 'room.direct', { user: bo.id })
    const { call } = await join(world, ada, room.id)
    expect(call).toMatchObject({ ringing: [bo.id], until: house.dials.now + 40_000 })
    await join(world, bo, room.id, { call: call.id })
    expect(told(world, 'call.rung')).toMatchObject([{ users: [bo.id], how: 'answered' }])
    await world.do(bo, 'call.leave', { room: room.id })
    await until('it is over', () => told(world, 'call.ended').length > 0)
    expect(told(world, 'call.ended')).toMatchObject([{ why: 'left', people: [ada.id, bo.id] }])
    expect(await failureOf(() => join(world, bo, room.id, { call: call.id }))).toBe('call_unknown')
  })

  it('[CALLS-4] declined, or not answered in time, it is missed', async () => {
    await using house = await scene()
    const { world, ada, bo } = house
    const { room } = await world.do(ada, 'room.direct', { user: bo.id })
    const first = await join(world, ada, room.id)
    await world.do(bo, 'call.decline', { room: room.id, call: first.call.id })
    await until('declined', () => told(world, 'call.ended').length === 1)
    const { call } = await world.do(ada, 'call.start', { room: room.id, video: true })
    expect(call).toMatchObject({ participants: [], ringing: [bo.id], video: true })
    house.pass(41_000)
    await until('missed', () => told(world, 'call.ended').length === 2)
    expect(told(world, 'call.ended')).toMatchObject([
      { why: 'declined', by: bo.id },
      { why: 'missed', by: null, people: [] },
    ])
  })

  it('[CALLS-4] who is in another call is rung as busy, and leaves it when they answer', async () => {
    await using house = await scene()
    const { world, ada, bo, workshop } = house
    await join(world, bo, workshop.id)
    const { room } = await world.do(ada, 'room.direct', { user: bo.id })
    const { call } = await join(world, ada, room.id)
    expect(told(world, 'call.ringing')).toMatchObject([{ users: [bo.id], busy: [bo.id] }])
    await join(world, bo, room.id, { call: call.id })
    expect(told(world, 'call.left')).toMatchObject([{ why: 'moved' }])
  })

  it('[CALLS-4] many who enter at once enter one call', async () => {
    await using house = await scene()
    const { world, ada, bo, cy, workshop } = house
    const all = await Promise.all([ada, bo, cy].map((who) => join(world, who, workshop.id)))
    expect(new Set(all.map(({ call }) => call.id)).size).toBe(1)
    expect(told(world, 'call.started')).toHaveLength(1)
    await Promise.all([ada, bo, cy].map((who) => world.do(who, 'call.leave', { room: workshop.id })))
    const again = await join(world, ada, workshop.id)
    await until('settled', () => world.told.length > 0)
    expect(again.call.participants).toHaveLength(1)
  })

  it('[CALLS-4] a voice room’s call begins with the first and is in no log', async () => {
    await using house = await scene()
    const { world, ada, bo } = house
    const { room } = await world.do(ada, 'room.create', { kind: 'group', name: 'Hall', voice: true, members: [bo.id] })
    expect(room.voice).toBe(true)
    const { call } = await join(world, ada, room.id)
    expect(call).toMatchObject({ by: null, participants: [{ user: ada.id }] })
    expect((await join(world, bo, room.id)).call.id).toBe(call.id)
    expect(await failureOf(() => world.do(ada, 'call.end', { room: room.id, call: call.id }))).toBe('not_allowed')
    for (const who of [ada, bo]) await world.do(who, 'call.leave', { room: room.id })
    expect(told(world, 'call.closed')).toHaveLength(1)
    expect(told(world, 'call.started')).toEqual([])
    expect((await world.do(ada, 'room.list', {})).rooms.find(({ id }) => id === room.id)?.seq).toBe(1)
  })

  it('[CALLS-4] in a channel its admins begin and speak; a hand is raised and allowed', async () => {
    await using house = await scene()
    const { world, ada, bo, office } = house
    expect(await failureOf(() => join(world, bo, office.id))).toBe('may_not_speak')
    await join(world, ada, office.id)
    const { you, call } = await join(world, bo, office.id)
    expect(call.participants[1]).toMatchObject({ speaks: false, muted: true })
    const own = { room: office.id, participant: you }
    expect(await failureOf(() => world.do(bo, 'call.set', { ...own, muted: false }))).toBe('may_not_speak')
    const { participant } = await world.do(bo, 'call.set', { ...own, hand: true })
    expect(participant.hand).toBeTypeOf('number')
    await world.do(ada, 'call.allow', { ...own, speaks: true })
    expect((await world.do(bo, 'call.set', { ...own, muted: false })).participant).toMatchObject({ speaks: true, muted: false, hand: null })
    await world.do(ada, 'call.mute', own)
    expect(told(world, 'call.changed').at(-1)?.participant).toMatchObject({ muted: true, speaks: true })
    await world.do(ada, 'room.role', { room: office.id, user: bo.id, role: 'admin' })
    await world.do(ada, 'room.role', { room: office.id, user: bo.id, role: 'member' })
    expect(told(world, 'call.changed').at(-1)?.participant).toMatchObject({ speaks: false, muted: true })
  })

  it('[CALLS-4] reactions and who speaks are told to those inside alone, an offer to one device alone', async () => {
    await using house = await scene()
    const { world, ada, workshop } = house
    const { you } = await join(world, ada, workshop.id)
    const from = world.told.length
    await world.do(ada, 'call.react', { room: workshop.id, participant: you, emoji: '👏' })
    expect(since(house, from)).toEqual(['call.reacted → Ada'])
    await until('an offer', () => told(world, 'call.offer').length > 0)
    expect(spoken(world, world.told).filter((line) => line.startsWith('call.offer'))).toEqual(['call.offer → Ada'])
  })
})

describe('what ends a seat', () => {
  const ended: [string, (scene: Scene) => Promise<unknown>][] = [
    ['removal', ({ world, ada, bo, workshop }) => world.do(ada, 'room.remove', { room: workshop.id, user: bo.id })],
    ['leaving the room', ({ world, bo, workshop }) => world.do(bo, 'room.leave', { room: workshop.id })],
    ['signing out', ({ world, bo }) => world.do(bo, 'session.close', {})],
    ['a ban', ({ world }) => world.operator.operate('ban.add', { what: 'Bo', reason: '' })],
    ['the end of the account', ({ world, bo }) => world.do(bo, 'account.delete', { password: 'a long walk by the sea' })],
  ]
  it.each(ended)('[CALLS-5] %s, in the same breath', async (_why, ends) => {
    await using house = await scene()
    const { world, ada, bo, workshop } = house
    await join(world, ada, workshop.id)
    const { you } = await join(world, bo, workshop.id)
    await ends(house)
    expect(told(world, 'call.left')[0]).toMatchObject({ participant: you, why: 'removed' })
    expect(await failureOf(() => world.do(bo, 'call.here', { room: workshop.id, participant: you }))).not.toBe('no failure')
    expect(await failureOf(() => join(world, bo, workshop.id))).not.toBe('no failure')
  })

  it('[CALLS-5] a deleted room takes its call along', async () => {
    await using house = await scene()
    const { world, ada, workshop } = house
    await join(world, ada, workshop.id)
    await world.do(ada, 'room.delete', { room: workshop.id })
    expect(told(world, 'call.closed')).toHaveLength(1)
  })

  it('[CALLS-5] silence: after seven seconds without a word or a packet; who says they are there stays', async () => {
    await using house = await scene()
    const { world, ada, bo, workshop } = house
    const { you } = await join(world, ada, workshop.id)
    await join(world, bo, workshop.id)
    house.pass(5000)
    await world.do(ada, 'call.here', { room: workshop.id, participant: you })
    house.pass(4000)
    expect(told(world, 'call.left')).toMatchObject([{ why: 'gone' }])
    expect(await world.do(ada, 'call.here', { room: workshop.id, participant: you })).toEqual({})
  })

  it('[CALLS-5] who sends packets is there, though the page says nothing', async () => {
    await using house = await scene()
    const { world, ada, workshop } = house
    const { you } = await join(world, ada, workshop.id)
    const peer = createPeer()
    await until('an offer', () => told(world, 'call.offer').length > 0)
    const [offer] = told(world, 'call.offer')
    await world.do(ada, 'call.answer', {
      room: workshop.id,
      participant: you,
      peer: offer?.peer ?? 0,
      n: 1,
      sdp: await peer.answer(offer?.sdp ?? ''),
    })
    await until('connected', () => told(world, 'call.changed').some(({ participant }) => participant.connected))
    const voice = setInterval(() => peer.voice(30), 20)
    for (let i = 0; i < 3; i++) {
      const heard = house.dials.heard
      house.dials.now += 5000
      await until('packets are heard', () => house.dials.heard > heard)
      house.pass(0)
    }
    clearInterval(voice)
    expect(told(world, 'call.left')).toEqual([])
    peer.close()
  })
})

describe('after a restart', () => {
  it('[CALLS-8] a call goes on for those who come back, and is lost where nobody does', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'hearth-calls-'))
    try {
      const before = await openCallHouse(path.join(folder, 'a.db'))
      const { ada, bo, workshop, office } = await before.cast()
      const { call } = await join(before.world, ada, workshop.id)
      await join(before.world, ada, office.id)
      await before[Symbol.asyncDispose]()

      await using house = await openCallHouse(path.join(folder, 'a.db'))
      const { world } = house
      const again = await join(world, ada, workshop.id, { call: call.id })
      expect(again.call).toMatchObject({ id: call.id, participants: [{ user: ada.id }] })
      await join(world, bo, workshop.id)
      house.dials.now += 21_000
      await world.do(ada, 'call.here', { room: workshop.id, participant: again.you })
      house.pass(0)
      await until('the other is lost', () => told(world, 'call.ended').length > 0)
      expect(told(world, 'call.ended')).toMatchObject([{ why: 'missed', people: [ada.id] }])
      expect(told(world, 'call.started')).toEqual([])
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
