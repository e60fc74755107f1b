import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { FileId } from '@hearth/protocol/ids.ts'
import { afterEach, beforeEach, expect, it } from 'vitest'
import * as facts from '#store/facts.ts'
import * as files from '#store/files.ts'
import { lockData } from '#store/lock.ts'
import * as messages from '#store/messages.ts'
import { openStore } from '#store/open.ts'
import * as reactions from '#store/reactions.ts'
import { archiveRooms, indexRooms } from '#store/testing/archived.ts'
import { ada, bo, fill, messageId, say, workshop } from '#store/testing/cast.ts'
import { engines } from '#store/testing/engines.ts'
import { type BackupGiven, backUp } from './backup.ts'
import { BackupError } from './faults.ts'
import { type RestoreGiven, restore, verify } from './restore.ts'

const version = '0.1.0'
const epoch = '7e0d6f7a-0000-4000-8000-000000000000'
const log = { warn: () => {}, error: () => {} }

let folder: string
let data: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearth-backup-'))
  data = join(folder, 'data')
  file = join(folder, 'kept', 'one.backup')
  mkdirSync(join(folder, 'kept'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const given = (other: Partial<BackupGiven> = {}): BackupGiven => ({
  ...{ data, database: null, settings: null, tls: null, name: 'Hearth', version, file, force: false, now: () => 1_700_000_000_000, log },
  ...other,
})
const back = (other: Partial<RestoreGiven> = {}): RestoreGiven => ({
  ...{ file, version, data: join(folder, 'other'), database: null, epoch, log },
  ...other,
})

/** A small server's data folder. */
async function live(database: { file: string } | { url: string } = { file: join(data, 'hearth.db') }): Promise<void> {
  mkdirSync(join(data, 'tls'), { recursive: true })
  mkdirSync(join(data, 'vases'))
  writeFileSync(join(data, 'vases/private.pem'), 'another key')
  await using store = await openStore({ database, version })
  await fill(store)
  await store.write(async (tx) => {
    for (let n = 0; n < 80; n++) await say(tx, n % 2 === 0 ? ada : bo, `word ${n} 🔥\n"quoted"`, { mentions: n % 5 === 0 ? [bo] : [] })
    const { id } = await say(tx, ada, 'last', { replyTo: null, editedAt: 7 })
    await reactions.add(tx, { message: id, user: bo, emoji: '👍', at: 9 })
  })
  // Some of them are old and lie compressed.
  await indexRooms(store, [workshop])
  expect(await archiveRooms(store, [workshop])).toBeGreaterThan(0)
  await store.write((tx) => messages.erase(tx, workshop, messageId(workshop, 2), 9))
  writeFileSync(join(data, 'tls/ca.crt'), 'a certificate')
  writeFileSync(join(data, 'tls/ca.key'), 'a key')
  writeFileSync(join(data, 'tls/server.pem'), 'made anew')
  writeFileSync(join(data, 'hearth.toml'), 'name = "Workshop"\ndatabase = "postgres://somewhere/else"\nport = 9000\n')
  writeFileSync(join(data, 'control.key'), 'of this run')
}

/** A stored file on the disk, and, unless nobody needs it any more, somebody who refers to it. */
async function blob(words: string, isNeeded = true): Promise<string> {
  const hash = createHash('sha256').update(words).digest('hex')
  mkdirSync(join(data, 'files/blobs', hash.slice(0, 2)), { recursive: true })
  writeFileSync(join(data, 'files/blobs', hash.slice(0, 2), hash), words)
  await using store = await openStore({ database: { file: join(data, 'hearth.db') }, version })
  const row: files.FileRow = {
    ...{ id: `01hz000000${hash.replace(/[^0-9a-h]/g, '').slice(0, 16)}` as FileId, owner: ada, room: workshop, message: null },
    ...{ name: 'a', size: words.length, hash, kind: 'other', type: 'text/plain', width: null, height: null, durationMs: null },
    ...{ picture: false, at: 1, gone: null },
  }
  await store.write(async (tx) => {
    await files.keepBlob(tx, hash, words.length)
    await files.add(tx, isNeeded ? row : { ...row, hash: null, gone: 'expired' })
  })
  return `files/blobs/${hash.slice(0, 2)}/${hash}`
}

const columnsOf = (database: DatabaseSync, table: string): number => database.prepare(`select * from "${table}"`).columns().length

/** Every row of every table, but for marks that are another's. */
function rowsOf(path: string): Record<string, unknown> {
  const database = new DatabaseSync(path, { readOnly: true })
  const tables = database.prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite%' order by name").all()
  const found = tables
    .map(({ name }) => String(name))
    .filter((name) => name !== 'kysely_migration_lock')
    .map(
      (name) =>
        [
          name,
          database
            .prepare(`select * from "${name}" order by ${columnsOf(database, name) > 1 ? '1, 2' : '1'}`)
            .all()
            .map((row) => ({ ...row, timestamp: 0 })),
        ] as const,
    )
  database.close()
  return {
    ...Object.fromEntries(found),
    facts: found.find(([name]) => name === 'facts')?.[1].filter((row) => 'key' in row && row['key'] !== 'epoch'),
  }
}

const treeOf = (root: string): string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name).slice(root.length + 1))
    .toSorted()

