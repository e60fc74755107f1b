import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as facts from './facts.ts'
import { DataFolderError, DataInUseError, lockData } from './lock.ts'
import * as messages from './messages.ts'
import { knownLayouts } from './migrate.ts'
import { NewerDataError, openStore, StorageError } from './open.ts'
import { hasOurLayout } from './snapshot.ts'
import { ada, fill, say, workshop } from './testing/cast.ts'
import { lasting } from './testing/engines.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-file-'))
})
afterEach(() => rm(folder, { recursive: true }))

const start = (program: 'writer' | 'holder', argument: string) => {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'testing', `${program}.ts`), argument],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator](), ended: once(child, 'exit') }
}

describe.each(lasting)('$name', ({ open }) => {
  it('[STORE-12] a database that is opened again keeps its rows and its epoch', async () => {
    const place = await open()
    const first = await place.store()
    await fill(first)
    await first.write((tx) => say(tx, ada, 'kept'))
    const epoch = await first.read((tx) => facts.get(tx, 'epoch'))
    await first.close()
    const second = await place.store()
    expect(await second.read((tx) => messages.page(tx, workshop, { limit: 9 }))).toMatchObject([{ seq: 1, text: 'kept' }])
    expect(await second.read((tx) => facts.get(tx, 'epoch'))).toBe(epoch)
    await second.close()
    await place.close()
  })

  it('[STORE-12] data of a newer Hearth is refused in one sentence that names both, and left as it is', async () => {
    const place = await open()
    const store = await openStore({ database: place.place, version: '0.9.0' })
    await store.write((tx) => sql`insert into kysely_migration (name, timestamp) values ('0099_future', 'then')`.execute(tx))
    await store.close()
    const refusal = await place.store().catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(NewerDataError)
    expect(refusal).toMatchObject({
      data: '0099',
      known: knownLayouts('sqlite').at(-1)?.slice(0, 4),
      message: expect.stringContaining('written by Hearth 0.9.0'),
    })
    await place.close()
  })

  it('[STORE-12] data with as many layouts behind it, and other ones, is not taken for data of this Hearth', async () => {
    const place = await open()
    const store = await place.store()
    await store.write((tx) => sql`update kysely_migration set name = '0000_other' where name like '0001%'`.execute(tx))
    await store.close()
    const refusal = await place.store().catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(StorageError)
    expect(refusal).toHaveProperty(
      'message',
      expect.stringMatching(/has the layout 0000_other, .* Start the Hearth that wrote it, or take/),
    )
    await place.close()
  })

  it('[STORE-12] data that lacks a layout although later ones are there is refused by its name, and left as it is', async () => {
    const place = await open()
    const store = await place.store()
    await store.write((tx) => sql`delete from kysely_migration where name = '0003_files'`.execute(tx))
    await store.close()
    for (let times = 0; times < 2; times++)
      await expect(place.store()).rejects.toThrow(/lacks the layout 0003_files.* Start the Hearth that/)
    await place.close()
  })

  it('[STORE-12] a layout that cannot be made says what the database said', async () => {
    const place = await open()
    const store = await place.store()
    const last = knownLayouts('sqlite').at(-1)
    await store.write((tx) => sql`delete from kysely_migration where name = ${last}`.execute(tx))
    await store.close()
    await expect(place.store()).rejects.toThrow(/The storage failed: .*(already exists|duplicate column)/)
    await place.close()
  })
})

describe.each(lasting.filter(({ kind }) => kind !== 'pglite'))('$name', ({ open }) => {
  it('[STORE-4] a read cannot write', async () => {
    const place = await open()
    const store = await place.store()
    await expect(store.read((tx) => facts.set(tx, 'x', 'y'))).rejects.toThrow()
    await store.close()
    await place.close()
  })
})

