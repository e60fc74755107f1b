// Puts a backup back, or only looks whether that could be done. Everything is made in a folder of its own first; what was asked for
// appears with one rename, or not at all.
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parse } from 'smol-toml'
import { fillPostgres, inspect, knowsLayout, renewEpoch } from '#store/snapshot.ts'
import { type Contents, type Head, readContainer } from './container.ts'
import { BackupError, codeOf, damaged } from './faults.ts'
import { DATABASE, placeOf } from './parts.ts'
import { makeData, writeNew } from './place.ts'

type Log = { warn(about: object, says: string): void; error(about: object, says: string): void }
export type ReadGiven = { readonly file: string; readonly version: string; readonly progress?: (done: number, of: number) => void }

export type RestoreGiven = ReadGiven & {
  /** Empty, or not there yet. */
  readonly data: string
  /** postgres://… of an empty database, or null for SQLite in the data folder. */
  readonly database: string | null
  /** A fresh mark for the database's new life. */
  readonly epoch: string
  readonly log: Log
}
/** `notes`: what its owner should look at before the server is started, in sentences. */
export type Restored = Contents & { readonly notes: readonly string[] }

/** Reads all of a backup and opens the database in it. Rejects with BackupError. Needs room for the database in the folder for temporary files. */
export async function verify({ file, version, progress }: ReadGiven): Promise<Contents> {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-verify-'))
  try {
    const found = await unpack({ file, version, ...(progress && { progress }) }, folder, (name) => name === DATABASE)
    return found
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Rejects with BackupError, StorageError and the system's own errors; then everything is as it was. */
export async function restore(given: RestoreGiven): Promise<Restored> {
  return makeData(given.data, async (making) => {
    const found = await unpack(given, making, () => true)
    const notes = [...(await settle(given, making)), ...outsideNotes(making, resolve(given.data))]
    await renewAndFill(given, making)
    return { ...found, notes }
  })
}

async function unpack({ file, version, progress }: ReadGiven, folder: string, isWanted: (name: string) => boolean): Promise<Contents> {
  const begins = ({ layout, version: theirs }: Head) => {
    if (!knowsLayout(layout))
      throw new BackupError(
        `${file} was made by Hearth ${theirs}, whose tables this one (${version}) does not know. Update Hearth first; nothing was changed.`,
      )
  }
  const seen = new Set<string>()
  const take = async ({ name }: { name: string }, content: AsyncIterable<Buffer>) => {
    if (seen.has(name)) throw damaged(file)
    seen.add(name)
    if (isWanted(name)) return writeNew(placeOf(folder, name), content)
    for await (const _piece of content);
  }
  const found = await readContainer(file, { version, begins, take, ...(progress && { progress }) }).catch((error: unknown) => {
    throw codeOf(error) === 'ENOENT' && !existsSync(file) ? new BackupError(`There is no file ${file}.`) : error
  })
  checkHoldings(file, placeOf(folder, DATABASE), found)
  return found
}

/** The database is whole, and holds what the head of the backup says. */
function checkHoldings(file: string, database: string, found: Contents): void {
  try {
    const { layout, people, rooms, messages } = inspect(database)
    if (layout === found.layout && people === found.people && rooms === found.rooms && messages === found.messages) return
  } catch (cause) {
    throw damaged(file, cause)
  }
  throw damaged(file)
}

async function renewAndFill({ database, epoch, log }: RestoreGiven, making: string): Promise<void> {
  const file = placeOf(making, DATABASE)
  renewEpoch(file, epoch)
  if (database === null) return
  await fillPostgres(database, file, log)
  for (const end of ['', '-wal', '-shm']) await rm(`${file}${end}`, { force: true })
}

/**
 * The settings came from another machine. Where they name its database, the server would go on there and not with what is put back
 * here; so that line is taken out.
 */
async function settle({ database }: RestoreGiven, making: string): Promise<string[]> {
  const path = placeOf(making, 'hearth.toml')
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) return []
  const before = tableOf(text)
  const notes = ['bind', 'port', 'tls', 'hosts'].filter((key) => before !== undefined && Object.hasOwn(before, key))
  const said =
    notes.length === 0 ? [] : [`Its settings say something of ${notes.join(', ')}: look at hearth.toml before you start the server.`]
  if (before === undefined || !Object.hasOwn(before, 'database') || before['database'] === database) return said
  const without = text.replace(/^([ \t]*database[ \t]*=.*)$/m, '# taken out by hearth restore: the data is elsewhere now\n# $1')
  if (Object.hasOwn(tableOf(without) ?? { database: '' }, 'database')) {
    await mkdir(join(making, 'from-backup'), { recursive: true, mode: 0o700 })
    await rename(path, join(making, 'from-backup', 'hearth.toml'))
    return [...said, 'Its settings name another database and lie in from-backup/hearth.toml: they are not in use.']
  }
  await writeFile(path, without, { mode: 0o600 })
  return [...said, 'Its settings named the database of before; that line of hearth.toml is a comment now.']
}

function tableOf(text: string): Record<string, unknown> | undefined {
  try {
    return parse(text)
  } catch {
    return undefined
  }
}

const outsideNotes = (making: string, data: string): string[] =>
  existsSync(join(making, 'from-backup'))
    ? [
        `What the old server read from outside of its data folder (settings, a certificate) lies in ${join(data, 'from-backup')}; nothing uses it there.`,
      ]
    : []
