// Old messages are moved by a process that is killed: no message is lost, and none is there twice.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import * as messages from './messages.ts'
import { openStore, type Store } from './open.ts'
import * as reactions from './reactions.ts'
import * as rooms from './rooms.ts'
import { inspect } from './snapshot.ts'
import { archiveRooms, everything, indexRooms } from './testing/archived.ts'
import { ada, bo, fill, messageId, say, workshop } from './testing/cast.ts'

const SAID = 200
const MOVER = join(import.meta.dirname, 'testing/mover.ts')

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-moving-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** Answers, mentions, reactions, changed words and deleted ones, and all of it in the index. */
async function lived(file: string): Promise<unknown> {
  await using store = await openStore({ database: { file } })
  await fill(store)
  await store.write(async (tx) => {
    for (let n = 1; n <= SAID; n++) {
      const more = { mentions: n % 7 === 0 ? [bo] : [], ...(n % 5 === 0 ? { replyTo: messageId(workshop, n - 1) } : {}) }
      const { id } = await say(tx, n % 2 === 0 ? ada : bo, `kettle ${n}`, more)
      if (n % 9 === 0) await reactions.add(tx, { message: id, user: ada, emoji: '👍', at: n })
      if (n % 11 === 0) await messages.edit(tx, workshop, id, { text: `kettle ${n} again`, mentions: [], editedAt: n })
      if (n % 13 === 0) await messages.erase(tx, workshop, id, n)
    }
  })
  await indexRooms(store, [workshop])
  return await everything(store, [workshop])
}

/** In rows and in segments together each is once. */
async function places(store: Store): Promise<{ readonly rows: number; readonly segments: number }> {
  return await store.read(async (tx) => {
    const rows = await tx.selectFrom('messages').select('seq').where('room', '!=', 0).execute()
    const segments = await tx.selectFrom('segments').select(['last', 'count']).orderBy('first').execute()
    expect(Math.min(...rows.map(({ seq }) => seq))).toBe((segments.at(-1)?.last ?? 0) + 1)
    const { rows: used } = await sql<{ many: number }>`select count(*) as many from said_before`.execute(tx)
    const moved = segments.reduce((sum, { count }) => sum + count, 0)
    expect(used[0]?.many).toBe(moved)
    return { rows: rows.length, segments: moved }
  })
}

async function check(file: string, before: unknown): Promise<number> {
  expect(inspect(file).messages).toBe(SAID - Math.floor(SAID / 13))
  await using store = await openStore({ database: { file } })
  const { rows, segments } = await places(store)
  expect(rows + segments).toBe(SAID)
  expect(await everything(store, [workshop])).toEqual(before)
  return segments
}

it('[STORE-22] killed at any moment while messages are moved, a store has each of them once, and the next process goes on', {
  timeout: 120_000,
}, async () => {
  const file = join(folder, 'killed.db')
  const before = await lived(file)
  let isDone = false
  let moved = 0
  for (let lives = 1; !isDone; lives++) {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MOVER, file], { stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = once(child, 'exit')
    for await (const line of createInterface({ input: child.stdout })) {
      isDone = line === 'done'
      // Its next run has begun when this is read.
      if (Number(line) === lives * 5) child.kill('SIGKILL')
    }
    await ended
    const now = await check(file, before)
    expect(now).toBeGreaterThanOrEqual(moved)
    moved = now
  }
  expect(moved).toBeGreaterThan(SAID - 20)
})

it('[STORE-22] killed at the very sync of a move, a store has it whole or not at all', { timeout: 120_000 }, async () => {
  const file = join(folder, 'synced.db')
  const before = await lived(file)
  for (const when of [2, 5, 9]) {
    const inject = ['-f', '-qq', '-e', 'trace=fdatasync,fsync', '-e', `inject=fdatasync,fsync:signal=KILL:when=${when}`]
    const child = spawn('strace', [...inject, process.execPath, '--disable-warning=ExperimentalWarning', MOVER, file], { stdio: 'ignore' })
    await once(child, 'exit').catch(() => expect.fail('strace is missing: apt-get install strace'))
    await check(file, before)
  }
})

it('[STORE-22] the disk gets back what moving frees, all but a little that comes next', { timeout: 60_000 }, async () => {
  const file = join(folder, 'smaller.db')
  const store = await openStore({ database: { file }, archives: true })
  await fill(store)
  await store.write(async (tx) => {
    for (let n = 0; n < 4000; n++) await say(tx, ada, `${n} kettles on the fire `.repeat(50))
  })
  await indexRooms(store, [workshop])
  const pages = async (which: 'page_count' | 'freelist_count') =>
    await store.read(async (tx) => Number(Object.values((await sql.raw<object>(`pragma ${which}`).execute(tx)).rows[0] ?? {})[0]))
  const before = await pages('page_count')
  expect(await archiveRooms(store, [workshop], 1000, { run: 128, full: 512, fresh: 50 })).toBe(30)
  expect(await pages('freelist_count')).toBeGreaterThan(before / 2)
  expect(await store.giveBack()).toBe(true)
  while (await store.giveBack());
  expect(await pages('freelist_count')).toBeLessThanOrEqual(256)
  await store.close()
  expect((await stat(file)).size).toBeLessThan((before * 4096) / 2)
})

it('[STORE-22] a file is made to give back when the server is started where messages are put away, and left as it is elsewhere', async () => {
  const file = join(folder, 'plain.db')
  const gives = async (archives?: boolean) => {
    await using store = await openStore({ database: { file }, ...(archives === undefined ? {} : { archives }) })
    const { rows } = await store.read((tx) => sql<{ auto_vacuum: number }>`pragma auto_vacuum`.execute(tx))
    return rows[0]?.auto_vacuum === 2
  }
  const made = await openStore({ database: { file } })
  await fill(made)
  await made.close()
  expect([await gives(), await gives(false)]).toEqual([false, false])
  await using store = await openStore({ database: { file } })
  await store.write((tx) => rooms.change(tx, workshop, { archiveDays: 5 }))
  await store.close()
  expect([await gives(), await gives(false), await gives()]).toEqual([false, true, true])
  await using again = await openStore({ database: { file } })
  expect(await again.read((tx) => rooms.byId(tx, workshop))).toMatchObject({ archiveDays: 5 })
})
