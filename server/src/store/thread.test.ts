// The connection that writes, in a thread of its own: what other programs and a death of the thread do to it.
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'
import type { RoomId } from '@hearth/protocol/ids.ts'
import { afterEach, beforeEach, expect, it } from 'vitest'
import * as messages from './messages.ts'
import { openStore, StorageError, type Store } from './open.ts'
import type { Said } from './say.ts'
import { openSqlite } from './sqlite-file.ts'
import { createHand, type Line } from './sqlite-hand.ts'
import { ada, fill, lobby, workshop } from './testing/cast.ts'

const LOCKS = '/proc/locks'
/** Where SQLite's shared lock begins in a file: at one gibibyte and two (its file format, section on locking). */
const SHARED_FIRST = ' 1073741826 '

let folder: string
let file: string
let logged: string[]
const threads: Worker[] = []
let answers = 0
const noteThread = (made: unknown) => {
  if (typeof made !== 'object' || made === null || !('worker' in made) || !(made.worker instanceof Worker)) return
  threads.push(made.worker)
  made.worker.on('message', () => answers++)
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-thread-'))
  file = join(folder, 'hearth.db')
  logged = []
  threads.length = 0
  answers = 0
  subscribe('worker_threads', noteThread)
})
afterEach(() => {
  unsubscribe('worker_threads', noteThread)
  return rm(folder, { recursive: true })
})

const open = () => {
  const note = (_about: object, says: string) => void logged.push(says)
  return openStore({ database: { file }, log: { error: note, warn: note } })
}

let said = 0
const say = (store: Store, text = `${said + 1}`) =>
  new Promise<Said>((resolve, reject) => {
    const line = {
      room: workshop,
      author: ada,
      text,
      clientId: `c${++said}`,
      replyTo: null,
      at: 1,
      mentions: [],
      chance: 'abcdefghj',
    }
    store.say({ quick: () => line, slow: async () => line, said: (_line, kept) => resolve(kept), failed: reject })
  })

/** Until the first words have brought the thread, and some after them went through it. The first answer says that it is there. */
async function warmUp(store: Store): Promise<number> {
  for (;;) {
    const { seq } = await say(store)
    await new Promise((go) => setImmediate(go))
    if (answers > 3) return seq
  }
}

it.each(existsSync(LOCKS) ? ['reading', 'writing in a thread'] : [])(
  '[STORE-13] other programs see that the database is in use, while %s too: else the last of them would remove its log',
  async (how) => {
    const store = await open()
    await fill(store)
    expect(locksOn(file)).toBe(1)
    if (how === 'reading') await store.read((tx) => messages.page(tx, workshop, { limit: 1 }))
    else await warmUp(store)
    expect(locksOn(file)).toBe(1)
    await store.close()
    expect(locksOn(file)).toBe(0)
  },
)

/** Whether this process holds the lock by which SQLite says that somebody is here: POSIX locks of a process are one. */
function locksOn(path: string): number {
  const inode = String(statSync(path).ino)
  const held = readFileSync(LOCKS, 'utf8').split('\n')
  return held.filter((line) => line.includes(`:${inode} `) && line.includes(` ${process.pid} `) && line.includes(SHARED_FIRST)).length
}

it('[STORE-14] words said while the thread ends are told apart from words that were not kept, and nothing is written any more', async () => {
  const store = await open()
  await fill(store)
  const before = await warmUp(store)
  const saying = Promise.allSettled(Array.from({ length: 50 }, () => say(store)))
  await new Promise((go) => setImmediate(() => setImmediate(go)))
  await Promise.all(threads.map((thread) => thread.terminate()))
  const results = await saying
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
  for (const reason of refused) {
    expect(reason).toBeInstanceOf(StorageError)
    expect(reason).toMatchObject({ ambiguous: true, message: 'The thread that writes has ended. Start Hearth again.' })
  }
  await expect(say(store)).rejects.toThrow('The thread that writes has ended')
  await expect(store.write(async () => 1)).rejects.toThrow('The thread that writes has ended')
  expect(logged).toEqual(['nothing is written any more until the next start'])
  await store.close()

  const again = await open()
  const kept = await again.read((tx) => messages.page(tx, workshop, { after: before, limit: 100 }))
  expect(kept.length).toBeGreaterThanOrEqual(results.length - refused.length)
  await again.close()
})

it('[STORE-20] no place is given twice in a batch, however few rooms are remembered', async () => {
  const store = await open()
  await fill(store)
  await store.close()
  const hand = createHand(openSqlite({ file }, 'write'), 1)
  const line = (room: RoomId, clientId: string): Line => [room, ada, clientId, clientId, 1, '-abcdefghj']
  const lines = [line(workshop, 'a'), line(lobby, 'b'), line(workshop, 'c')]
  expect(hand.say({ lines, first: ['begin immediate'], commit: true })).toEqual([1, 1, 2])
  expect(hand.say({ lines: [line(lobby, 'd'), line(workshop, 'e')], first: ['begin immediate'], commit: true })).toEqual([2, 3])
  hand.close()
})

it('[STORE-20] no place is given twice where another program has written to the room: that batch is refused, the next goes on behind it', async () => {
  const store = await open()
  await fill(store)
  const seq = await warmUp(store)
  using other = { database: new DatabaseSync(file), [Symbol.dispose]: () => other.database.close() }
  other.database.exec(`update rooms set seq = seq + 5 where id = '${workshop}'`)
  await expect(say(store)).rejects.toThrow(StorageError)
  expect((await say(store)).seq).toBe(seq + 6)
  await store.close()
})

it('[STORE-13] the log beside the file does not grow with all that is said: between two batches it is written back', async () => {
  const store = await open()
  await fill(store)
  await warmUp(store)
  // Some 65 MB of log.
  for (let batch = 0; batch < 16; batch++) await Promise.all(Array.from({ length: 1000 }, () => say(store, 'x'.repeat(3900))))
  // Where the thread that writes it back is behind, it is cut to its length when that has caught up.
  const length = () => statSync(`${file}-wal`).size
  for (let batch = 0; batch < 200 && length() >= 45_000_000; batch++) await Promise.all(Array.from({ length: 64 }, () => say(store)))
  expect(length()).toBeLessThan(45_000_000)
  await store.close()
})
