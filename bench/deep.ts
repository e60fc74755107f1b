// What grows with the years: writing, reading back, searching and starting with 1 and 5 million stored messages, and with 10,000 rooms.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { RoomId } from '@hearth/protocol/ids.ts'
import { makeId } from '@hearth/protocol/make-id.ts'
import { temporary } from '#harness/server.ts'
import { until } from '#harness/until.ts'
import { alone } from './compare.ts'
import { type Crowd, createCrowd, many } from './crowd.ts'
import { type Generator, startGenerator } from './generator.ts'
import type { Line } from './load/line.ts'
import { cpuOf } from './load/party.ts'
import { megabytes, middle, restingMemory } from './measure.ts'
import { type Scenario, scenarioOf } from './scenarios.ts'
import { type Started, startHearth } from './servers/start.ts'
import { sentence, VOCABULARY, wordOf } from './words.ts'

export type Deep = {
  readonly stored: readonly Stored[]
  /** Messages in a second, ten senders, 200 outstanding in all. */
  readonly at10Rooms: number
  readonly at10000Rooms: number
}
export type Stored = {
  readonly messages: number
  readonly messagesPerSecond: number
  /** Processor time of one page of history. */
  readonly historyMs: number
  readonly search: Search
  readonly startMs: number
  readonly idleMB: number
}

export type Search = {
  /** Until something was found, or nothing is left: as many pages as that takes. */
  readonly p50Ms: number
  readonly p95Ms: number
  readonly pages: { readonly p50: number; readonly most: number }
}

const ten = scenarioOf('durable-200')
const thousandEach: Scenario = { ...ten, name: 'rooms-10000', says: '10 senders in 1,000 rooms each', rooms: 10_000, each: 1_000 }

export async function measureDeep(tell: (words: string) => void, marks = [1_000, 1_000_000, 5_000_000]): Promise<Deep> {
  const stored: Stored[] = []
  const folder = temporary('deep')
  for (const messages of marks) {
    stored.push(await withStored(folder.path, messages, tell))
    tell(JSON.stringify(stored.at(-1)))
  }
  folder.drop()
  const rooms = await measureRooms()
  tell(JSON.stringify(rooms))
  return { stored, ...rooms }
}

/** So that code is compiled and everybody has spoken in each of their rooms: the first words in one are looked up. */
const COLD_SECONDS = 6
const ROUNDS = 5

/** On two new servers by turns; while one runs, the other is stopped. */
export async function measureRooms(): Promise<Pick<Deep, 'at10Rooms' | 'at10000Rooms'>> {
  await using generator = startGenerator()
  await using few = await startHearth()
  await using lots = await startHearth()
  await generator.enter('few', few, ten)
  await generator.enter('lots', lots, thousandEach)
  const run = async (party: string, server: Started, seconds: number): Promise<number> => {
    const order = { party, pid: server.pid, seconds, warmSeconds: 0.5 }
    return (await alone(server, [few, lots], () => generator.run(order))).messagesPerSecond
  }
  const runs: { few: number; lots: number }[] = []
  for (let round = -1; round < ROUNDS; round++) {
    const seconds = round < 0 ? COLD_SECONDS : 2
    const ran = { few: await run('few', few, seconds), lots: await run('lots', lots, seconds) }
    if (round >= 0) runs.push(ran)
  }
  return { at10Rooms: middle(runs.map((ran) => ran.few)), at10000Rooms: middle(runs.map((ran) => ran.lots)) }
}

async function speed(generator: Generator, { pid }: Started): Promise<number> {
  const runs: number[] = []
  for (let round = 0; round < 3; round++)
    runs.push((await generator.run({ party: 'hearth', pid, seconds: 2, warmSeconds: 0.5 })).messagesPerSecond)
  return middle(runs)
}

/** Fills the data up to so many messages, then starts anew on it and measures. */
async function withStored(data: string, wanted: number, tell: (words: string) => void): Promise<Stored> {
  await fill(data, wanted, tell)
  const began = performance.now()
  await using server = await startHearth('plain', {}, data)
  const startMs = Math.round(performance.now() - began)
  const idleMB = megabytes(await restingMemory(server.pid))
  const reader = await enterRooms(server)
  const historyMs = await reading(server, reader)
  const search = await searching(data, reader)
  await using generator = startGenerator()
  await generator.enter('hearth', server, ten)
  return { messages: reader.messages, messagesPerSecond: await speed(generator, server), historyMs, search, startMs, idleMB }
}