it('[BACKUP-6] database, authority, settings and stored files come back as they were, with a new epoch and for their owner alone', async () => {
  await live()
  const [picture, other] = [await blob('a picture'), await blob('another')]
  const { lacks, ...made } = await backUp(given())
  expect([lacks, made]).toMatchObject([[], { people: 4, rooms: 2, messages: 80, files: 2, fileBytes: 16, leftOut: 0, engine: 'sqlite' }])
  expect(readdirSync(join(folder, 'kept'))).toEqual(['one.backup'])
  expect(await verify({ file, version })).toEqual(made)

  const restored = await restore(back())
  const at = join(folder, 'other')
  expect(treeOf(at)).toEqual([other, picture, 'hearth.db', 'hearth.toml', 'tls/ca.crt', 'tls/ca.key', 'vases/private.pem'].toSorted())
  expect(rowsOf(join(at, 'hearth.db'))).toEqual(rowsOf(join(data, 'hearth.db')))
  expect(readFileSync(join(at, picture), 'utf8')).toBe('a picture')
  expect(readFileSync(join(at, 'tls/ca.key'), 'utf8')).toBe('a key')
  for (const path of treeOf(at)) expect(statSync(join(at, path)).mode & 0o777, path).toBe(0o600)
  for (const path of ['', 'tls', 'files', 'files/blobs']) expect(statSync(join(at, path)).mode & 0o777, path).toBe(0o700)
  expect(readFileSync(join(at, 'hearth.toml'), 'utf8')).toContain('\n# database = "postgres://somewhere/else"\n')
  expect(restored.notes).toEqual([
    'Its settings say something of port: look at hearth.toml before you start the server.',
    'Its settings named the database of before; that line of hearth.toml is a comment now.',
  ])
  await using store = await openStore({ database: { file: join(at, 'hearth.db') } })
  expect(await store.read((tx) => facts.get(tx, 'epoch'))).toBe(epoch)
})

it('[BACKUP-7] a backup is of one moment: what is written while it is made is in it whole or not at all, and goes on meanwhile', {
  timeout: 60_000,
}, async () => {
  await live()
  const writer = await openStore({ database: { file: join(data, 'hearth.db') } })
  let stop = false
  const writing = (async () => {
    for (let n = 0; !stop; n++)
      await writer.write(async (tx) => {
        // Always two at once.
        await say(tx, ada, `one ${n}`)
        await say(tx, bo, `two ${n}`)
      })
  })()
  for (let n = 0; n < 5; n++) {
    await backUp(given({ force: true }))
    rmSync(join(folder, 'other'), { recursive: true, force: true })
    const { messages } = await restore(back())
    // One of those that lie compressed is deleted.
    expect(messages % 2).toBe(0)
    const rows = (rowsOf(join(folder, 'other/hearth.db'))['messages'] as { room: number; seq: number }[]).filter(({ room }) => room !== 0)
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, at) => messages + 2 - rows.length + at))
  }
  stop = true
  await writing
  await writer.close()
})

