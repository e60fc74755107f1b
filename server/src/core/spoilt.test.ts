// Values that nobody here would write, in every column of what people see: each in turn, and whatever is asked goes on being answered.
import type { RoomId } from '@hearth/protocol/ids.ts'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { archiveRooms, indexRooms } from '#store/testing/archived.ts'
import { createCast, createWorld, newClientId, type Person, say, sendFiles, upload, type World } from './testing/world.ts'

const NOISE: readonly (string | number)[] = [
  ...['', '{', 'null', '[]', '{}', '{"poll":1}', '{"poll":{"question":"?","options":[1,2]}}', '{"preview":{"url":"x","title":{}}}'],
  ...['{"slowSeconds":"soon"}', '{"words":[{}]}', '{"notify":"loudly"}', '[1,2]', '"', '\u0000', '\ud83d', 'x'.repeat(20_000), -1, 1e300],
]
/** What tells who it belongs to, or where it stands, is not among them: that is another message then. */
const FIXED = new Set(['n', 'id', 'number', 'room', 'seq', 'author', 'room_id', 'user_id', 'owner_id', 'message_id', 'root_id', 'kind'])
const TABLES = ['messages', 'entries', 'reactions', 'polls', 'rooms', 'own', 'threads', 'segments', 'pins', 'calls', 'wishes', 'members']

it('[CORE-20] whatever a place of the database holds, everybody comes in and reads the rest of every room', {
  timeout: 240_000,
}, async () => {
  await using world = await createWorld()
  const { people, workshop, pages } = await lived(world)
  const whole = await pages()
  expect(whole.length).toBeGreaterThan(60)
  let tried = 0
  const harm: string[] = []
  for (const where of await columnsOf(world)) {
    const { table, column } = where
    for (const value of NOISE) {
      const place = await spoil(world, where, value)
      if (place === undefined) continue
      tried++
      const wrong: string[] = []
      const noted = (asked: Promise<unknown>): Promise<unknown> => asked.catch((fault: unknown) => wrong.push(String(fault)))
      for (const { token, name } of people) {
        await noted(world.chat.execute(world.stranger, 'session.resume', { token }))
        await noted(world.chat.execute(world.stranger, 'session.resume', { token, since: { [workshop]: 0 } }))
        await noted(world.do(world.people.get(name) as Person, 'room.list', {}))
      }
      const left = await pages().catch((fault: unknown) => wrong.push(String(fault)))
      const missing = Array.isArray(left) ? whole.filter((id) => !left.includes(id)).length : 'all'
      // A segment that cannot be read is twenty messages at most.
      if (wrong.length > 0 || missing === 'all' || missing > (table === 'segments' ? 20 : 1))
        harm.push(`${table}.${column} = ${JSON.stringify(value).slice(0, 60)}: ${missing} missing; ${wrong[0] ?? ''}`)
      await place.mend()
    }
  }
  expect(harm).toEqual([])
  expect(tried).toBeGreaterThan(300)
  expect(await pages()).toEqual(whole)
})

async function lived(world: World) {
  const { ada, bo, cy, workshop } = await createCast(world)
  const room = workshop.id
  for (let count = 0; count < 45; count++) await say(world, count % 2 ? ada : bo, room, `word ${count} for @bo`)
  await indexRooms(world.store, [room])
  await archiveRooms(world.store, [room])
  const { id } = await say(world, ada, room, 'here it begins')
  for (const text of ['a reply', 'another'])
    await world.do(bo, 'message.send', { room, text, clientId: newClientId(), thread: id, also: true })
  await world.do(cy, 'message.react', { room, id, emoji: '🔥' })
  await world.do(ada, 'message.pin', { room, id })
  await world.do(ada, 'poll.create', { room, question: 'When?', options: ['now', 'later'], clientId: newClientId() })
  await sendFiles(world, ada, room, [await upload(world, ada, { room })], 'a picture')
  await world.do(ada, 'room.rules', { room, slowSeconds: 1, words: ['snake oil'] })
  for (const person of [ada, bo]) {
    await world.do(person, 'own.change', { readWhen: 'asked' })
    await world.do(person, 'draft.keep', { room, text: 'half a' })
  }
  for (let count = 0; count < 12; count++) await say(world, ada, room, `and more ${count}`)
  return { people: [ada, bo], workshop: room, pages: () => readAll(world, bo, room) }
}

/** Five at a time, as a page that scrolls does; and every thread. */
async function readAll(world: World, person: Person, room: RoomId): Promise<string[]> {
  const found: string[] = []
  for (let after = 0; after < 100; after += 5) {
    const { messages } = await world.do(person, 'room.history', { room, after, limit: 5 })
    found.push(...messages.filter(({ seq }) => seq <= after + 5).map(({ id }) => id))
  }
  return found
}

type Column = { readonly table: string; readonly column: string; readonly keys: readonly string[] }

async function columnsOf({ store }: World): Promise<Column[]> {
  const found: Column[] = []
  for (const table of TABLES) {
    const { rows } = await store.read((tx) =>
      sql<{ name: string; pk: number }>`select name, pk from pragma_table_info(${table})`.execute(tx),
    )
    const keys = rows.filter(({ pk }) => pk > 0).map(({ name }) => name)
    found.push(...rows.filter(({ name, pk }) => pk === 0 && !FIXED.has(name)).map(({ name }) => ({ table, column: name, keys })))
  }
  return found
}

/** The last row of a table. Undefined: there is none, or the database itself refuses the value. */
async function spoil({ store }: World, { table, column, keys }: Column, value: string | number) {
  const [at, of] = [sql.table(table), sql.ref(column)]
  const order = sql.join(keys.map((key) => sql`${sql.ref(key)} desc`))
  const { rows } = await store.read((tx) => sql<Record<string, unknown>>`select * from ${at} order by ${order} limit 1`.execute(tx))
  const [row] = rows
  if (row === undefined) return undefined
  const same = sql.join(
    keys.map((key) => sql`${sql.ref(key)} = ${row[key]}`),
    sql` and `,
  )
  const put = (what: unknown) => store.write((tx) => sql`update ${at} set ${of} = ${what} where ${same}`.execute(tx))
  const isTaken = await put(value).then(
    () => true,
    () => false,
  )
  return isTaken ? { mend: () => put(row[column]) } : undefined
}
