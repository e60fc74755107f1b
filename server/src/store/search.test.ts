import { readFile } from 'node:fs/promises'
import type { FileId, RoomId } from '@hearth/protocol/ids.ts'
import { makeMessageId } from '@hearth/protocol/make-id.ts'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import * as files from './files.ts'
import * as messages from './messages.ts'
import { files as migration } from './migrations/0003-files.ts'
import type { Store } from './open.ts'
import * as rooms from './rooms.ts'
import * as index from './search.index.ts'
import { leavesOf, type Postings } from './search.postings.ts'
import * as search from './search.ts'
import { ada, bo, cy, dee, lobby, messageId, say, workshop } from './testing/cast.ts'
import { eachFilled } from './testing/each.ts'
import { engines, type Opened } from './testing/engines.ts'

const first = 1_700_000_000_000
const fileId = '01hz0000000000000000000f11' as FileId
const words = ['kettle', 'boiling', 'lantern', 'straße', '会议室', 'tea', 'ok', 'moss']
/** Every message says which it is, and two of the words. */
const textOf = (n: number) => `n${n}e ${words[n % words.length]} and ${words[(n * 5 + 3) % words.length]}`

/** So many messages at once, without the way round by `say`. */
async function chatter(store: Store, room: RoomId, count: number): Promise<void> {
  await store.write(async (tx) => {
    const { number, seq } = await tx.selectFrom('rooms').select(['number', 'seq']).where('id', '=', room).executeTakeFirstOrThrow()
    const author = await tx.selectFrom('users').select('number').where('id', '=', ada).executeTakeFirstOrThrow()
    const rows = Array.from({ length: count }, (_, at) => ({
      ...{ room: number, seq: seq + at + 1, id: makeMessageId(first, seq + at + 1, '000000000'), author: author.number, at: first },
      ...{ text: textOf(seq + at + 1), client_id: `${room}-${seq + at + 1}`, reply_to: null, mentions: '[]' },
      ...{ edited_at: null, deleted_at: null },
    }))
    for (let at = 0; at < rows.length; at += 500) {
      await tx
        .insertInto('messages')
        .values(rows.slice(at, at + 500))
        .execute()
    }
    await tx
      .updateTable('rooms')
      .set({ seq: seq + count })
      .where('id', '=', room)
      .execute()
  })
}

async function mergeAll(store: Store, number: number): Promise<boolean> {
  const merging = await store.read((tx) => index.mergingOf(tx, number))
  if (merging === undefined) return false
  const postings: Postings = new Map()
  for (const part of merging.parts) await store.read((tx) => index.gather(tx, part, merging, postings))
  return store.write((tx) => index.finish(tx, merging, [...leavesOf(postings)]))
}

async function indexAll(store: Store): Promise<void> {
  const { found } = await store.read((tx) => index.lacking(tx, 0))
  for (const number of found) {
    while (await store.write((tx) => index.makePart(tx, number)));
    while (await mergeAll(store, number));
  }
}

type Options = Partial<search.Wanted> & { limit?: number; slice?: number }

async function page(store: Store, text: string, { limit = 600, slice = 1000, ...wanted }: Options = {}) {
  const begun = await store.read((tx) => search.begin(tx, { user: ada, text, ...wanted }))
  if (begun === undefined) throw new Error('no such place')
  do await store.read((tx) => search.go(tx, begun, limit, performance.now() + slice))
  while (slice > 0 && !search.isDone(begun, limit))
  const { hits, next } = await store.read((tx) => search.pageOf(tx, begun, limit))
  return { rows: await store.read((tx) => search.show(tx, wanted.user ?? ada, begun, hits)), next }
}

/** The texts of all pages, newest first. */
async function all(store: Store, text: string, options: Options = {}): Promise<string[]> {
  const texts: string[] = []
  for (let from: search.Place | undefined, pages = 0; pages < 1000; pages++) {
    const { rows, next } = await page(store, text, { ...options, ...(from === undefined ? {} : { from }) })
    texts.push(...rows.map((row) => row.text ?? 'deleted'))
    if (next === undefined) return texts
    from = next
  }
  throw new Error('the pages never end')
}