it('[BACKUP-8] a file that is there is left alone without --force, and a failure leaves nothing', async () => {
  await live()
  writeFileSync(file, 'precious')
  await expect(backUp(given())).rejects.toThrow(`${file} is there already. Choose another name, or replace it with --force.`)
  expect(readFileSync(file, 'utf8')).toBe('precious')
  await backUp(given({ force: true }))
  await verify({ file, version })
  const before = readFileSync(file)

  writeFileSync(join(data, 'hearth.db'), 'no database')
  await expect(backUp(given({ force: true }))).rejects.toThrow()
  expect(readFileSync(file).equals(before)).toBe(true)
  expect(readdirSync(join(folder, 'kept'))).toEqual(['one.backup'])
  await expect(backUp(given({ data: join(folder, 'nothing') }))).rejects.toThrow('There is no Hearth data in')
  await expect(backUp(given({ file: join(folder, 'none/x') }))).rejects.toThrow('there is no such folder')
  await expect(backUp(given({ file: join(data, 'x') }))).rejects.toThrow('outside of the data folder')
})

it('[BACKUP-9] of two backups to one file the second is refused; what a killed one left is cleared away', async () => {
  await live()
  {
    await using _other = await lockData(`${file}.making`)
    writeFileSync(`${file}.partial`, 'half')
    await expect(backUp(given())).rejects.toThrow('Another process is making')
    expect(readFileSync(`${file}.partial`, 'utf8')).toBe('half')
  }
  // Its process has ended: the lock is free, the halves are still there.
  writeFileSync(join(`${file}.making`, 'hearth.db'), 'half')
  await backUp(given())
  expect(readdirSync(join(folder, 'kept'))).toEqual(['one.backup'])
  const elsewhere = given({ file: join(folder, 'kept/two.backup') })
  await Promise.all([backUp(given({ force: true })), backUp(elsewhere)])
  expect(readdirSync(join(folder, 'kept'))).toEqual(['one.backup', 'two.backup'])
})

it('[BACKUP-10] what nobody refers to is left out; a stored file that rotted or is lost is told by name; one that was deleted meanwhile is not', async () => {
  await live()
  const rotten = await blob('fine')
  const lost = await blob('lost')
  await blob('also fine')
  await blob('its time is over', false)
  const deleted = await blob('deleted meanwhile')
  writeFileSync(join(data, rotten), 'flne')
  rmSync(join(data, lost))
  const told: unknown[] = []
  // When the database is in the file already, somebody deletes another one.
  const deleteIt = (says: string) => {
    if (says !== 'writing' || !existsSync(join(data, deleted))) return
    const database = new DatabaseSync(join(data, 'hearth.db'))
    database.exec(`update files set hash = null where hash = '${basename(deleted)}'`)
    database.close()
    rmSync(join(data, deleted))
  }
  const made = await backUp(given({ log: { ...log, warn: (about, says) => told.push([about, says]) }, progress: deleteIt }))
  expect(made).toMatchObject({ files: 1, leftOut: 2, lacks: [expect.any(String), expect.any(String)] })
  expect(told).toEqual([
    [{ path: join(data, rotten) }, expect.stringContaining('it is damaged, and not in the backup')],
    [{ path: join(data, lost) }, expect.stringContaining('is not on the disk any more, and not in the backup')],
  ])
  expect(existsSync(join(data, deleted))).toBe(false)
  expect((await restore(back())).files).toBe(1)
})

it('[BACKUP-10] without the folder of files there is a backup of everything else, and it says what is lost', async () => {
  await live()
  for (const content of ['one', 'two']) await blob(content)
  rmSync(join(data, 'files'), { recursive: true })
  expect(await backUp(given())).toMatchObject({ files: 0, leftOut: 2, messages: expect.any(Number) })
  expect(await verify({ file, version })).toMatchObject({ files: 0, leftOut: 2 })
})

it('[BACKUP-11] what cannot be put back is refused and leaves nothing behind: damage, a full folder, a database that is not what the head says', {
  timeout: 60_000,
}, async () => {
  await live()
  await backUp(given())
  const whole = readFileSync(file)
  const nothingLeft = () => expect(readdirSync(folder).toSorted()).toEqual(['data', 'kept'])
  for (let at = 0; at < whole.length; at += Math.ceil(whole.length / 60)) {
    const flipped = Buffer.from(whole)
    flipped[at] = (flipped[at] ?? 0) ^ 4
    writeFileSync(file, flipped)
    await expect(restore(back()), `byte ${at}`).rejects.toThrow(BackupError)
    await expect(verify({ file, version })).rejects.toThrow(BackupError)
    nothingLeft()
  }
  writeFileSync(file, whole)
  await expect(restore(back({ version: '0.0.9' }))).rejects.toThrow('newer')
  nothingLeft()

  mkdirSync(join(folder, 'other'))
  writeFileSync(join(folder, 'other/mine'), 'precious')
  await expect(restore(back())).rejects.toThrow(/is not empty\. It is put into an empty folder only/)
  expect(readdirSync(join(folder, 'other'))).toEqual(['mine'])
  await expect(restore(back({ data: file }))).rejects.toThrow('is not a folder')
  await expect(restore(back({ file: join(folder, 'none'), data: join(folder, 'x') }))).rejects.toThrow(
    `There is no file ${join(folder, 'none')}.`,
  )
  rmSync(join(folder, 'other/mine'))
  // An empty folder that is there is as good as none.
  await restore(back())
  expect(existsSync(join(folder, 'other/hearth.db'))).toBe(true)
  expect(readdirSync(folder).toSorted()).toEqual(['data', 'kept', 'other'])
})

