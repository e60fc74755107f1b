// Old messages are moved while people read, change and look for them: nobody can tell.
import type { MessageId, RoomId } from '@hearth/protocol/ids.ts'
import { expect, it } from 'vitest'
import * as entries from '#store/entries.ts'
import { createArchiver } from './archiving.ts'
import type { Background } from './background.ts'
import { expireSome } from './expiry.ts'
import { createIndexer } from './indexing.ts'
import { sayAgain } from './log.ts'
import { act, allMessages } from './testing/sync.ts'
import { createCast, createWorld, failureOf, newClientId, type Person, say, sendFiles, upload, type World } from './testing/world.ts'

const DAY_MS = 86_400_000
const SAID = 400
const WORDS = ['kettle', 'tea', 'hearth fire', 'snow', 'late train']

/** Four hundred messages a day apart from now, some with files, reactions, answers and changes, and all in the index. */
async function scene(days: number) {
  const world = await createWorld({ settings: {}, limits: { messageArchiveDays: days, fileDays: 30 } })
  const cast = await createCast(world)
  const { ada, bo, cy, workshop } = cast
  const room = workshop.id
  const ids: MessageId[] = []
  const clientIds: string[] = []
  for (let n = 0; n < SAID; n++) {
    const who = [ada, bo, cy][n % 3] as Person
    const clientId = newClientId()
    const text = `${WORDS[n % 5]} ${n} ${n % 7 === 0 ? '@bo' : ''}`
    const answer = n % 11 === 10 ? { replyTo: ids[n - 9] as MessageId } : {}
    const { id } = await world.do(who, 'message.send', { room, text, clientId, ...answer })
    ids.push(id)
    clientIds.push(clientId)
    if (n % 13 === 0) await world.do(bo, 'message.react', { room, id, emoji: '👍' })
    if (n % 17 === 0) await world.do(who, 'message.edit', { room, id, text: `${text} for ever` })
    if (n % 19 === 0) await world.do(who, 'message.delete', { room, id })
  }
  const file = await upload(world, ada, { room })
  await sendFiles(world, ada, room, [file], 'a picture')
  for (let n = 0; n < 60; n++) await say(world, ada, room, `later ${n}`)
  return { world, ...cast, room, ids, clientIds, file }
}

type Scene = Awaited<ReturnType<typeof scene>>

/** Everything anybody can ask about the room. */
async function reads({ world, ada, bo, dee, room, ids }: Scene, from: readonly number[]): Promise<unknown[]> {
  const found: unknown[] = []
  for (const who of [ada, bo]) {
    found.push(await allMessages(world, who, room))
    for (const seq of from)
      for (const where of [{ before: seq }, { after: seq }, { around: seq }, { around: seq, limit: 9 }])
        found.push(await world.do(who, 'room.history', { room, ...where }))
    found.push((await world.do(who, 'room.list', {})).rooms, await pagesOf(world, who, 'ett'), await pagesOf(world, who, 'fire 1', 7))
  }
  for (const id of ids.filter((_, n) => n % 29 === 0)) found.push(await world.do(ada, 'message.get', { room, id }))
  for (const after of from)
    found.push(await world.store.write(async (tx) => sayAgain(tx, (await entries.since(tx, [{ room, after }])).flat())))
  found.push(await pagesOf(world, dee, 'kettle'))
  return found
}

async function pagesOf(world: World, who: Person, text: string, limit = 50): Promise<unknown[]> {
  const pages: unknown[] = []
  for (let from: { room: RoomId; seq: number } | undefined, more = true; more; more = from !== undefined) {
    const page = await world.do(who, 'message.search', { text, limit, ...(from === undefined ? {} : { from }) })
    pages.push(page.found)
    from = page.next
  }
  return pages.flat()
}

const quiet = { warn: (about: object, says: string) => expect.fail(`${says} ${JSON.stringify(about)}`) }
const archived = async ({ world, ada, room }: Scene) => (await world.do(ada, 'room.storage', { room })).archive

async function moveAll(world: World, archiver: Background): Promise<void> {
  await using indexer = createIndexer(world.store, quiet)
  await indexer.catchUp()
  await archiver.catchUp()
}

it('[CORE-21] what was said reads, counts, answers and is found as before, and goes on changing', { timeout: 120_000 }, async () => {
  const there = await scene(30)
  await using world = there.world
  const { ada, bo, cy, room, ids, clientIds } = there
  await using archiver = createArchiver(world.chat.core, quiet)
  await moveAll(world, archiver)
  expect(await archived(there)).toMatchObject({ messages: 0, afterDays: null })
  const places = [0, 1, 100, 128, 129, 256, 300, 470]
  const before = await reads(there, places)

  world.now += 31 * DAY_MS
  await moveAll(world, archiver)
  expect(await archived(there)).toMatchObject({ messages: 384, afterDays: null })
  expect((await archived(there)).bytes).toBeLessThan(384 * 100)
  expect(await reads(there, places)).toEqual(before)

  const [first, second, third] = [ids[3], ids[4], ids[5]] as [MessageId, MessageId, MessageId]
  await act(world, ada, 'message.edit', { room, id: first, text: 'quite new words' })
  await act(world, bo, 'message.delete', { room, id: second })
  await act(world, cy, 'message.react', { room, id: third, emoji: '🎉' })
  await act(world, bo, 'message.send', { room, text: 'an answer', clientId: newClientId(), replyTo: third })
  await act(world, bo, 'room.read', { room, seq: 200 })
  const once = { room, text: 'said twice', clientId: clientIds[6] as string }
  const { reply, told } = await act(world, ada, 'message.send', once)
  expect([reply.id, told]).toEqual([ids[6], []])
  const [found, gone] = [await pagesOf(world, ada, 'quite new'), await pagesOf(world, ada, 'late train 4')]
  expect(found).toMatchObject([{ room, message: { id: first, text: 'quite new words' } }])
  expect(JSON.stringify(gone)).not.toContain(second)
  expect((await world.do(ada, 'message.get', { room, id: second })).message).toMatchObject({ text: null })
})

