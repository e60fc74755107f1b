// Files and folders, put on the disk for good.
import { createHash } from 'node:crypto'
import { constants, createReadStream, existsSync } from 'node:fs'
import { access, mkdir, mkdtemp, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { DataInUseError, lockData } from '#store/lock.ts'
import { BackupError, codeOf } from './faults.ts'

/** Writes a new file for its owner alone, and the folders above it. */
export async function writeNew(path: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const handle = await open(path, 'wx', 0o600)
  try {
    for await (const piece of content) await handle.writeFile(piece)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** What was renamed or made in a folder is there after a power cut only once the folder itself is on the disk. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch((error: unknown) => {
    // Windows opens no folders, and keeps them by itself.
    if (codeOf(error) === 'EISDIR' || codeOf(error) === 'EPERM') return undefined
    throw error
  })
  if (handle === undefined) return
  try {
    await handle.sync()
  } catch (error) {
    // Some network and memory file systems know no such thing.
    if (codeOf(error) !== 'EINVAL' && codeOf(error) !== 'ENOTSUP' && codeOf(error) !== 'EPERM') throw error
  } finally {
    await handle.close()
  }
}

/**
 * Makes a file whole or not at all: `make` writes FILE.partial, with a folder FILE.making to work in; then it is FILE.
 * Rejects with BackupError where FILE is there (without `force`), is being made by somebody else, or the disk is full.
 */
export async function makeFile<T>(
  given: { readonly file: string; readonly force: boolean },
  make: (partial: string, making: string) => Promise<T>,
): Promise<T> {
  const file = resolve(given.file)
  if (!given.force) checkFree(file)
  await checkWritable(dirname(file))
  const making = `${file}.making`
  await using _lock = await lockData(making).catch((error: unknown) => {
    throw error instanceof DataInUseError
      ? new BackupError(`Another process is making ${file}. Wait for it, or choose another name.`)
      : error
  })
  const partial = `${file}.partial`
  // Whoever held the lock before may have been killed.
  for (const left of [partial, join(making, 'hearth.db')]) await rm(left, { recursive: true, force: true })
  try {
    const made = await make(partial, making)
    if (!given.force) checkFree(file)
    await rename(partial, file)
    await syncFolder(dirname(file))
    return made
  } catch (error) {
    const room = 'Room is needed for the database twice and the stored files once; nothing of this is left there.'
    const folder = dirname(file)
    throw isFull(error)
      ? new BackupError(`The disk with ${folder} is full. ${room}`, { cause: error, about: { what: 'disk_full', folder } })
      : error
  } finally {
    for (const left of [partial, making]) await rm(left, { recursive: true, force: true })
  }
}

/**
 * Makes a data folder whole or not at all: `make` fills a folder beside it, which then is it. Where that cannot be (a disk of its own, or nothing
 * may be put beside it) a folder within it, whose parts then move up, the database last. Rejects with BackupError where there is something already.
 */
export async function makeData<T>(folder: string, make: (making: string) => Promise<T>): Promise<T> {
  const data = resolve(folder)
  await checkEmpty(data)
  await mkdir(dirname(data), { recursive: true })
  const isInside = await isApart(data)
  const making = await mkdtemp(isInside ? join(data, RESTORING) : join(dirname(data), `.${basename(data)}${RESTORING}`))
  try {
    const made = await make(making)
    for (const each of await foldersOf(making)) await syncFolder(each)
    await checkEmpty(data, basename(making))
    if (isInside) await moveUp(making, data)
    else await rename(making, data)
    await syncFolder(isInside ? data : dirname(data))
    return made
  } catch (error) {
    if (codeOf(error) === 'EBUSY' || codeOf(error) === 'EXDEV')
      throw new BackupError(`${data} is where another disk is attached. Choose a folder within it with --data.`, { cause: error })
    throw isFull(error)
      ? new BackupError(`The disk with ${isInside ? data : dirname(data)} is full; nothing was put there.`, { cause: error })
      : error
  } finally {
    await rm(making, { recursive: true, force: true })
  }
}

const RESTORING = '.restoring-'
/** Made by the system on every new disk of a common kind. */
const SYSTEMS_OWN = 'lost+found'

/** Is it there, and cannot be taken the place of? */
async function isApart(data: string): Promise<boolean> {
  const there = await stat(data).catch(() => undefined)
  if (there === undefined) return false
  if (existsSync(join(data, SYSTEMS_OWN)) || there.dev !== (await stat(dirname(data))).dev) return true
  return access(dirname(data), constants.W_OK).then(
    () => false,
    () => true,
  )
}

/** Without its database a folder is no data of Hearth: it comes last. What cannot be moved to its end goes again. */
async function moveUp(making: string, data: string): Promise<void> {
  const moved: string[] = []
  const isDatabase = (name: string) => Number(name.startsWith('hearth.db'))
  try {
    for (const name of (await readdir(making)).toSorted((a, b) => isDatabase(a) - isDatabase(b))) {
      await rename(join(making, name), join(data, name))
      moved.push(name)
    }
  } catch (error) {
    for (const name of moved) await rm(join(data, name), { recursive: true, force: true })
    throw error
  }
}

function checkFree(file: string): void {
  if (existsSync(file)) throw new BackupError(`${file} is there already. Choose another name, or replace it with --force.`)
}

async function checkWritable(folder: string): Promise<void> {
  await access(folder, constants.W_OK).catch((cause: unknown) => {
    const why = codeOf(cause) === 'ENOENT' ? 'there is no such folder' : `it cannot be written to (${codeOf(cause)})`
    throw new BackupError(`Nothing can be put into ${folder}: ${why}.`, { cause, about: { what: 'not_writable', folder } })
  })
}

async function checkEmpty(data: string, ours?: string): Promise<void> {
  const there = await readdir(data).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return []
    throw codeOf(error) === 'ENOTDIR' ? new BackupError(`${data} is not a folder.`) : error
  })
  if (there.some((name) => name !== SYSTEMS_OWN && name !== ours))
    throw new BackupError(`${data} is not empty. It is put into an empty folder only: choose another one with --data.`)
}

async function foldersOf(folder: string): Promise<string[]> {
  const inside = await readdir(folder, { withFileTypes: true, recursive: true })
  return [...inside.filter((one) => one.isDirectory()).map((one) => join(one.parentPath, one.name)), folder]
}

const SQLITE_FULL = 13
function isFull(error: unknown): boolean {
  if (codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT') return true
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'errcode' in cause && cause.errcode === SQLITE_FULL
}

export async function hashOf(path: string): Promise<string> {
  const digest = createHash('sha256')
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) digest.update(piece)
  return digest.digest('hex')
}
