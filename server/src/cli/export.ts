// hearth export and import: what they ask for, and how they say what came of it.
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { BackupError } from '#backup/faults.ts'
import { blobPart, placeOf } from '#backup/parts.ts'
import { makeData, makeFile, writeNew } from '#backup/place.ts'
import { permitFor } from '#core/exports.ts'
import { nameKey } from '#core/names.ts'
import { readExport } from '#export/import.ts'
import type { Scope } from '#export/source.ts'
import { openExport } from '#export/zip.ts'
import type { Config, Settled } from '#server/config.ts'
import { openStore, type Store, type Tx } from '#store/open.ts'
import { fillPostgres, hasOurLayout, takeSnapshot } from '#store/snapshot.ts'
import * as users from '#store/users.ts'
import * as whole from '#store/whole.ts'
import { checkStopped, operate, runningServer } from './control.ts'
import { Failure } from './failure.ts'

const log = {
  warn: (_about: object, says: string) => void process.stderr.write(`hearth: ${says}\n`),
  error: (_about: object, says: string) => void process.stderr.write(`hearth: ${says}\n`),
}

export type ExportOptions = {
  readonly file: string
  readonly force: boolean
  /** An id, or what exactly one room is called. */
  readonly room: string | undefined
  /** The name somebody signs in with. */
  readonly person: string | undefined
  readonly version: string
}

/** From a snapshot: of one moment, whatever is said meanwhile. Stored files never change. The log says that it was taken, and of what. */
export async function exportTo(settled: Settled, { file, force, room, person, version }: ExportOptions): Promise<void> {
  const { config } = settled
  checkThere(config)
  await makeFile({ file, force }, async (partial, making) => {
    const snapshot = { file: join(making, 'hearth.db') }
    await takeSnapshot(config.database === null ? { file: join(config.data, 'hearth.db') } : { url: config.database }, snapshot.file, log)
    const isOurs = hasOurLayout(snapshot.file)
    await using store = await openStore({ database: snapshot, log })
    const scope = await store.read((tx) => scopeOf(tx, room, person))
    const blob = (hash: string) => placeOf(config.data, blobPart(hash))
    await writeNew(partial, await openExport({ store, blob, scope, name: config.name, version, at: Date.now() }))
    await noteTaken(settled, scope, { isOneRoom: room !== undefined, isOurs })
  })
  process.stdout.write(`${resolve(file)} holds what was asked for. Unpack it and open index.html; docs/export.md describes the rest.\n`)
}

/**
 * Where the log cannot be written, on a full disk or from a copy that nobody may change, the words are taken along all the same. Data of an older
 * Hearth that is stopped stays as it is: writing into it would bring it to this one's layout, and the older one would never open it again.
 */
async function noteTaken(
  settled: Settled,
  scope: Scope,
  { isOneRoom, isOurs }: { readonly isOneRoom: boolean; readonly isOurs: boolean },
): Promise<void> {
  if (!isOurs && runningServer(settled.config.data) === undefined)
    return void process.stderr.write(
      'hearth: These are data of an older Hearth, and stay as they are. So the log does not say that this was taken.\n',
    )
  const ofPerson = scope.is === 'person' ? { user: scope.user, ...(isOneRoom && { room: scope.rooms[0]?.id }) } : {}
  const what = scope.is === 'room' ? { room: scope.room } : ofPerson
  await operate(settled, 'export.noted', what).catch((why: unknown) => {
    process.stderr.write(`hearth: ${why instanceof Error ? why.message : 'it failed'} So the log does not say that this was taken.\n`)
  })
}

export async function importFrom(
  { config }: Settled,
  { file, version }: { readonly file: string; readonly version: string },
): Promise<void> {
  const { data, database } = config
  checkStopped(data)
  const { people, rooms, messages, files } = await makeData(data, async (making) => {
    const fresh = join(making, 'hearth.db')
    const keep = (hash: string, content: AsyncIterable<Uint8Array>) => writeNew(placeOf(making, blobPart(hash)), content)
    const read = await intoStore(fresh, version, (store) => readExport(file, { store, keep }))
    if (database === null) return read
    await fillPostgres(database, fresh, log)
    for (const end of ['', '-wal', '-shm']) await rm(`${fresh}${end}`, { force: true })
    return read
  })
  process.stdout.write(`${resolve(data)} holds ${people} people, ${rooms} rooms, ${messages} messages and ${files} files.\n`)
  process.stdout.write('Passwords are in no export: give people new ones with hearth user password NAME --password-stdin.\n')
}

async function intoStore<T>(file: string, version: string, job: (store: Store) => Promise<T>): Promise<T> {
  await using store = await openStore({ database: { file }, version, log })
  return await job(store)
}

async function scopeOf(tx: Tx, room: string | undefined, person: string | undefined): Promise<Scope> {
  const id = room === undefined ? undefined : await roomNamed(tx, room)
  if (person === undefined) return id === undefined ? { is: 'all' } : { is: 'room', room: id }
  const row = await users.byNameKey(tx, nameKey(person))
  if (row === undefined) throw new Failure(`There is nobody called ${person}.`)
  return { is: 'person', ...(await permitFor(tx, row.id, id)) }
}

async function roomNamed(tx: Tx, wanted: string) {
  const rooms = (await whole.allRooms(tx)).filter(({ deletedAt }) => deletedAt === null)
  const found = rooms.filter(({ id, name }) => id === wanted || nameKey(name) === nameKey(wanted))
  const [only] = found
  if (only === undefined) throw new Failure(`There is no room called ${wanted}.`)
  if (found.length > 1)
    throw new Failure(`Several rooms are called ${wanted}; say which by its id: ${found.map(({ id }) => id).join(', ')}.`)
  return only.id
}

function checkThere({ data, database }: Config): void {
  if (database === null && !existsSync(join(data, 'hearth.db')))
    throw new BackupError(`There is no Hearth data in ${data} yet. Say where it is with --data.`)
}