it('[BACKUP-11] a layout this Hearth does not know is refused', async () => {
  await live()
  const database = new DatabaseSync(join(data, 'hearth.db'))
  database.exec("insert into kysely_migration (name, timestamp) values ('9999_later', 'x')")
  database.close()
  await backUp(given())
  await expect(restore(back())).rejects.toThrow('whose tables this one (0.1.0) does not know')
  expect(readdirSync(folder).toSorted()).toEqual(['data', 'kept'])
})

it('[BACKUP-12] settings and certificates from outside of the data folder come back for their owner to look at', async () => {
  await live()
  rmSync(join(data, 'hearth.toml'))
  for (const name of ['my.toml', 'my.crt', 'my.key']) writeFileSync(join(folder, name), name)
  await backUp(given({ settings: join(folder, 'my.toml'), tls: { cert: join(folder, 'my.crt'), key: join(folder, 'my.key') } }))
  const { notes } = await restore(back())
  const at = join(folder, 'other/from-backup')
  expect(readdirSync(at)).toEqual(['hearth.toml', 'tls.crt', 'tls.key'])
  expect(readFileSync(join(at, 'hearth.toml'), 'utf8')).toBe('my.toml')
  expect(notes.join()).toContain(at)
})

it('[BACKUP-13] a backup from PostgreSQL is the same file: put back into SQLite and into PostgreSQL again, every row is there', async () => {
  const real = engines.find(({ kind }) => kind === 'postgres')
  if (real === undefined) throw new Error('PostgreSQL is missing; HEARTH_TEST_POSTGRES names it')
  const [from, to] = [await real.open(), await real.open()]
  const urlOf = ({ place }: typeof from) => (typeof place === 'object' && 'url' in place ? place.url : '')
  try {
    await live({ url: urlOf(from) })
    const made = await backUp(given({ database: urlOf(from) }))
    expect(made).toMatchObject({ engine: 'postgres', people: 4, rooms: 2, messages: 80 })
    await restore(back())
    await restore(back({ data: join(folder, 'third'), database: urlOf(to) }))
    expect(treeOf(join(folder, 'third'))).not.toContain('hearth.db')

    // Round again: what PostgreSQL gives now is what SQLite was given.
    const again = join(folder, 'kept/again.backup')
    await backUp(given({ data: join(folder, 'third'), database: urlOf(to), file: again }))
    await restore(back({ file: again, data: join(folder, 'fourth') }))
    expect(rowsOf(join(folder, 'fourth/hearth.db'))).toEqual(rowsOf(join(folder, 'other/hearth.db')))
    const { facts: known, messages, segments } = rowsOf(join(folder, 'other/hearth.db'))
    // Whoever wrote the old database has no right to the new one.
    expect(JSON.stringify(known)).toContain('"written_by"')
    expect(JSON.stringify(known)).not.toContain('"writer"')
    expect([messages, segments]).toEqual([expect.any(Array), expect.not.objectContaining({ length: 0 })])

    // And it goes on from there: what counts up by itself goes on behind what was put back.
    await using store = await to.store()
    await store.write((tx) => say(tx, ada, 'after', { room: workshop }))
    expect(await store.read((tx) => facts.get(tx, 'epoch'))).toBe(epoch)
    await expect(restore(back({ data: join(folder, 'fifth'), database: urlOf(to) }))).rejects.toThrow(/Another Hearth is using|not empty/)
    expect(existsSync(join(folder, 'fifth'))).toBe(false)
  } finally {
    await from.close()
    await to.close()
  }
})
