// How long SQLite's log becomes, and who writes it back.
import { statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openSqlite } from './sqlite-file.ts'
import { keepLogShort, type LogKeeper } from './sqlite-log.ts'

const PAGE = 4120
let folder: string
let file: string
let database: DatabaseSync
let keeper: LogKeeper | undefined
let clock: number

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-log-'))
  file = join(folder, 'hearth.db')
  database = openSqlite({ file }, 'write')
  database.exec('create table words (n integer primary key, text text not null)')
  clock = 0
  keeper = keepLogShort(database, file, () => clock)
})
afterEach(async () => {
  await keeper?.close()
  if (database.isOpen) database.close()
  await rm(folder, { recursive: true })
})

/** A commit of so many pages. */
function write(pages: number): void {
  database.exec('begin immediate')
  const insert = database.prepare('insert into words (text) values (?)')
  for (let page = 0; page < pages; page++) insert.run('x'.repeat(3900))
  database.exec('commit')
}

const pagesOfLog = () => Math.ceil(statSync(`${file}-wal`).size / PAGE)
const turn = () => new Promise((go) => setTimeout(go, 5))

it('[STORE-13] where little is written the log begins anew every few megabytes', () => {
  for (let commit = 0; commit < 100; commit++) {
    clock += 500
    write(50)
    keeper?.wrote(64)
  }
  expect(pagesOfLog()).toBeGreaterThan(900)
  expect(pagesOfLog()).toBeLessThan(1300)
})

it('[STORE-13] where much is, it becomes 32 MB long and no longer, and is written back beside the writes', {
  timeout: 60_000,
}, async () => {
  for (let commit = 0; commit < 200; commit++) {
    clock += 10
    write(200)
    keeper?.wrote(200)
    await turn()
  }
  expect(pagesOfLog()).toBeGreaterThan(7500)
  expect(pagesOfLog()).toBeLessThan(20_000)
  await keeper?.close()
  database.close()
  using after = { database: new DatabaseSync(file), [Symbol.dispose]: () => after.database.close() }
  expect(after.database.prepare('select count(*) as many from words').get()).toEqual({ many: 40_000 })
  expect(after.database.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' })
})

it('[STORE-13] where it grows faster than anybody writes it back, who writes waits', () => {
  for (let commit = 0; commit < 60; commit++) {
    clock += 1
    write(1000)
    // The thread has no moment to say that it is done: this one never comes to rest.
    keeper?.wrote(1000)
  }
  expect(pagesOfLog()).toBeLessThan(45_000)
})
