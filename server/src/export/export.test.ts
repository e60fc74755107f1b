import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RoomId } from '@hearth/protocol/ids.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { permitFor } from '#core/exports.ts'
import { createCast, createWorld, type Person, say, sendFiles, type World } from '#core/testing/world.ts'
import { older } from '#store/archive.ts'
import * as rows from '#store/files.ts'
import * as members from '#store/members.ts'
import { openStore, type Store } from '#store/open.ts'
import { archiveRooms, indexRooms } from '#store/testing/archived.ts'
import { ada as author, fill, say as row, workshop as shop } from '#store/testing/cast.ts'
import { createClock, escaped, PLACES } from './html.ts'
import { readExport } from './import.ts'
import { sharedName } from './shared.ts'
import { openSource, type Scope } from './source.ts'
import { at, bringTo, evil, hashOf, livedIn } from './testing/lived.ts'
import { marksIn } from './testing/marked.ts'
import { unzipped, written } from './testing/zips.ts'
import { openExport } from './zip.ts'

const clock = createClock('UTC')
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearth-export-'))
  mkdirSync(join(folder, 'blobs'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const blob = (hash: string) => join(folder, 'blobs', hash)
const bring = (world: World, who: Person, content: string, about?: Parameters<typeof bringTo>[4]) =>
  bringTo(blob, world, who, content, about)
const lived = (world: World) => livedIn(world, blob)
/** Reads it into a new database, with its bytes in a folder of their own. */
async function readIn(file: string, store: Store) {
  const kept = new Map<string, string>()
  const keep = async (hash: string, content: AsyncIterable<Uint8Array>) => {
    let text = ''
    for await (const piece of content) text += Buffer.from(piece).toString()
    kept.set(hash, text)
  }
  return { ...(await readExport(file, { store, keep })), kept }
}

let made = 0
async function taken(store: Pick<Store, 'read'>, scope: Scope = { is: 'all' }): Promise<Map<string, string>> {
  const file = join(folder, `${++made}.zip`)
  await written(await openExport({ store, blob, scope, name: 'Hearth', version: '0.1.0', at, clock }), file)
  return unzipped(file)
}
const json = (files: Map<string, string>, name: string) => JSON.parse(files.get(name) ?? 'null')
const only = (files: Map<string, string>, end: string) => new Map([...files].filter(([name]) => name.endsWith(end)))

describe('everything', () => {
  it('[EXPORT-1] export, import, export again: the same JSON, byte for byte, and the same pages and tables; counts are what they were', {
    timeout: 60_000,
  }, async () => {
    await using world = await createWorld()
    const { bo, workshop } = await lived(world)
    const before = await taken(world.store)
    // What is said twice the same is so only if it is said at all.
    expect(before.get(`rooms/${workshop.id}/room.json`)).toMatch(/"slowSeconds": 30,[^]*"snake oil"/)
    expect(before.get('people.json')).toContain('"rank":"moderator"')
    const file = join(folder, `${made}.zip`)
    await using other = await openStore({ database: { file: join(folder, 'other/hearth.db') } })
    expect(await readIn(file, other)).toMatchObject({ people: 5, rooms: 4 })
    const after = await taken(other)
    // Damaged bytes are there as far as they could be read, and nothing speaks of them.
    const isSound = (name: string) => !name.endsWith('.damaged')
    expect([...after.keys()]).toEqual([...before.keys()].filter(isSound))
    for (const [name, text] of before) if (isSound(name)) expect(after.get(name), name).toBe(text)
    const seats = (store: Store) => store.read((tx) => members.roomsOf(tx, bo.id))
    const secretless = (found: Awaited<ReturnType<typeof seats>>) =>
      found.map(({ peer, ...seat }) => ({ ...seat, peer: peer && { ...peer, passwordHash: null } }))
    expect(await seats(other)).toEqual(secretless(await seats(world.store)))
    expect((await seats(other)).some(({ unread }) => unread > 0)).toBe(true)
    const hung = await other.read(marksIn)
    expect(hung).toEqual(await world.store.read(marksIn))
    expect(hung).toMatchObject({
      pins: [{}],
      stars: [{}],
      calls: [{ why: 'ended' }],
      threads: [{ count: 1 }, { count: 1 }],
      polls: [{ counts: '[2,0]', voters: 2 }],
    })
  })

  it('[EXPORT-1] old messages that lie compressed are taken along as all others are', { timeout: 60_000 }, async () => {
    await using store = await openStore({ database: ':memory:' })
    await fill(store)
    await store.write(async (tx) => {
      const said: Awaited<ReturnType<typeof row>>[] = []
      for (let n = 0; n < 600; n++) said.push(await row(tx, author, `word ${n}`, n % 9 === 5 ? { replyTo: said[n - 3]?.id ?? null } : {}))
    })
    const before = await taken(store)
    await indexRooms(store, [shop])
    expect(await archiveRooms(store, [shop])).toBeGreaterThan(60)
    expect(await taken(store)).toEqual(before)
  })

  it('[EXPORT-1] [EXPORT-12] so are their files: they lie in the zip, and are read in again', { timeout: 60_000 }, async () => {
    await using world = await createWorld()
    const { workshop, ada } = await lived(world)
    const last = await sendFiles(world, ada, workshop.id, [await bring(world, ada, 'an old plan', { name: 'plan.txt', kind: 'other' })])
    await world.store.write(async (tx) => {
      for (let n = 0; n < 600; n++) await row(tx, ada.id, `word ${n}`, { room: workshop.id })
    })
    const before = await taken(world.store)
    await indexRooms(world.store, [workshop.id])
    expect(await archiveRooms(world.store, [workshop.id])).toBeGreaterThan(10)
    expect(await world.store.read((tx) => older(tx, workshop.id, last.seq + 1, 1))).toMatchObject([{ id: last.id }])
    const after = await taken(world.store)
    expect([...after.keys()]).toContain(`rooms/${workshop.id}/shared/${last.seq}-plan.txt`)
    expect([...after.keys()]).toEqual([...before.keys()])
    await using other = await openStore({ database: ':memory:' })
    expect((await readIn(join(folder, `${made}.zip`), other)).kept.get(hashOf('an old plan'))).toBe('an old plan')
  })

  it('[EXPORT-2] it holds every place of every log, who is where, and no secret', { timeout: 60_000 }, async () => {
    await using world = await createWorld()
    const { workshop, office, ada, bo, cy } = await lived(world)
    const files = await taken(world.store)
    const log = json(files, `rooms/${workshop.id}/log.json`)
    expect(log.map(({ seq }: { seq: number }) => seq)).toEqual(log.map((_: unknown, place: number) => place + 1))
    expect(log[1].message).toMatchObject({
      author: ada.id,
      mentions: [bo.id],
      counted: [bo.id],
      reactions: [
        { emoji: '👍', user: ada.id },
        { emoji: '👍', user: cy.id },
      ],
    })
    expect(json(files, `rooms/${workshop.id}/room.json`)).toMatchObject({
      name: 'Shed <b>',
      kind: 'group',
      seq: log.length,
      deletedAt: null,
    })
    expect(json(files, `rooms/${office.id}/log.json`)).toEqual([])
    const everything = [...files.values()].join('')
    for (const secret of ['argon2', 'passwordHash', 'tokenHash', 'I should not have said']) expect(everything).not.toContain(secret)
    expect(json(files, 'people.json')).toHaveLength(5)
  })
})

describe('pages', () => {
  it('[EXPORT-3] no page holds a script, or a word of people that is not escaped; each forbids what it does not bring along', {
    timeout: 60_000,
  }, async () => {
    await using world = await createWorld()
    const { workshop } = await lived(world)
    const pages = only(await taken(world.store), '.html')
    for (const [name, text] of pages) {
      expect(text, name).not.toMatch(/<script|<iframe|<link|javascript:|\son\w+="|<b>"|<i>/i)
      expect([...text.matchAll(/<img (?:class="face" )?src="([^"]*)"/g)].map(([, from = '']) => from.split('/')[0])).toEqual(
        Array.from(text.matchAll(/<img/g), () => (name === 'people.html' ? 'profile_pictures' : 'shared')),
      )
      expect(text, name).toContain(
        `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' file:; media-src 'self' file:; style-src 'sha256-`,
      )
    }
    const room = pages.get(`rooms/${workshop.id}/index.html`) ?? ''
    expect(room).toContain(escaped(`${evil} @Ada`))
    for (const words of [
      'edited</small>',
      '<p class="gone">deleted</p>',
      'title="Ada, Deleted account">👍 2</li>',
      'put <bdi>Deleted account</bdi> out',
      'Shed &lt;b&gt;',
      'The laser cutter is free, @Bo.</bdi></a>',
      ': <bdi>deleted</bdi>',
    ])
      expect(room, words).toContain(words)
    expect(room).toMatch(/<h2>\w+,? \d+ January 2027<\/h2>/)
    expect(escaped(`a&b<c>d"e'f\0\ud800`)).toBe('a&amp;b&lt;c&gt;d&quot;e&#39;f\ufffd')
  })

  it('[EXPORT-4] a long room is many pages, linked to each other, and an answer leads to the page of what it answers', {
    timeout: 60_000,
  }, async () => {
    await using store = await openStore({ database: ':memory:' })
    await fill(store)
    await store.write(async (tx) => {
      const said = []
      for (let n = 0; n < 2 * PLACES; n++) said.push((await row(tx, author, `word ${n}`)).id)
      await row(tx, author, 'an answer', { replyTo: said[0] ?? null })
    })
    const files = only(await taken(store, { is: 'room', room: shop }), '.html')
    expect([...files.keys()]).toEqual([
      'index.html',
      ...['index', 'page-0002', 'page-0003'].map((name) => `rooms/${shop}/${name}.html`),
      'people.html',
    ])
    expect([...files.values()].map((text) => text.match(/<article/g)?.length ?? 0)).toEqual([0, PLACES, PLACES, 1, 0])
    const last = files.get(`rooms/${shop}/page-0003.html`) ?? ''
    expect(last).toContain('<a href="page-0002.html">Earlier</a> <b>3 of 3</b> <span>Later</span>')
    expect(last).toContain('<a href="index.html#m1"><bdi>Ada</bdi>: <bdi>word 0</bdi></a>')
  })
})

describe('files', () => {
  it('[EXPORT-11] they lie in the zip as they are, shown or linked where they were said, in tables as their place; what is damaged is said to be gone', {
    timeout: 60_000,
  }, async () => {
    await using world = await createWorld()
    const { bo, workshop } = await lived(world)
    const files = await taken(world.store)
    const folderOf = `rooms/${workshop.id}`
    const shared = [...files].filter(([name]) => name.includes('/shared/')).map(([name, text]) => [name.split('/').at(-1) ?? '', text])
    const [first, second, page, rotten] = shared.map(([name = '']) => name)
    const seq = Number(first?.split('-')[0])
    expect(shared).toEqual([
      [`${seq}-a.png`, 'a picture'],
      [`${seq}.2-a.png`, 'a picture'],
      [`${seq + 1}-=1+1 &#%'.html.txt`, '<script>document.title=1</script>'],
      [`${seq + 2}-rotten.bin.damaged`, 'as it wAs'],
    ])
    const html = files.get(`${folderOf}/index.html`) ?? ''
    for (const name of [first, second])
      expect(html).toContain(`<a href="shared/${name}"><img src="shared/${name}" width="40" height="30" alt="a.png" loading="lazy"></a>`)
    expect(html).toContain(`<a href="shared/${encodeURIComponent(page ?? '')}"><bdi>=1+1 &amp;#%&#39;.html</bdi>`)
    expect(html.match(/is no longer kept/g)).toHaveLength(3)
    expect(html).toContain('rotten.bin</bdi> <small>9 bytes</small> is no longer kept')
    const table = files.get(`${folderOf}/${workshop.id}.csv`) ?? ''
    expect(table).toContain(`,Two alike\n`)
    expect(table).toContain(`,shared/${first}\n`)
    expect(table).toContain(`,shared/${page}\n`)
    expect(table).not.toContain(rotten)
    const log = json(files, `${folderOf}/log.json`)
    const facts = log.flatMap(({ message }: { message?: { files?: unknown[] } }) => message?.files ?? [])
    expect(facts.map(({ path, gone }: { path: string | null; gone: string | null }) => [path?.split('/').at(-1), gone])).toEqual([
      ...[first, second, page].map((name) => [name, null]),
      ...Array.from({ length: 3 }, () => [undefined, 'expired']),
    ])
    expect(files.get(`profile_pictures/${bo.id}.png`)).toBe('the face of Bo')
    expect(files.get(`${folderOf}/picture.png`)).toBe('a lathe')
    expect(files.get('people.html')).toContain(`<img class="face" src="profile_pictures/${bo.id}.png"`)
    expect(json(files, `${folderOf}/room.json`)).toMatchObject({ fileDays: 30, archiveDays: 90, picture: { hash: hashOf('a lathe') } })
  })

  it('[EXPORT-11] each has a name of its own that any disk can take', () => {
    expect(sharedName(7, 0, 'a.png')).toBe('7-a.png')
    expect(sharedName(7, 1, 'a.png')).toBe('7.2-a.png')
    for (const name of ['x.HTML', 'x.svg', 'x.xhtml', 'x.mht', 'x.js']) expect(sharedName(1, 0, name)).toBe(`1-${name}.txt`)
    const long = sharedName(9_999_999, 19, `${'ü'.repeat(120)}.jpeg`)
    expect(long).toMatch(/^9999999\.20-ü+\.jpeg$/)
    expect(Buffer.byteLength(long)).toBeLessThan(255)
  })

  it('[EXPORT-12] read in again they are on the disk once for each content, with the pictures of people and rooms, and may be fetched', {
    timeout: 60_000,
  }, async () => {
    await using world = await createWorld()
    const { bo, workshop } = await lived(world)
    await taken(world.store)
    await using other = await openStore({ database: ':memory:' })
    const { kept, files } = await readIn(join(folder, `${made}.zip`), other)
    expect(files).toBe(8)
    const contents = ['a picture', '<script>document.title=1</script>', 'a lathe', 'the face of Bo']
    expect(new Map([...kept].toSorted())).toEqual(new Map(contents.map((text): [string, string] => [hashOf(text), text]).toSorted()))
    const sums = (store: Store) => store.read((tx) => Promise.all([rows.ofRoom(tx, workshop.id), rows.ofOwner(tx, bo.id)]))
    // What was damaged takes up nothing any more.
    const [[room, own], [roomBefore, ownBefore]] = [await sums(other), await sums(world.store)]
    expect([room.count, own]).toEqual([roomBefore.count - 2, ownBefore])
    expect(await other.read((tx) => rows.loose(tx, 10))).toEqual([])
    expect(await other.read((tx) => rows.knownBlobs(tx, contents.map(hashOf)))).toEqual(new Set(contents.map(hashOf)))
  })
})

describe('tables', () => {
  it('[EXPORT-5] each room is `id_user,date,message` with its twin, and no cell is a formula', { timeout: 60_000 }, async () => {
    await using store = await openStore({ database: ':memory:' })
    await fill(store)
    const words = ['plain', '=1+1', '+1', '-1', '@SUM(A1)', '\t=x', 'with, comma', 'two\nlines', '"quoted"', '＝wide']
    await store.write(async (tx) => {
      for (const text of words) await row(tx, author, text, { at: Date.UTC(2021, 0, 1, 0, 1) })
      await row(tx, author, '', { text: null, deletedAt: 5 })
    })
    const files = await taken(store)
    const table = files.get(`rooms/${shop}/${shop}.csv`)
    expect(table).toBe(files.get(`rooms/${shop}/${shop}.csv.bak`))
    const cells = ['plain', "'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=x", '"with, comma"', '"two\nlines"', '"""quoted"""', "'＝wide"]
    expect(table).toBe(`id_user,date,message\n${cells.map((cell) => `${author},00:01_2021/01/01,${cell}\n`).join('')}`)
  })
})

describe('what is one’s own', () => {
  const mine = async (world: World, user: { id: Parameters<typeof permitFor>[1] }, room?: RoomId): Promise<Scope> => ({
    is: 'person',
    ...(await world.store.read((tx) => permitFor(tx, user.id, room))),
  })

  it('[EXPORT-6] a person takes along the rooms they are in, as they may see them, and nothing else', { timeout: 60_000 }, async () => {
    await using world = await createWorld()
    const { ada, bo, dee, lobby, workshop, direct } = await lived(world)
    const files = await taken(world.store, await mine(world, dee))
    expect(json(files, 'export.json')).toMatchObject({ scope: 'person', rooms: [lobby, direct.id].toSorted() })
    expect([...files.keys()].some((name) => name.includes(workshop.id))).toBe(false)
    expect(json(files, `rooms/${direct.id}/room.json`).name).toBe('Bo <i>')
    const everything = [...files.values()].join('')
    for (const hidden of [
      'laser cutter',
      workshop.id,
      'readSeq',
      'counted',
      'bannedAt',
      'seenAt',
      'createdAt":1800000000000,"seenAt',
      'directKey',
    ])
      expect(everything, hidden).not.toContain(hidden)
    expect(json(files, 'people.json')[0]).toHaveProperty('deleted')
    // A code is for who may hand it on; contacts are their owner's.
    const adas = await taken(world.store, await mine(world, ada, workshop.id))
    expect(json(adas, 'export.json').rooms).toEqual([workshop.id])
    expect(json(adas, `rooms/${workshop.id}/room.json`).code).toMatch(/-/)
    expect(json(adas, 'contacts.json')).toMatchObject([{ owner: ada.id, user: bo.id }])
    expect(json(adas, 'own.json')).toMatchObject([{ owner: ada.id, kind: 'mark', about: bo.id }])
    expect(json(await taken(world.store, await mine(world, bo)), 'contacts.json')).toEqual([])
    expect(json(files, `rooms/${lobby}/room.json`).code).toBeNull()
    await expect(mine(world, dee, workshop.id)).rejects.toMatchObject({ code: 'not_a_member' })
  })

  it('[EXPORT-7] who is put out while it is made gets no more of it, and no whole zip', { timeout: 60_000 }, async () => {
    await using world = await createWorld()
    const { ada, bo, workshop } = await createCast(world)
    for (let n = 0; n < 600; n++) await say(world, ada, workshop.id, `word ${n}`)
    const source = await openSource(world.store, await mine(world, bo, workshop.id))
    const [room] = source.rooms
    if (room === undefined) throw new Error('no room')
    const pages = source.log(room)
    await pages.next()
    await world.do(ada, 'room.remove', { room: workshop.id, user: bo.id })
    await expect(pages.next()).rejects.toMatchObject({ code: 'not_a_member' })
    const scope = { ...(await mine(world, ada, workshop.id)), still: () => Promise.reject(new Error('no more')) } as Scope
    await expect(taken(world.store, scope)).rejects.toThrow('no more')
    await expect(taken(world.store, { is: 'all', still: () => Promise.reject(new Error('an admin no more')) })).rejects.toThrow('no more')
  })
})

it('[EXPORT-8] it is made no faster than it is taken, and reading ends when the taker goes', { timeout: 60_000 }, async () => {
  await using store = await openStore({ database: ':memory:' })
  await fill(store)
  await store.write(async (tx) => {
    for (let n = 0; n < 1500; n++) await row(tx, author, randomBytes(1500).toString('base64'))
  })
  const counted = () => {
    const count = { reads: 0 }
    return { count, read: ((job) => (count.reads++, store.read(job))) as Store['read'] }
  }
  const scope: Scope = { is: 'room', room: shop }
  const mine = counted()
  const zip = await openExport({ store: mine, blob, scope, name: 'x', version: '0', at, clock })
  await new Promise((resolve) => zip.once('readable', resolve))
  // Nobody reads it. While all of another is made, it stands still behind the few pages that fill what waits.
  const other = counted()
  await taken(other, scope)
  expect(other.count.reads).toBeGreaterThan(22)
  expect(mine.count.reads).toBeLessThan(12)
  const before = mine.count.reads
  zip.destroy()
  await taken(store, scope)
  expect(mine.count.reads).toBeLessThanOrEqual(before + 1)
})