describe.each(engines)('$name', ({ kind, open }) => {
  let place: Opened
  let store: Store
  let queries: string[] = []
  const begin = (filled: Store, there: Opened) => void ([store, place] = [filled, there])
  eachFilled(open, begin, () => ({ onQuery: (text) => void queries.push(text) }))

  const saying = (...texts: string[]) =>
    store.write(async (tx) => {
      for (const text of texts) await say(tx, ada, text)
    })
  const tables = () =>
    store.read(async (tx) =>
      JSON.stringify([
        await tx.selectFrom('search_parts').selectAll().orderBy('id').execute(),
        await tx.selectFrom('search_leaves').selectAll().orderBy('id').execute(),
      ]),
    )

  it('[STORE-12] [STORE-19] rooms with files that were indexed without their names are indexed anew; others stay', async () => {
    await chatter(store, lobby, 80)
    await chatter(store, workshop, 140)
    await indexAll(store)
    const [message] = await store.read((tx) => messages.page(tx, workshop, { after: 99, limit: 1 }))
    await store.write(async (tx) => {
      await tx
        .updateTable('messages')
        .set({ files: 1 })
        .where('id', '=', message?.id ?? messageId('', 0))
        .execute()
      const row = { id: fileId, owner: ada, room: workshop, message: message?.id ?? null, name: 'orchid.png', size: 1, hash: null }
      const more = {
        kind: 'image',
        type: 'image/png',
        width: null,
        height: null,
        durationMs: null,
        picture: false,
        at: 1,
        gone: null,
      } as const
      await files.add(tx, { ...row, ...more })
    })
    expect(await all(store, 'orchid')).toEqual([])
    const before = await tables()
    await store.write((tx) => migration.up(tx))
    expect(await tables()).not.toBe(before)
    const rooms = await store.read((tx) =>
      tx.selectFrom('search_rooms').innerJoin('rooms', 'rooms.number', 'search_rooms.room').select('rooms.id').execute(),
    )
    expect(rooms).toEqual([{ id: lobby }])
    expect(await all(store, 'orchid')).toEqual([message?.text])
    await indexAll(store)
    expect(await all(store, 'orchid')).toEqual([message?.text])
  })

  it('[STORE-19] finds parts of words in any script and any case, all of them, newest first', async () => {
    await saying('A kettle on the fire', 'Another KETTLE', 'no tea', '明天在会议室见', 'ＦＵＬＬ width', 'ΟΔΟΣ 👍🏽 C# is ok')
    for (const [text, found] of [
      ['ettl', ['Another KETTLE', 'A kettle on the fire']],
      ['fire kett', ['A kettle on the fire']],
      ['议室', ['明天在会议室见']],
      ['full', ['ＦＵＬＬ width']],
      ['οδος', ['ΟΔΟΣ 👍🏽 C# is ok']],
      ['👍', ['ΟΔΟΣ 👍🏽 C# is ok']],
      ['c# ok', ['ΟΔΟΣ 👍🏽 C# is ok']],
      ['#', ['ΟΔΟΣ 👍🏽 C# is ok']],
      ['% _', []],
      ['kettles', []],
      [' ', []],
    ] as const) {
      expect(await all(store, text), text).toEqual(found)
    }
  })

  it('[STORE-19] two letters are found where a word begins, one where it is a word', async () => {
    await saying('a token', 'ok then', 'okay', 'book', 'I am', 'hi')
    expect(await all(store, 'OK')).toEqual(['okay', 'ok then'])
    expect(await all(store, 'i')).toEqual(['I am'])
  })

  it('[STORE-19] what is indexed is found like what is not, in small parts and large ones, page by page', {
    timeout: 120_000,
  }, async () => {
    await chatter(store, workshop, 4700)
    await chatter(store, lobby, 700)
    const looks = ['kettle', 'ettle', 'boili lant', '会议', '议', 'ok', 'te', 'n46', 'n4100e', 'straß', '-', 'nothing']
    const naive = looks.map((text) => expectedIn(text))
    const before = []
    for (const text of looks) before.push(await all(store, text))
    expect(before).toEqual(naive)
    await indexAll(store)
    const sizes = await store.read((tx) => tx.selectFrom('search_parts').select(['size']).orderBy('place').execute())
    expect(sizes.map(({ size }) => size).toSorted()).toEqual([256, 256, 256, 256, 4096, 64, 64, 64])
    for (const [at, text] of looks.entries()) expect(await all(store, text), text).toEqual(naive[at])
    for (const text of ['kettle', 'boili lant', 'nothing']) {
      expect(await all(store, text, { limit: 7, slice: 0 }), text).toEqual(expectedIn(text))
      expect(await all(store, text, { room: lobby, slice: 0 }), text).toEqual(expectedIn(text, ['lobby']))
    }
  })

  it('[STORE-19] many parts of many rooms are asked at once, and what they hold is found newest first all the same', {
    timeout: 60_000,
  }, async () => {
    const said: string[] = []
    const upto = { lobby: 0, workshop: 0 }
    for (let part = 0; part < 24; part++) {
      const where = part % 3 === 0 ? 'lobby' : 'workshop'
      await chatter(store, where === 'lobby' ? lobby : workshop, 64)
      for (let at = 0; at < 64; at++) said.unshift(textOf(++upto[where]))
      const { found } = await store.read((tx) => index.lacking(tx, 0))
      for (const number of found) await store.write((tx) => index.makePart(tx, number))
    }
    for (const text of ['n7e', 'n20 ok', 'kettle lantern', 'kettle', 'n5', 'n1023e n7e', '议 n3']) {
      const expected = said.filter((each) => text.split(' ').every((term) => new RegExp(term === 'ok' ? '\\bok' : term).test(each)))
      expect(await all(store, text), text).toEqual(expected)
      expect(await all(store, text, { limit: 3, slice: 0 }), text).toEqual(expected)
    }
    queries = []
    expect(await all(store, 'n1023e n7e')).toEqual([])
    expect(queries.filter((text) => text.includes('search_leaves')).length).toBeLessThan(24)
  })

  it('[STORE-19] only rooms one is in are looked at, and no page goes on from another one’s', async () => {
    await saying('a secret kettle')
    await store.write((tx) => say(tx, bo, 'an open kettle', { room: lobby }))
    expect(await all(store, 'kettle', { user: dee })).toEqual(['an open kettle'])
    expect(await all(store, 'kettle', { user: dee, room: workshop })).toEqual([])
    const from = { room: workshop, seq: 1 }
    expect(await store.read((tx) => search.begin(tx, { user: dee, text: 'kettle', from }))).toBeUndefined()
    expect(await all(store, 'kettle', { user: cy })).toEqual(['an open kettle', 'a secret kettle'])
  })

  it('[STORE-10] changed and deleted words leave the index with the change, and are not found', { timeout: 60_000 }, async () => {
    await chatter(store, workshop, 300)
    await indexAll(store)
    const clean = await tables()
    const [one, other] = [7, 200].map((seq) => makeMessageId(first, seq, '000000000'))
    if (one === undefined || other === undefined) throw new Error('unreachable')
    await store.write((tx) => messages.edit(tx, workshop, one, { text: 'a zeppelin, unforgettable', mentions: [], editedAt: 5 }))
    expect(await all(store, 'zeppelin')).toEqual(['a zeppelin, unforgettable'])
    expect(await all(store, 'n7e')).toEqual([])
    await store.write((tx) => messages.edit(tx, workshop, one, { text: textOf(7), mentions: [], editedAt: 6 }))
    expect(grams(await tables()).join() === grams(clean).join()).toBe(true)
    expect(await all(store, 'zeppelin')).toEqual([])
    await store.write((tx) => messages.erase(tx, workshop, other, 7))
    expect(await all(store, 'n200e')).toEqual([])
    await store.write((tx) => messages.erase(tx, workshop, messageId('Workshop', 8), 7))
    expect(await all(store, 'n8e')).toEqual([textOf(8)])
    await store.write((tx) => rooms.remove(tx, workshop, 8))
    expect(await tables()).toHaveLength('[[],[]]'.length)
    expect(await store.write((tx) => index.makePart(tx, 2))).toBe(false)
  })

  it('[STORE-10] a part that was changed while it was put together is not made', { timeout: 120_000 }, async () => {
    await chatter(store, workshop, 4096)
    const { found } = await store.read((tx) => index.lacking(tx, 0))
    const number = found[0] ?? 0
    while (await store.write((tx) => index.makePart(tx, number)));
    const merging = await store.read((tx) => index.mergingOf(tx, number))
    if (merging === undefined) throw new Error('nothing to put together')
    const postings: Postings = new Map()
    for (const part of merging.parts) await store.read((tx) => index.gather(tx, part, merging, postings))
    await store.write((tx) => messages.erase(tx, workshop, makeMessageId(first, 9, '000000000'), 7))
    expect(await store.write((tx) => index.finish(tx, merging, [...leavesOf(postings)]))).toBe(false)
    expect(await all(store, 'n9e')).toEqual([])
    expect(await mergeAll(store, number)).toBe(true)
    expect(await all(store, 'n9e')).toEqual([])
    expect(await all(store, 'n10e')).toEqual([textOf(10)])
  })

  it('[STORE-10] words that were deleted while their part was prepared are not in it; what was prepared of others is taken', async () => {
    await chatter(store, workshop, 128)
    const { found } = await store.read((tx) => index.lacking(tx, 0))
    const number = found[0] ?? 0
    const prepare = async () => {
      const stretch = await store.read((tx) => index.nextStretch(tx, number))
      if (stretch === undefined) throw new Error('nothing to prepare')
      const postings: Postings = new Map()
      for (let from = 0; index.addWords(stretch, from, 10, postings); ) from += 10
      return { stretch, leaves: [...leavesOf(postings)] }
    }
    const kept = () => store.read((tx) => tx.selectFrom('search_leaves').select('grams').orderBy('id').execute())
    const spoilt = await prepare()
    await store.write((tx) => messages.erase(tx, workshop, makeMessageId(first, 9, '000000000'), 7))
    expect(await store.write((tx) => index.makePart(tx, number, spoilt))).toBe(true)
    const clean = (await kept()).map(({ grams }) => grams)
    expect(clean).not.toEqual(spoilt.leaves)
    const { leaves, stretch } = await prepare()
    expect(stretch.upto).toBe(64)
    expect(await store.write((tx) => index.makePart(tx, number, { stretch, leaves }))).toBe(true)
    expect((await kept()).map(({ grams }) => grams)).toEqual([...clean, ...leaves])
  })

  it('[STORE-19] a word is found at the same price, however much was said in other rooms', { timeout: 60_000 }, async () => {
    await chatter(store, lobby, 300)
    await chatter(store, workshop, 1100)
    await indexAll(store)
    const plan = await store.read((tx) =>
      sql<{
        detail?: string
      }>`${sql.raw(kind === 'memory' || kind === 'file' ? 'explain query plan ' : 'explain ')}select n from messages where room = 1 and +n < 1000 order by seq desc limit 1`.execute(
        tx,
      ),
    )
    if (kind === 'memory' || kind === 'file') expect(JSON.stringify(plan.rows)).toContain('messages_in_order')
    expect(await all(store, 'n250e', { room: lobby })).toEqual([textOf(250)])
  })

  if (kind !== 'file') return
  it('[STORE-10] no byte of deleted words is left in the file, nor what they were found by', { timeout: 60_000 }, async () => {
    await chatter(store, workshop, 512)
    await indexAll(store)
    const id = makeMessageId(first, 9, '000000000')
    await store.write((tx) => messages.edit(tx, workshop, id, { text: 'unforgettable zeppelins', mentions: [], editedAt: 5 }))
    const before = await tables()
    await store.write((tx) => messages.erase(tx, workshop, id, 6))
    const leaves = goneRows(before, await tables())
    expect(leaves.length).toBeGreaterThan(3)
    await store.close()
    if (typeof place.place === 'string' || !('file' in place.place)) throw new Error('no file')
    const bytes = await readFile(place.place.file)
    expect(bytes.includes('unforgettable')).toBe(false)
    for (const leaf of leaves) expect(bytes.includes(leaf)).toBe(false)
  })
})

/** What a look at every text gives, newest first. */
function expectedIn(text: string, where = ['lobby', 'workshop']): string[] {
  const terms = text.split(' ')
  const said = (count: number) => Array.from({ length: count }, (_, at) => textOf(count - at))
  const texts = [...(where.includes('lobby') ? said(700) : []), ...(where.includes('workshop') ? said(4700) : [])]
  return texts.filter((each) =>
    terms.every((term) => (term.length === 2 && /[a-z]/.test(term) ? new RegExp(`\\b${term}`).test(each) : each.includes(term))),
  )
}

const grams = (rows: string): string[] => [...rows.matchAll(/"grams":("(?:[^"\\]|\\.)*")/g)].map(([, leaf = '""']) => JSON.parse(leaf))

/** Leaves as they were and are no longer. */
function goneRows(before: string, now: string): string[] {
  const are = new Set(grams(now))
  return grams(before).filter((leaf) => !are.has(leaf))
}