/** Ten people, each in a room of their own, say things with words as people use them. */
export async function fill(data: string, wanted: number, tell: (words: string) => void): Promise<void> {
  await using server = await startHearth('plain', {}, data)
  let { messages } = await enterRooms(server)
  const crowd = createCrowd(server.address)
  const mark = Date.now().toString(36)
  let told = messages
  await many(ten.people, ten.people, async (person) => {
    const line = await crowd.open()
    await crowd.ask(line, 'guest.enter', { name: `writer-${person}-${mark}` })
    const { room } = await crowd.ask(line, 'room.create', { kind: 'group', name: `Room ${person}`, public: true, members: [] })
    await many(OUTSTANDING, OUTSTANDING, async () => {
      while (messages < wanted) {
        const number = messages++
        await crowd.ask(line, 'message.send', { room: room.id, text: sentence(), clientId: makeId(Date.now(), randomBytes(16)) })
        if (number - told >= 500_000) tell(`${(told = number)} messages stored`)
      }
    })
    line.socket.destroy()
  })
}

const OUTSTANDING = 50

export type Reader = {
  readonly crowd: Crowd
  readonly line: Line
  readonly rooms: readonly { id: RoomId; seq: number }[]
  readonly messages: number
}

/** Somebody new, in every room. */
export async function enterRooms(server: Started): Promise<Reader> {
  const crowd = createCrowd(server.address)
  const line = await crowd.open()
  await crowd.ask(line, 'guest.enter', { name: `reader-${Date.now().toString(36)}` })
  const { rooms } = await crowd.ask(line, 'room.list', { public: true })
  const entered: { id: RoomId; seq: number }[] = []
  for (const { id } of rooms) entered.push((await crowd.ask(line, 'room.join', { room: id })).room)
  return { crowd, line, rooms: entered, messages: entered.reduce((sum, { seq }) => sum + seq, 0) }
}

/** Until the page's way is compiled: the server has just begun. */
const [WARM_PAGES, PAGES] = [400, 1000] as const

async function reading({ pid }: Started, { crowd, line, rooms }: Reader): Promise<number> {
  const page = async (index: number): Promise<void> => {
    const room = rooms[index % rooms.length]
    if (room)
      await crowd.ask(line, 'room.history', {
        room: room.id,
        before: Math.floor((room.seq * ((index * 37) % PAGES)) / PAGES) + 50,
        limit: 50,
      })
  }
  for (let index = 0; index < WARM_PAGES; index++) await page(index)
  const before = cpuOf(pid)
  for (let index = 0; index < PAGES; index++) await page(index)
  return Math.round(((cpuOf(pid) - before) / PAGES) * 1e5) / 100
}

/** From words that are in most messages to ones that are in few, whole and in part, two at once, and one that nobody ever said. */
const LOOKED_FOR = [
  ...[1, 10, 100, 1_000, 10_000, VOCABULARY - 1].map(wordOf),
  ...[30, 300, 3_000].map((rank) => wordOf(rank).slice(1)),
  `${wordOf(2)} ${wordOf(2_000)}`,
  `${wordOf(5_000)} ${wordOf(15_000)}`,
  'xyzzyq',
]
const [SEARCH_ROUNDS, INDEXED_WITHIN_SECONDS] = [10, 900] as const

export async function searching(data: string, { crowd, line }: Reader): Promise<Search> {
  await untilIndexed(data)
  const times: number[] = []
  const pages: number[] = []
  for (let round = 0; round < SEARCH_ROUNDS; round++)
    for (const text of LOOKED_FOR) {
      const began = performance.now()
      pages.push(await pagesUntilFound(crowd, line, text))
      times.push(performance.now() - began)
    }
  return {
    p50Ms: tenths(middle(times)),
    p95Ms: tenths(middle(times, 0.95)),
    pages: { p50: middle(pages), most: Math.max(...pages) },
  }
}

/** Until no room has come so far past its index that there is a part to be made. A server at rest may only pause between two parts. */
export async function untilIndexed(data: string): Promise<void> {
  const database = new DatabaseSync(join(data, 'hearth.db'), { readOnly: true })
  const lacking = database.prepare(
    'select count(*) as many from rooms left join search_rooms on search_rooms.room = rooms.number where deleted_at is null and seq - coalesce(upto, 0) >= 64',
  )
  const isDone = () => lacking.get()?.['many'] === 0
  try {
    await until('the search index to catch up', isDone, { within: INDEXED_WITHIN_SECONDS * 1000, every: 1000 })
  } finally {
    database.close()
  }
}

/** As our clients search: on and on, until there is something to show. */
async function pagesUntilFound(crowd: Crowd, line: Line, text: string): Promise<number> {
  for (let [pages, from] = [1, {}]; ; pages++) {
    const { found, next } = await crowd.ask(line, 'message.search', { text, ...from })
    if (found.length > 0 || next === undefined) return pages
    from = { from: next }
  }
}

const tenths = (value: number): number => Math.round(value * 10) / 10
