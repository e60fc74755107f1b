// What admins want of a room holds whatever way words come.
import type { RoomId } from '@hearth/protocol/ids.ts'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import * as later from '#store/later.ts'
import { doDue } from '../later.ts'
import { createCast, createWorld, failureOf, newClientId, type Person, say, sendFiles, upload, type World } from '../testing/world.ts'

type Scene = { readonly world: World; readonly who: Person; readonly room: RoomId; readonly elsewhere: RoomId; readonly thread: string }

/** Ada owns the Workshop, where Cy has begun a thread; in the Lobby nothing is forbidden. */
async function scene() {
  const world = await createWorld()
  const { ada, cy, workshop, lobby } = await createCast(world)
  const { id: thread } = await say(world, cy, workshop.id, 'Before any rule')
  const rule = (rules: object) => world.do(ada, 'room.rules', { room: workshop.id, ...rules })
  return { world, who: cy, room: workshop.id, elsewhere: lobby, thread, rule }
}

/** Every way of saying these words in the room. Those that take a file say them beside it, or have it called so. */
const ways: Readonly<Record<string, (scene: Scene, text: string) => Promise<unknown>>> = {
  'a message': ({ world, who, room }, text) => say(world, who, room, text),
  'an answer': ({ world, who, room, thread }, text) => say(world, who, room, text, thread as never),
  'a reply in a thread': ({ world, who, room, thread }, text) =>
    world.do(who, 'message.send', { room, text, clientId: newClientId(), thread: thread as never }),
  'a caption': async ({ world, who, room }, text) => sendFiles(world, who, room, [await uploadAnywhere(world, who)], text),
  'the name of a file': async ({ world, who, room }, text) =>
    sendFiles(world, who, room, [await uploadAnywhere(world, who, `${text}.png`)]),
  'something forwarded': async ({ world, who, room, elsewhere }, text) => {
    const { id } = await say(world, who, elsewhere, text)
    return world.do(who, 'message.forward', { room, from: elsewhere, id, clientId: newClientId() })
  },
  'a file that is forwarded': async ({ world, who, room, elsewhere }, text) => {
    const { id } = await sendFiles(world, who, elsewhere, [await uploadAnywhere(world, who, `${text}.png`)])
    return world.do(who, 'message.forward', { room, from: elsewhere, id, clientId: newClientId() })
  },
  'the question of a poll': ({ world, who, room }, text) =>
    world.do(who, 'poll.create', { room, question: text, options: ['Yes', 'No'], clientId: newClientId() }),
  'a choice of a poll': ({ world, who, room }, text) =>
    world.do(who, 'poll.create', { room, question: 'Tea?', options: ['Yes', text], clientId: newClientId() }),
}
const uploadAnywhere = (world: World, who: Person, name = 'a.png') => upload(world, who, { name })

/** Ways that wait for nothing. */
const quietly: typeof ways = {
  'changed words': ({ world, who, room, thread }, text) => world.do(who, 'message.edit', { room, id: thread as never, text }),
  'words for later': ({ world, who, room }, text) =>
    world.do(who, 'later.send', { room, text, due: 2_000_000_000_000, clientId: newClientId() }),
  'other words for later': async ({ world, who }, text) => {
    const [first] = await keptOf(world, who)
    return world.do(who, 'later.change', { later: first?.id ?? ('' as never), text })
  },
}
const keptOf = (world: World, who: Person) => world.store.read((tx) => later.all(tx, who.id))

let one: Awaited<ReturnType<typeof scene>>
beforeAll(async () => {
  one = await scene()
  await quietly['words for later']?.(one, 'Tea at five')
})
beforeEach(async () => {
  one.world.now += 3_600_000
  await one.rule({ words: [], locked: false, slowSeconds: null })
})
afterAll(() => one.world[Symbol.asyncDispose]())

it.each(Object.entries({ ...ways, ...quietly }))(
  '[MODERATION-4] a word that is not wanted, and a lock, hold for %s',
  async (_name, attempt) => {
    const { rule } = one
    await rule({ words: ['duck'] })
    expect(await failureOf(() => attempt(one, 'a duck'))).toBe('words_refused')
    await rule({ words: [], locked: true })
    expect(await failureOf(() => attempt(one, 'a bird'))).toBe('room_locked')
    await rule({ locked: false })
    expect(await failureOf(() => attempt(one, 'a bird'))).toBe('no failure')
  },
)

it.each(Object.entries(ways))('[MODERATION-4] slow mode holds for %s', async (_name, attempt) => {
  await one.rule({ slowSeconds: 60 })
  await attempt(one, 'a bird')
  expect(await failureOf(() => attempt(one, 'another'))).toBe('slow_down')
})

it('[MODERATION-4] words that were kept for later say nothing unwanted, wait behind a lock for nobody, and in slow mode come one by one', async () => {
  const { rule, world, who, room } = await scene()
  const put = (text: string) => world.do(who, 'later.send', { room, text, due: world.now + 1000, clientId: newClientId() })
  const said = async () => (await world.do(who, 'room.history', { room })).messages.map(({ text }) => text)
  const states = async () => (await keptOf(world, who)).map(({ state, failure }) => failure ?? state)
  const due = async (ms: number) => {
    world.now += ms
    await doDue(world.chat.core, world.publish)
  }
  await put('a duck')
  await rule({ words: ['duck'] })
  await due(2000)
  expect(await states()).toEqual(['words_refused'])
  for (const text of ['one', 'two', 'three']) await put(text)
  await rule({ words: [], slowSeconds: 60 })
  await due(2000)
  expect(await said()).toEqual(['Before any rule', 'one'])
  expect(await states()).toEqual(['words_refused', 'waiting', 'waiting'])
  await due(61_000)
  expect(await said()).toEqual(['Before any rule', 'one', 'two'])
  await due(61_000)
  expect(await said()).toEqual(['Before any rule', 'one', 'two', 'three'])
})
