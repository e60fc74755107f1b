// Every command of calls, refused for each of its failures.
import { type CommandName, commands } from '@hearth/protocol/commands.ts'
import type { ErrorCode } from '@hearth/protocol/errors.ts'
import type { CallId, ParticipantId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { failureOf, type Person } from '#core/testing/world.ts'
import { join, nobody, openCallHouse } from './testing/house.ts'
import { createPeer } from './testing/peer.ts'

const nowhere = '0'.repeat(26) as RoomId & CallId & UserId

async function scene() {
  const house = await openCallHouse()
  return Object.assign(house, await house.cast())
}
type Scene = Awaited<ReturnType<typeof scene>>

type Case = (scene: Scene) => Promise<unknown>
const inRoom = (how: (scene: Scene, who: Person, room: RoomId) => Promise<unknown>): Partial<Record<ErrorCode, Case>> => ({
  room_unknown: (all) => how(all, all.ada, nowhere),
  not_a_member: (all) => how(all, all.dee, all.workshop.id),
})
const own = { participant: nobody }
const many = async (times: number, how: () => Promise<unknown>) => {
  for (let i = 0; i < times; i++) await how()
}

/** Begun and left at once. */
const again = async (world: Scene['world'], who: Person, room: RoomId) => {
  const { call } = await join(world, who, room)
  await world.do(who, 'call.end', { room, call: call.id })
}

/** Ada, in the call of the workshop, more often than anybody could need. */
const often =
  (times: number, act: (scene: Scene, mine: { room: RoomId; participant: ParticipantId }) => Promise<unknown>): Case =>
  async (scene) => {
    const { you } = await join(scene.world, scene.ada, scene.workshop.id)
    await many(times, () => act(scene, { room: scene.workshop.id, participant: you }))
  }

const cases: { readonly [N in CommandName]?: Partial<Record<ErrorCode, Case>> } = {
  'call.start': {
    ...inRoom(({ world }, who, room) => world.do(who, 'call.start', { room })),
    may_not_speak: ({ world, bo, office }) => world.do(bo, 'call.start', { room: office.id }),
    slow_down: ({ world, dee, lobby }) => many(40, () => again(world, dee, lobby)),
  },
  'call.join': {
    ...inRoom(({ world }, who, room) => join(world, who, room)),
    may_not_speak: ({ world, bo, office }) => join(world, bo, office.id),
    call_unknown: ({ world, ada, workshop }) => join(world, ada, workshop.id, { call: nowhere }),
    slow_down: ({ world, dee, lobby }) => many(40, () => again(world, dee, lobby)),
    call_full: async ({ world, ada, bo, cy, dee, lobby }) => {
      for (const who of [ada, bo, cy, dee]) await join(world, who, lobby)
    },
  },
  'call.end': {
    ...inRoom(({ world }, who, room) => world.do(who, 'call.end', { room, call: nowhere })),
    call_unknown: ({ world, ada, workshop }) => world.do(ada, 'call.end', { room: workshop.id, call: nowhere }),
    not_allowed: async ({ world, ada, bo, workshop }) => {
      const { call } = await join(world, ada, workshop.id)
      await world.do(bo, 'call.end', { room: workshop.id, call: call.id })
    },
  },
  'call.decline': {
    ...inRoom(({ world }, who, room) => world.do(who, 'call.decline', { room, call: nowhere })),
    call_unknown: ({ world, ada, workshop }) => world.do(ada, 'call.decline', { room: workshop.id, call: nowhere }),
  },
  'call.ring': {
    not_in_call: ({ world, ada, bo, workshop }) => world.do(ada, 'call.ring', { room: workshop.id, ...own, users: [bo.id] }),
    user_unknown: async ({ world, ada, dee, workshop }) => {
      const { you } = await join(world, ada, workshop.id)
      await world.do(ada, 'call.ring', { room: workshop.id, participant: you, users: [dee.id] })
    },
    slow_down: often(30, ({ world, ada, bo }, mine) => world.do(ada, 'call.ring', { ...mine, users: [bo.id] })),
  },
  'call.here': { not_in_call: ({ world, ada, workshop }) => world.do(ada, 'call.here', { room: workshop.id, ...own }) },
  'call.set': {
    not_in_call: async ({ world, ada, bo, workshop }) => {
      const { you } = await join(world, ada, workshop.id)
      await world.do(bo, 'call.set', { room: workshop.id, participant: you, muted: true })
    },
    may_not_speak: async ({ world, ada, bo, office }) => {
      await join(world, ada, office.id)
      const { you } = await join(world, bo, office.id)
      await world.do(bo, 'call.set', { room: office.id, participant: you, camera: true })
    },
    slow_down: often(30, ({ world, ada }, mine) => world.do(ada, 'call.set', { ...mine, muted: true })),
  },
  'call.allow': {
    ...inRoom(({ world }, who, room) => world.do(who, 'call.allow', { room, ...own, speaks: true })),
    not_in_call: ({ world, ada, workshop }) => world.do(ada, 'call.allow', { room: workshop.id, ...own, speaks: true }),
    not_allowed: ({ world, bo, workshop }) => world.do(bo, 'call.allow', { room: workshop.id, ...own, speaks: true }),
  },
  'call.mute': {
    ...inRoom(({ world }, who, room) => world.do(who, 'call.mute', { room, ...own })),
    not_in_call: ({ world, ada, workshop }) => world.do(ada, 'call.mute', { room: workshop.id, ...own }),
    not_allowed: ({ world, bo, workshop }) => world.do(bo, 'call.mute', { room: workshop.id, ...own }),
  },
  'call.react': {
    not_in_call: ({ world, ada, workshop }) => world.do(ada, 'call.react', { room: workshop.id, ...own, emoji: '👏' }),
    emoji_invalid: async ({ world, ada, workshop }) => {
      const { you } = await join(world, ada, workshop.id)
      await world.do(ada, 'call.react', { room: workshop.id, participant: you, emoji: 'clap' })
    },
    slow_down: often(30, ({ world, ada }, mine) => world.do(ada, 'call.react', { ...mine, emoji: '👏' })),
  },
  'call.answer': {
    not_in_call: ({ world, ada, workshop }) => world.do(ada, 'call.answer', { room: workshop.id, ...own, peer: 1, n: 1, sdp: 'v=0' }),
    description_invalid: async ({ world, ada, workshop }) => {
      const { you } = await join(world, ada, workshop.id)
      await world.do(ada, 'call.answer', { room: workshop.id, participant: you, peer: 1, n: 1, sdp: 'v=0\r\nm=nonsense' })
    },
    slow_down: async ({ world, ada, workshop }) => {
      const { you } = await join(world, ada, workshop.id)
      const answer = {
        room: workshop.id,
        participant: you,
        peer: 99,
        n: 1,
        sdp: await createPeer().answer('v=0\r\nm=audio 9 x 1\r\na=candidate:1 1 udp 1 127.0.0.1 9 typ host\r\n'),
      }
      await many(30, () => world.do(ada, 'call.answer', answer))
    },
  },
  'call.restart': {
    not_in_call: ({ world, ada, workshop }) => world.do(ada, 'call.restart', { room: workshop.id, ...own, peer: 0 }),
    slow_down: often(2, ({ world, ada }, mine) => world.do(ada, 'call.restart', { ...mine, peer: 0 })),
  },
  'call.want': {
    not_in_call: ({ world, ada, workshop }) => world.do(ada, 'call.want', { room: workshop.id, ...own, videos: [] }),
    slow_down: often(30, ({ world, ada }, mine) => world.do(ada, 'call.want', { ...mine, videos: [] })),
  },
  'call.statistics': { not_in_call: ({ world, ada, workshop }) => world.do(ada, 'call.statistics', { room: workshop.id, ...own }) },
}

/** `call_away` is the engine's to say: engine.test.ts; `calls_off` is shown for all of them below. */
const shownElsewhere: readonly ErrorCode[] = ['call_away', 'calls_off']

describe('refusals', () => {
  let house: Scene
  beforeAll(async () => {
    house = await scene()
  })
  afterAll(() => house[Symbol.asyncDispose]())

  const names = Object.keys(commands).filter((name): name is CommandName => name.startsWith('call.'))
  it.each(names)('[CALLS-4] %s is refused for each of its failures', async (name) => {
    expect(commands[name].fails.filter((code) => !shownElsewhere.includes(code) && cases[name]?.[code] === undefined)).toEqual([])
    const { world, ada, bo, cy, dee, lobby, workshop, office } = house
    for (const [code, attempt] of Object.entries(cases[name] ?? {})) {
      expect(await failureOf(() => attempt(house)), `${name} ${code}`).toBe(code)
      for (const room of [lobby, workshop.id, office.id]) for (const who of [ada, bo, cy, dee]) await world.do(who, 'call.leave', { room })
    }
  })
})
