// How long SQLite's log becomes, and who writes it back.
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openSqlite } from './sqlite-file.ts'
import { keepLogShort, type LogKeeper } from './sqlite-log.ts'

let folder: string
let file: string
let database: DatabaseSync
let look: StatementSync
let keeper: LogKeeper | undefined
let clock: number
let warned: string[]
let answers: unknown[]
let threads: Worker[]
const noteThread = (made: unknown) => {
  if (typeof made !== 'object' || made === null || !('worker' in made) || !(made.worker instanceof Worker)) return
  threads.push(made.worker)
  made.worker.on('message', (answer) => void answers.push(answer))
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-log-'))
  file = join(folder, 'hearth.db')
  database = openSqlite({ file }, 'write')
  database.exec('create table words (n integer primary key, text text not null)')
  look = database.prepare('PRAGMA wal_checkpoint(NOOP)')
  clock = 0
  warned = []
  answers = []
  threads = []
  subscribe('worker_threads', noteThread)
  keeper = keepLogShort({ database, file, warn: (why) => void warned.push(why), now: () => clock })
})
afterEach(async () => {
  unsubscribe('worker_threads', noteThread)
  await keeper?.close()
  if (database.isOpen) database.close()
  await rm(folder, { recursive: true })
})

/** A commit of so many pages, after so much time. @returns pages of the log */
function write(pages: number, after: number): number {
  clock += after
  database.exec('begin immediate')
  const insert = database.prepare('insert into words (text) values (?)')
  for (let page = 0; page < pages; page++) insert.run('x'.repeat(3900))
  database.exec('commit')
  const { log } = lengths()
  keeper?.wrote(64)
  return log
}
const lengths = () => ({ log: Number(look.get()?.['log']), done: Number(look.get()?.['checkpointed']) })
const turn = () => new Promise((go) => setImmediate(go))
const MOST_COMMITS = 3000

it('[STORE-24] where little is written the log begins anew every few megabytes, by the thread that writes', async () => {
  const longest = Math.max(...Array.from({ length: 100 }, () => write(50, 500)))
  expect(longest).toBeGreaterThan(900)
  expect(longest).toBeLessThan(1300)
  await turn()
  expect(answers).toEqual([])
})

it('[STORE-24] where much is, it becomes 32 MB long, is written back by a thread beside, and begins anew', {
  timeout: 120_000,
}, async () => {
  let [commits, longest, last] = [0, 0, 0]
  for (; commits < MOST_COMMITS; commits++) {
    const log = write(100, 10)
    await turn()
    if (longest > 7500 && log < last && answers.length > 0) break
    last = log
    longest = Math.max(longest, log)
  }
  expect(commits, 'it was never begun anew').toBeLessThan(MOST_COMMITS)
  expect(longest).toBeGreaterThan(7500)
  expect(answers.length).toBeGreaterThan(0)
  expect(warned).toEqual([])
  await keeper?.close()
  database.close()
  using after = { database: new DatabaseSync(file), [Symbol.dispose]: () => after.database.close() }
  expect(after.database.prepare('select count(*) as many from words').get()).toEqual({ many: (commits + 1) * 100 })
  expect(after.database.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' })
})

it('[STORE-24] where the thread beside has ended the one that writes does its work', { timeout: 120_000 }, async () => {
  for (let commit = 0; commit < MOST_COMMITS && answers.length === 0; commit++) {
    write(100, 10)
    await turn()
  }
  expect(threads).toHaveLength(1)
  await threads[0]?.terminate()
  let [anew, last] = [0, 0]
  for (let commit = 0; commit < MOST_COMMITS && anew < 2; commit++) {
    const log = write(100, 50)
    await turn()
    if (log < last) anew++
    last = log
  }
  expect(anew).toBe(2)
  expect(threads).toHaveLength(1)
})

it('[STORE-24] once little is written again it begins anew sooner again', { timeout: 120_000 }, async () => {
  let [longest, last, commits] = [0, 0, 0]
  for (; longest < 3000 && commits < MOST_COMMITS; commits++) {
    longest = Math.max(longest, write(100, 1))
    await turn()
  }
  // Round after round, until one was short.
  for (longest = Number.POSITIVE_INFINITY; commits < MOST_COMMITS; commits++) {
    const log = write(100, 60_000)
    await turn()
    if (log < last && longest < 1300) break
    longest = log < last ? log : Math.max(last === 0 ? log : longest, log)
    last = log
  }
  expect(commits, 'it stayed long').toBeLessThan(MOST_COMMITS)
})

it('[STORE-24] while somebody reads what the log began with nobody tries without rest, and after that it is written back', async () => {
  const reader = openSqlite({ file }, 'read')
  reader.exec('begin')
  reader.prepare('select count(*) from words').get()
  for (let commit = 0; commit < 100; commit++) {
    write(200, 5)
    await turn()
  }
  const tries = answers.length
  // Whoever asks again at once does so thousands of times meanwhile.
  for (let times = 0; times < 2000; times++) await turn()
  expect(answers.length - tries).toBeLessThan(5)
  reader.exec('commit')
  reader.close()
  for (let commit = 0; commit < 40 && lengths().done === 0; commit++) {
    write(1, 61_000)
    for (let times = 0; times < 200 && lengths().done === 0; times++) await turn()
  }
  expect(lengths().done).toBeGreaterThan(0)
})

it('[STORE-24] a log that cannot be written back is told once, and read as before', async () => {
  await keeper?.close()
  let isBroken = true
  const prepare = database.prepare.bind(database)
  database.prepare = (text) => {
    const statement = prepare(text)
    if (!text.includes('PASSIVE')) return statement
    const get = statement.get.bind(statement)
    statement.get = () => {
      if (isBroken) throw new Error('disk I/O error')
      return get()
    }
    return statement
  }
  keeper = keepLogShort({ database, file, warn: (why) => void warned.push(why), now: () => clock })
  for (let commit = 0; commit < 60; commit++) write(20, 10_000)
  expect(warned).toEqual(['disk I/O error'])
  isBroken = false
  for (let commit = 0; commit < 5; commit++) write(1, 61_000)
  expect(lengths().log, 'it was begun anew').toBeLessThan(100)
  expect(warned).toHaveLength(1)
})
