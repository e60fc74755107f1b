import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import * as entries from './entries.ts'
import * as members from './members.ts'
import * as messages from './messages.ts'
import { openStore, type Store, type Tx } from './open.ts'
import * as reactions from './reactions.ts'
import * as rooms from './rooms.ts'
import { ada, bo, cy, fill, lobby, messageId, roomId, say, workshop } from './testing/cast.ts'
import { eachFilled } from './testing/each.ts'
import { engines } from './testing/engines.ts'

const tables = [
  'users',
  'sessions',
  'rooms',
  'members',
  'messages',
  'mentions',
  'reactions',
  'entries',
  'contacts',
  'bans',
  'invites',
  'attempts',
  'facts',
] as const

describe.each(engines)('$name', ({ open }) => {
  let store: Store
  let queries: string[]
  const hooks = () => {
    queries = []
    return { onQuery: (text: string) => void queries.push(text) }
  }
  eachFilled(open, (filled) => void (store = filled), hooks)

  const cost = async (job: (tx: Tx) => Promise<unknown>) => {
    queries = []
    await store.write(job)
    return queries.filter((text) => /^(select|insert|update|delete)/.test(text)).length
  }
  const everything = (tx: Tx) =>
    Promise.all(tables.map((table) => tx.selectFrom(table).selectAll().execute())).then((rows) => JSON.stringify(rows))

  it('[STORE-8] a message comes back as it was put in, only in its room, and by its clientId', async () => {
    await store.write(async (tx) => {
      const first = await say(tx, ada, 'Morning! “é” 👍', { mentions: [bo, cy] })
      const second = await say(tx, bo, '', { replyTo: first.id })
      expect(await messages.byId(tx, workshop, first.id)).toEqual(first)
      expect(await messages.byId(tx, workshop, second.id)).toEqual(second)
      expect(await messages.byId(tx, roomId('Elsewhere'), first.id)).toBeUndefined()
      expect((await messages.byClientId(tx, ada, first.clientId))?.id).toBe(first.id)
      expect(await messages.byClientId(tx, bo, first.clientId)).toBeUndefined()
    })
  })

  it('[STORE-10] an edit changes the words and leaves what was counted alone', async () => {
    await store.write(async (tx) => {
      const { id } = await say(tx, ada, 'before', { mentions: [bo] })
      await messages.edit(tx, workshop, id, { text: 'after', mentions: [cy], editedAt: 9 })
      expect(await messages.byId(tx, workshop, id)).toMatchObject({ text: 'after', mentions: [cy], editedAt: 9 })
      expect([(await members.seat(tx, workshop, bo))?.mentions, (await members.seat(tx, workshop, cy))?.mentions]).toEqual([1, 0])
      expect(await everything(tx)).not.toContain('before')
    })
  })

  it('[STORE-10] an erased message leaves its place and its count, and no trace of its words in any table', async () => {
    await store.write(async (tx) => {
      const { id, seq } = await say(tx, ada, 'unforgettable', { mentions: [bo] })
      await messages.edit(tx, workshop, id, { text: 'unforgettable indeed', mentions: [bo], editedAt: 5 })
      await reactions.add(tx, { message: id, user: bo, emoji: '👍', at: 1 })
      await messages.erase(tx, workshop, id, 9)
      expect(await messages.byId(tx, workshop, id)).toMatchObject({ text: null, mentions: [], deletedAt: 9, seq })
      expect(await reactions.of(tx, [id])).toEqual(new Map())
      expect(await members.seat(tx, workshop, bo)).toMatchObject({ unread: 1, mentions: 1 })
      expect(await everything(tx)).not.toContain('unforgettable')
    })
  })

  it('[STORE-10] a removed room leaves a bare row: no words, no people, no code, and its name is gone', async () => {
    await store.write(async (tx) => {
      const { id, seq } = await say(tx, ada, 'unforgettable', { mentions: [bo] })
      await reactions.add(tx, { message: id, user: bo, emoji: '👍', at: 1 })
      await entries.add(tx, { room: workshop, seq: seq + 1, event: 'message.edited', actor: ada, at: 1, message: id, body: {} })
      await rooms.remove(tx, workshop, 9)
      expect(await rooms.byId(tx, workshop)).toMatchObject({ deletedAt: 9, code: null, directKey: null, members: 0, seq })
      expect(await members.idsOf(tx, workshop)).toEqual([])
      expect(await rooms.byCode(tx, 'abcde-fghjk')).toBeUndefined()
      const left = await everything(tx)
      for (const word of ['unforgettable', '👍', 'Workshop', 'message.edited', id]) expect(left).not.toContain(word)
    })
  })

  describe('pages of history', () => {
    beforeEach(() =>
      store.write(async (tx) => {
        for (let n = 1; n <= 30; n++) {
          // Every third place in the log is no message.
          if (n % 3 === 0) await rooms.nextSeq(tx, workshop)
          else await say(tx, ada, `message ${n}`)
        }
      }),
    )
    const seqs = (where: messages.Where) => store.read(async (tx) => (await messages.page(tx, workshop, where)).map(({ seq }) => seq))

    it('[STORE-11] the newest, those before, those after: in rising seq, at most as many as asked for', async () => {
      expect(await seqs({ limit: 4 })).toEqual([25, 26, 28, 29])
      expect(await seqs({ before: 25, limit: 3 })).toEqual([20, 22, 23])
      expect(await seqs({ before: 1, limit: 3 })).toEqual([])
      expect(await seqs({ after: 25, limit: 2 })).toEqual([26, 28])
      expect(await seqs({ after: 29, limit: 2 })).toEqual([])
      expect(await seqs({ after: 0, limit: 50 })).toHaveLength(20)
    })

    it('[STORE-11] those around one lie evenly on both sides, and fill up at the ends', async () => {
      expect(await seqs({ around: 14, limit: 5 })).toEqual([11, 13, 14, 16, 17])
      expect(await seqs({ around: 15, limit: 4 })).toEqual([13, 14, 16, 17])
      expect(await seqs({ around: 1, limit: 4 })).toEqual([1, 2, 4, 5])
      expect(await seqs({ around: 29, limit: 4 })).toEqual([25, 26, 28, 29])
      expect(await seqs({ around: 14, limit: 1 })).toEqual([14])
      expect(await seqs({ around: 14, limit: 50 })).toHaveLength(20)
    })

    it('[STORE-11] a page with its reactions costs two queries, wherever it lies', async () => {
      for (const where of [{}, { before: 20 }, { after: 3 }, { around: 14 }])
        expect(await cost((tx) => messages.page(tx, workshop, { ...where, limit: 50 }))).toBe(2)
    })
  })

  it('[STORE-8] reactions stand in the order of first use, people in the order they came, whatever the clock says', async () => {
    await store.write(async (tx) => {
      const { id } = await say(tx, ada, 'Lunch?')
      const react = (user: typeof ada, emoji: string, at: number) => reactions.add(tx, { message: id, user, emoji, at })
      expect([await react(cy, '👍', 9), await react(ada, '🎉', 8), await react(ada, '👍', 7), await react(ada, '👍', 6)]).toEqual([
        true,
        true,
        true,
        false,
      ])
      expect(await reactions.of(tx, [id, messageId('other', 1)])).toEqual(
        new Map([
          [
            id,
            [
              { emoji: '👍', users: [cy, ada] },
              { emoji: '🎉', users: [ada] },
            ],
          ],
        ]),
      )
      expect(await reactions.kinds(tx, id)).toBe(2)
      expect([await reactions.remove(tx, id, cy, '👍'), await reactions.remove(tx, id, cy, '👍')]).toEqual([true, false])
      await react(cy, '👍', 1)
      expect((await messages.page(tx, workshop, { limit: 1 }))[0]?.reactions).toEqual([
        { emoji: '🎉', users: [ada] },
        { emoji: '👍', users: [ada, cy] },
      ])
    })
  })

  it('[STORE-8] entries come back in order after a place, with their message as it is now, in two queries', async () => {
    await store.write(async (tx) => {
      const said = await say(tx, ada, 'old words')
      const entry = { room: workshop, actor: ada, at: 1 }
      const left = { ...entry, seq: await rooms.nextSeq(tx, workshop), event: 'room.left', message: null, body: { user: bo, at: 1 } }
      await entries.add(tx, left)
      const edited = { ...entry, seq: await rooms.nextSeq(tx, workshop), event: 'message.edited', message: said.id, body: { editedAt: 2 } }
      await entries.add(tx, edited)
      await messages.edit(tx, workshop, said.id, { text: 'new words', mentions: [], editedAt: 2 })
      const now = { ...said, text: 'new words', editedAt: 2 }
      const [all = []] = await entries.since(tx, [{ room: workshop, after: 0 }])
      expect(all).toEqual([
        { ...entry, seq: 1, event: 'message.said', at: said.at, message: said.id, body: {}, said: now },
        { ...left, said: null },
        { ...edited, said: now },
      ])
      const elsewhere = { ...entry, room: lobby, seq: await rooms.nextSeq(tx, lobby), event: 'room.left', message: null, body: {} }
      await entries.add(tx, elsewhere)
      const froms = [
        { room: workshop, after: 1 },
        { room: lobby, after: 0 },
        { room: workshop, after: 3 },
        { room: workshop, after: 0 },
      ]
      expect(await entries.since(tx, froms)).toEqual([all.slice(1), [{ ...elsewhere, said: null }], [], all])
      expect(await entries.since(tx, [])).toEqual([])
    })
    expect(
      await cost((tx) =>
        entries.since(
          tx,
          [workshop, lobby].map((room) => ({ room, after: 0 })),
        ),
      ),
    ).toBe(2)
    await expect(
      store.write((tx) => entries.add(tx, { room: workshop, seq: 2, event: 'x', actor: ada, at: 1, message: null, body: {} })),
    ).rejects.toThrow()
  })

  it('[STORE-9] what a send needs is a handful of queries', async () => {
    expect(await cost((tx) => say(tx, ada, 'hello'))).toBe(2)
    expect(await cost((tx) => say(tx, ada, 'hello', { mentions: [bo, cy] }))).toBe(3)
    expect(await cost((tx) => rooms.nextSeq(tx, workshop))).toBe(1)
  })
})

