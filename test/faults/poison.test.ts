// Rows that nobody here would write: of an older or a newer version, of a hand in the database, of a disk that turned a byte.
import { join as at } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { RoomId } from '@hearth/protocol/ids.ts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Chance, createChance } from '../crash/chance.ts'
import { clientId, comeBack, join, type Person, say } from '../harness/cast.ts'
import { deep, noteFault, seed } from '../harness/deep.ts'
import { type Server, startServer, temporary } from '../harness/server.ts'
import { Refused } from '../harness/wire.ts'

const MESSAGES = 30
const folder = temporary('poison')
const env = { HEARTH_LIMITS_FRAMES_PER_SECOND: '100000' }
const start = (): Promise<Server> => startServer({ data: folder.path, env })
let people: { readonly name: string; readonly token: string }[] = []
let workshop: RoomId
const before: string[] = []

beforeAll(async () => {
  await using server = await start()
  const [ada, bo] = [await join(server, 'ada'), await join(server, 'bo')]
  const { room } = await ada.wire.ask('room.create', { kind: 'group', name: 'Workshop', members: [bo.user.id] })
  workshop = room.id
  const said = []
  for (let count = 0; count < MESSAGES; count++) said.push((await say(count % 2 ? ada : bo, workshop, `word ${count} for @bo`)).id)
  await ada.wire.ask('message.edit', { room: workshop, id: said[1] as never, text: 'word 1, changed' })
  await bo.wire.ask('message.react', { room: workshop, id: said[2] as never, emoji: '🔥' })
  await ada.wire.ask('poll.create', { room: workshop, question: 'When?', options: ['now', 'later'], clientId: clientId() })
  for (let count = 0; count < 5; count++) before.push((await say(ada, ada.lobby, `good word ${count}`)).id)
  people = [ada, bo].map(({ name, token }) => ({ name, token }))
  await server.stop()
})
afterAll(() => folder.drop())

function change(statement: string, ...values: (string | number)[]): void {
  const database = new DatabaseSync(at(folder.path, 'hearth.db'))
  database.prepare(statement).run(...values)
  database.close()
}

/** Everybody comes in, from the beginning and anew; the Lobby is whole; they talk in both rooms. What could not be had of the Workshop. */
async function everybodyGoesOn(server: Server): Promise<string[]> {
  const refused: string[] = []
  const back: Person[] = []
  for (const { name, token } of people) {
    await comeBack(server, name, token)
    const person = await comeBack(server, name, token, { [workshop]: 0 })
    expect(person.rooms.map(({ id }) => id)).toContain(workshop)
    expect((await person.wire.ask('room.history', { room: person.lobby })).messages.map(({ id }) => id)).toEqual(before)
    refused.push(...(await readAll(person)))
    back.push(person)
  }
  const [ada, bo] = back
  if (!ada || !bo) throw new Error('nobody came back')
  before.push((await say(ada, ada.lobby, 'and on it goes')).id)
  const { id } = await say(ada, workshop, 'here, too')
  await bo.wire.hears('message.said', ({ with: { id: heard } }) => heard === id)
  return refused
}

/** Page by page; a page that is refused is gone past, so that the rest is seen. */
async function readAll({ wire }: Person): Promise<string[]> {
  const refused: string[] = []
  for (let after = 0; after < MESSAGES + 10; after += 5)
    await wire.ask('room.history', { room: workshop, after, limit: 5 }).catch((cause: unknown) => {
      if (!(cause instanceof Refused)) throw cause
      refused.push(`after ${after}: ${cause.code}`)
    })
  return refused
}