it('[CORE-21] unread and mentions of who has not read for long are those of the whole room', async () => {
  const there = await scene(0)
  await using world = there.world
  const { ada, bo, cy, room } = there
  const seats = async () => {
    const found: unknown[] = []
    for (const who of [ada, bo, cy]) found.push((await world.do(who, 'room.list', {})).rooms.find(({ id }) => id === room))
    return found
  }
  const before = await seats()
  await world.do(ada, 'room.archive', { room, afterDays: 5 })
  await using archiver = createArchiver(world.chat.core, quiet)
  world.now += 6 * DAY_MS
  await moveAll(world, archiver)
  expect(await archived(there)).toMatchObject({ afterDays: 5, messages: 384 })
  expect(await seats()).toEqual(before)
})

it('[CORE-21] a room says when its messages are put away; zero is never, and without a word the server says it', async () => {
  const there = await scene(2)
  await using world = there.world
  const { ada, room } = there
  await using archiver = createArchiver(world.chat.core, quiet)
  await world.do(ada, 'room.archive', { room, afterDays: 0 })
  world.now += 100 * DAY_MS
  await moveAll(world, archiver)
  expect(await archived(there)).toEqual({ afterDays: 0, messages: 0, bytes: 0 })
  await world.do(ada, 'room.archive', { room, afterDays: null })
  await moveAll(world, archiver)
  expect(await archived(there)).toMatchObject({ afterDays: null, messages: 384 })
})

it('[CORE-14] the operator says when a room’s messages are put away, where one room alone is meant, and sees what they take up', async () => {
  await using world = await createWorld()
  const { ada, bo, workshop, office } = await createCast(world)
  const set = (room: string, afterDays: number | null) => world.operator.operate('room.archive', { room, afterDays })
  const shown = async () => (await world.operator.operate('storage.show', { most: 10 })) as { archived: object }
  expect(await set('wOrkshop', 9)).toEqual({ rooms: [{ id: workshop.id, called: 'Workshop' }] })
  expect(await set(office.id, 0)).toMatchObject({ rooms: [{ called: 'Office' }] })
  const { room: other } = await world.do(bo, 'room.create', { kind: 'group', name: 'Office' })
  expect(await set('Office', 5)).toMatchObject({ rooms: [{ id: office.id }, { id: other.id }] })
  expect(await set('nowhere', 5)).toEqual({ rooms: [] })
  const { room: direct } = await world.do(ada, 'room.direct', { user: bo.id })
  expect(await set(direct.id, 7)).toMatchObject({ rooms: [{ id: direct.id }] })
  expect((await shown()).archived).toEqual({
    messages: 0,
    bytes: 0,
    rooms: [
      { called: 'Workshop', messages: 0, bytes: 0, days: 9 },
      { called: 'Office', messages: 0, bytes: 0, days: 0 },
      { called: `(direct) ${direct.id}`, messages: 0, bytes: 0, days: 7 },
    ],
  })
  expect(await world.do(ada, 'room.storage', { room: workshop.id })).toMatchObject({ archive: { afterDays: 9 } })
  expect(await failureOf(() => set('Workshop', -1))).toBe('bad_request')
})

it('[CORE-21] files of old messages are there, end by age, and go with their message', async () => {
  const there = await scene(1)
  await using world = there.world
  const { ada, room } = there
  const [kept, late] = [await upload(world, ada, { room }), await upload(world, ada, { room })]
  const { id } = await sendFiles(world, ada, room, [kept, late])
  for (let n = 0; n < 200; n++) await say(world, ada, room, `even later ${n}`)
  await using archiver = createArchiver(world.chat.core, quiet)
  world.now += 2 * DAY_MS
  await moveAll(world, archiver)
  expect((await archived(there)).messages).toBe(512)
  const cards = async () => (await world.do(ada, 'message.get', { room, id })).message.files
  expect(await cards()).toMatchObject([{ id: kept }, { id: late }])
  world.now += 40 * DAY_MS
  await world.store.write((tx) => expireSome(world.chat.core, tx, 50))
  expect(await cards()).toMatchObject([{ gone: 'expired' }, { gone: 'expired' }])
  await act(world, ada, 'message.delete', { room, id })
  expect(await cards()).toBeUndefined()
})