describe('a file', () => {
  const file = () => join(folder, 'data', 'hearth.db')

  it('[STORE-13] belongs to its owner alone, with those beside it', async () => {
    await using store = await openStore({ database: { file: file() } })
    await fill(store)
    for (const name of await readdir(join(folder, 'data'))) expect((await stat(join(folder, 'data', name))).mode & 0o777, name).toBe(0o600)
    expect((await readdir(join(folder, 'data'))).toSorted()).toEqual(['hearth.db', 'hearth.db-shm', 'hearth.db-wal'])
    expect((await stat(join(folder, 'data'))).mode & 0o777).toBe(0o700)
  })

  it('[STORE-13] is written through to the disk with every commit', async () => {
    await using store = await openStore({ database: { file: file() } })
    const settings = await store.write(async (tx) => {
      const one = async (name: string) =>
        Object.values((await sql.raw<Record<string, unknown>>(`pragma ${name}`).execute(tx)).rows[0] ?? {})[0]
      return [await one('journal_mode'), await one('synchronous'), await one('foreign_keys'), await one('secure_delete')]
    })
    expect(settings).toEqual(['wal', 2, 1, 1])
  })

  it('[STORE-10] holds no byte of erased words once it is closed, however long they were', async () => {
    const store = await openStore({ database: { file: file() } })
    await fill(store)
    const { id } = await store.write((tx) => say(tx, ada, 'unforgettable '.repeat(2000)))
    await store.write((tx) => messages.erase(tx, workshop, id, 9))
    await store.close()
    expect((await readFile(file())).includes('unforgettable')).toBe(false)
    expect(await readdir(join(folder, 'data'))).toEqual(['hearth.db'])
  })

  it('[STORE-14] a full disk refuses what does not fit with StorageError, and writing goes on when there is room', async () => {
    await using store = await openStore({ database: { file: file() } })
    await fill(store)
    const room = (pages: number) => store.write((tx) => sql.raw(`pragma max_page_count = ${pages}`).execute(tx))
    await room(1)
    const results = await Promise.allSettled([
      store.write((tx) => say(tx, ada, 'x'.repeat(100_000))),
      store.write((tx) => say(tx, ada, 'y'.repeat(100_000))),
    ])
    for (const result of results) expect(result).toHaveProperty('reason', expect.any(StorageError))
    expect(results[0]).toHaveProperty('reason.cause', expect.objectContaining({ errcode: 13 }))
    await room(1_000_000)
    expect((await store.write((tx) => say(tx, ada, 'z'.repeat(100_000)))).seq).toBe(1)
  })

  it('[STORE-14] what is no database is refused with a reason', async () => {
    const other = join(folder, 'letter.db')
    await writeFile(other, 'Dear Ada, this is no database, and it is long enough to be taken for a page of one.'.repeat(20))
    await expect(openStore({ database: { file: other } })).rejects.toThrow(/not a database/)
  })

  it('[STORE-14] another process that holds the file makes a write fail with StorageError, and the next goes through', {
    timeout: 30_000,
  }, async () => {
    await using store = await openStore({ database: { file: file() } })
    await fill(store)
    const other = new DatabaseSync(file())
    other.exec('begin immediate')
    await expect(store.write((tx) => say(tx, ada, 'locked out'))).rejects.toThrow(StorageError)
    other.close()
    expect((await store.write((tx) => say(tx, ada, 'in again'))).seq).toBe(1)
  })

  it('[STORE-15] a process that is killed while it writes keeps all it had answered, in order, without gaps', {
    timeout: 60_000,
  }, async () => {
    for (const answers of [1, 7, 40]) {
      const place = join(folder, `killed after ${answers}.db`)
      const { child, lines, ended } = start('writer', place)
      let last = 0
      for (let n = 0; n < answers; n++) last = Number((await lines.next()).value)
      child.kill('SIGKILL')
      await ended
      for await (const line of { [Symbol.asyncIterator]: () => lines }) last = Number(line)
      await using store = await openStore({ database: { file: place } })
      const kept: number[] = []
      for (let after = 0; ; after = kept.at(-1) ?? 0) {
        const page = await store.read((tx) => messages.page(tx, workshop, { after, limit: 50 }))
        if (page.length === 0) break
        kept.push(...page.map(({ seq }) => seq))
      }
      expect(kept).toEqual(Array.from({ length: kept.length }, (_, n) => n + 1))
      expect(kept.length).toBeGreaterThanOrEqual(last)
      expect(kept.length % 5).toBe(0)
    }
  })

  it('[STORE-12] a migration that is killed half-way is done whole by the next start', async () => {
    const half = join(folder, 'half.db')
    const database = new DatabaseSync(half)
    // What a kill leaves: a transaction that was never committed.
    database.exec('pragma journal_mode = wal; begin; create table users (id text)')
    database.close()
    await using store = await openStore({ database: { file: half } })
    await fill(store)
    expect((await store.write((tx) => say(tx, ada, 'whole'))).seq).toBe(1)
  })
})

describe('the lock', () => {
  it('[STORE-16] one process holds a data folder; another is told so in one sentence, in this process and from another', async () => {
    const held = await lockData(folder)
    const refusal = await lockData(folder).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(DataInUseError)
    expect(refusal).toHaveProperty(
      'message',
      `Another Hearth is running on the data in ${folder}: stop it first, or choose another folder with --data.`,
    )
    await held[Symbol.asyncDispose]()
    await held[Symbol.asyncDispose]()
    const { child, lines, ended } = start('holder', folder)
    expect((await lines.next()).value).toBe('held')
    await expect(lockData(folder)).rejects.toThrow(DataInUseError)
    child.kill('SIGKILL')
    await ended
    await using _again = await lockData(folder)
  })

  it('[STORE-16] the folder is made for its owner alone, the lock too', async () => {
    await using _lock = await lockData(join(folder, 'deep', 'data'))
    expect((await stat(join(folder, 'deep', 'data'))).mode & 0o777).toBe(0o700)
    expect((await stat(join(folder, 'deep', 'data', 'hearth.lock'))).mode & 0o777).toBe(0o600)
  })

  it('[STORE-16] a folder that cannot be made or written is named with its reason', async () => {
    await writeFile(join(folder, 'file'), '')
    await expect(lockData(join(folder, 'file', 'data'))).rejects.toThrow(DataFolderError)
    await expect(lockData(join(folder, 'file', 'data'))).rejects.toThrow(/cannot be written \(ENOTDIR\)/)
    await expect(lockData(join(folder, 'file'))).rejects.toThrow(DataFolderError)
  })

  it('[STORE-16] a folder where nothing can be made is refused at once, not tried for ever', async () => {
    await expect(lockData('/proc/hearth/data')).rejects.toThrow(DataFolderError)
  })
})

it('[STORE-12] whether data are of an older layout is seen without changing them', async () => {
  const file = join(folder, 'hearth.db')
  await (await openStore({ database: { file } })).close()
  expect(hasOurLayout(file)).toBe(true)
  const database = new DatabaseSync(file)
  database.exec('delete from kysely_migration where name = (select max(name) from kysely_migration)')
  database.close()
  const before = await readFile(file)
  expect(hasOurLayout(file)).toBe(false)
  expect((await readFile(file)).equals(before)).toBe(true)
})