it('[FAULT-10] F25: messages and entries that cannot be read keep nobody out and take nothing else along, and the log names them', {
  timeout: 120_000,
}, async () => {
  const inWorkshop = `(select number from rooms where id = '${workshop}')`
  change(`update messages set mentions = '{broken' where room = ${inWorkshop} and seq = 3`)
  change(`update messages set extra = 'no JSON' where room = ${inWorkshop} and seq = 4`)
  change(`update messages set text = cast(x'ff00fe41' as text) where room = ${inWorkshop} and seq = 5`)
  change(`update messages set reply_to = '00000000000000000000000000' where room = ${inWorkshop} and seq = 6`)
  change(`update entries set body = '{broken' where room = ${inWorkshop} and event = 'message.edited'`)
  change(`update entries set event = 'message.exploded' where room = ${inWorkshop} and event = 'message.reacted'`)
  await using server = await start()
  expect(await everybodyGoesOn(server)).toEqual([])
  const ada = await comeBack(server, 'ada', people[0]?.token ?? '')
  const { messages } = await ada.wire.ask('room.history', { room: workshop, after: 0, limit: 50 })
  expect(messages.filter(({ text }) => text?.startsWith('word')).length).toBeGreaterThanOrEqual(MESSAGES - 1)
  expect(server.output()).toContain('cannot be read, and is left out')
  expect(server.output()).toContain(workshop)
  await server.stop()
})

const columns = [
  ...[
    'messages.mentions',
    'messages.extra',
    'messages.text',
    'messages.reply_to',
    'messages.client_id',
    'messages.files',
    'messages.edited_at',
  ],
  ...[
    'entries.body',
    'entries.event',
    'entries.message_seq',
    'reactions.emoji',
    'polls.counts',
    'rooms.rules',
    'rooms.topic',
    'own.body',
    'threads.users',
  ],
]
const noise = (chance: Chance): string | number =>
  chance.pick(['', '{', 'null', '[]', '{"poll":1}', '[1,2]', '"', '\u0000', '\ud83d', '\u202e', 'x'.repeat(20_000), -1, 1e300, 0]) ?? ''

const rounds = [deep ? 30 : 0].filter((count) => count > 0)
it.each(rounds)(
  '[FAULT-10] F25: %i times a place of the database that chance chose holds noise: everybody comes in, the other room is whole, and both are spoken in',
  { timeout: 1_200_000 },
  async (count) => {
    const chance = createChance(seed)
    const unread: string[] = []
    let tried = 0
    for (let round = 0; round < count; round++) {
      const [table = '', column = ''] = (chance.pick(columns) ?? '').split('.')
      const where = table === 'rooms' ? `id = '${workshop}'` : (chance.pick(rowsOf(table)) ?? '1 = 0')
      const value = noise(chance)
      try {
        change(`update ${table} set ${column} = ? where ${where}`, value)
      } catch {
        // The database itself refuses it.
        continue
      }
      tried++
      await using server = await start()
      const refused = await everybodyGoesOn(server).catch((cause: unknown) => {
        throw new Error(`${table}.${column} = ${JSON.stringify(value).slice(0, 50)} (HEARTH_TEST_SEED=${seed})`, { cause })
      })
      if (refused.length > 0) unread.push(`${table}.${column}: ${refused.join(', ')}`)
      await server.stop()
    }
    noteFault(
      'F25',
      seed,
      `${tried} places with noise, and ${count - tried} that the database refused: everybody came in and talked, and no page was refused`,
    )
    expect(unread).toEqual([])
  },
)

/** How each row is found, by its key; in the same order each time, so that the seed chooses the same one again. */
function rowsOf(table: string): string[] {
  const database = new DatabaseSync(at(folder.path, 'hearth.db'), { readOnly: true })
  try {
    const keys = database.prepare(`select name from pragma_table_info('${table}') where pk > 0 order by pk`).all()
    const found = keys.map(({ name }) => `'${String(name)} = ' || quote(${String(name)})`).join(` || ' and ' || `)
    const order = keys.map(({ name }) => String(name)).join()
    const rows = database.prepare(`select ${found} as place from ${table} where ${inRoom(table)} order by ${order}`).all()
    return rows.map(({ place }) => String(place))
  } finally {
    database.close()
  }
}

const inRoom = (table: string): string =>
  ['messages', 'entries'].includes(table) ? `room = (select number from rooms where id = '${workshop}')` : '1 = 1'