it('[STORE-9] on SQLite seats and pages are found and counted in ranges of an index, never by a scan', async () => {
  const queries: string[] = []
  await using store = await openStore({ database: ':memory:', onQuery: (text) => void queries.push(text) })
  await fill(store)
  const planOf = (job: (tx: Tx) => Promise<unknown>) =>
    store.write(async (tx) => {
      queries.length = 0
      await job(tx)
      const [query = ''] = queries.filter((text) => text.startsWith('select'))
      const { rows } = await sql.raw<{ detail: string }>(`explain query plan ${query}`).execute(tx)
      return rows.map(({ detail }) => detail).join('\n')
    })

  for (const job of [(tx: Tx) => members.seat(tx, workshop, bo), (tx: Tx) => members.roomsOf(tx, bo)]) {
    const plan = await planOf(job)
    expect(plan).toContain('COVERING INDEX messages_in_order (room=? AND seq>?)')
    expect(plan).toContain('PRIMARY KEY (room_id=? AND user_id=? AND seq>?)')
    expect(plan).not.toMatch(/SCAN (?!CONSTANT)/)
  }
  const page = await planOf((tx) => messages.page(tx, workshop, { before: 9, limit: 50 }))
  expect(page).toContain('SEARCH messages USING INDEX messages_in_order (room=? AND seq<?)')
  expect(page).not.toMatch(/SCAN|TEMP B-TREE/)
  expect(await planOf((tx) => rooms.publicRooms(tx, 50))).toBe('SCAN rooms USING INDEX rooms_public')
  expect(await planOf((tx) => members.page(tx, workshop, { limit: 50 }))).toContain('USING INDEX members_in_order (room_id=?)')
})
