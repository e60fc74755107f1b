// A server that is killed while it puts old messages away: what was said, and what is said about it meanwhile, is there once.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { RoomId } from '@hearth/protocol/ids.ts'
import { expect, it } from 'vitest'
import { clientId, comeBack, type Person } from '../harness/cast.ts'
import { hearth, type StartOptions, startServer, temporary } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import { checkFile, firstLife, roomy, wholeRoom } from './run.ts'

const deep = process.env['HEARTH_TEST_DEEP'] === '1'
const [SAID, LIVES] = deep ? [12_000, 30] : [700, 2]
/** The clock of a server that finds all of it older than it is to be. */
const later = `const now = Date.now; Date.now = () => now() + 40 * 86_400_000`
const aging = {
  ...roomy,
  HEARTH_LIMITS_MESSAGE_ARCHIVE_DAYS: '30',
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(later)}`,
}

it(`[TEST-3] ${LIVES} times kill -9 while old messages are put away: each is there once, with all that was answered about it`, {
  timeout: LIVES * 60_000 + 180_000,
}, async () => {
  const folder = temporary('crash-archive')
  try {
    const options: StartOptions = { data: folder.path, env: roomy }
    const { people, rooms } = await firstLife(options)
    const [room] = rooms
    const [ada] = people
    if (room === undefined || ada === undefined) throw new Error('nobody is there')
    await talk(options, ada, room)
    let before = await readAll(options, people, room)
    for (let life = 0; life < LIVES; life++) {
      const changed = await oneLife({ ...options, env: aging }, ada, room, life)
      expect(checkFile(folder.path)).toEqual([])
      const now = await readAll(options, people, room)
      expect(now.messages).toEqual(before.messages.map((message) => (message.id === changed.id ? changed : message)))
      expect(now.found).toEqual(before.found)
      before = now
    }
    await rest({ ...options, env: aging }, folder.path)
    expect(await readAll(options, people, room)).toEqual(before)
    expect((await hearth(['storage', '--data', folder.path])).stdout).toMatch(/^\d+ old messages in .* KB, compressed\.$/m)
  } finally {
    folder.drop()
  }
})

/** Says it all, some with answers and reactions, and waits until the index has it. */
async function talk(options: StartOptions, { name, token }: Person, room: RoomId): Promise<void> {
  await using server = await startServer(options)
  const { wire } = await comeBack(server, name, token)
  const said = await Promise.all(
    Array.from({ length: SAID }, (_, n) => wire.ask('message.send', { room, text: `kettle ${n}`, clientId: clientId() })),
  )
  for (const { id } of said.filter((_, n) => n % 100 === 0)) {
    await wire.ask('message.react', { room, id, emoji: '👍' })
    await wire.ask('message.send', { room, text: 'an answer', clientId: clientId(), replyTo: id })
  }
  const indexed = () => ask(server.data, 'select max(upto) from search_rooms')
  await until('the search index', () => indexed() > SAID - 64, { within: 120_000, every: 100, seen: indexed })
  await wire.close()
  await server.stop()
}

async function readAll(options: StartOptions, people: readonly Person[], room: RoomId) {
  await using server = await startServer(options)
  const back = await Promise.all(people.map(({ name, token }) => comeBack(server, name, token)))
  const [ada] = back
  if (ada === undefined) throw new Error('nobody came back')
  const whole = await wholeRoom(server, ada, back, room)
  const found = await search(ada, 'kettle 55')
  await server.stop()
  return { ...whole, found }
}

/** All pages: one may be short. */
async function search({ wire }: Person, text: string): Promise<string[]> {
  const all: string[] = []
  for (let from = {}; ; ) {
    const { found, next } = await wire.ask('message.search', { text, ...from })
    all.push(...found.map(({ message }) => message.id))
    if (next === undefined) return all
    from = { from: next }
  }
}

/** An old message is changed, and the server is killed while others are moved. Gives the message as it was answered. */
async function oneLife(options: StartOptions, { name, token }: Person, room: RoomId, life: number) {
  await using server = await startServer(options)
  const { wire } = await comeBack(server, name, token)
  const [old] = (await wire.ask('room.history', { room, after: life, limit: 1 })).messages
  if (old === undefined) throw new Error('nothing is old')
  await wire.ask('message.edit', { room, id: old.id, text: `changed in life ${life}` })
  const { message } = await wire.ask('message.get', { room, id: old.id })
  const moved = () => ask(server.data, 'select max(archived) from rooms')
  const begun = moved()
  await until('old messages to be moved', () => moved() > begun || isAllMoved(server.data), { within: 120_000, every: 3, seen: moved })
  await server.kill('SIGKILL')
  return message
}

const isAllMoved = (data: string): boolean => ask(data, 'select max(archived) from rooms') > SAID - 256

async function rest(options: StartOptions, data: string): Promise<void> {
  await using server = await startServer(options)
  await until('all to be moved', () => isAllMoved(data), { within: 120_000, every: 100 })
  await server.stop()
}

/** One number out of the database, which the server has open. */
function ask(data: string, text: string): number {
  const db = new DatabaseSync(join(data, 'hearth.db'), { readOnly: true })
  try {
    return Number(Object.values(db.prepare(text).get() ?? {})[0])
  } finally {
    db.close()
  }
}
