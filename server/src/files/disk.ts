// Where the bytes lie: DATA/files, for its owner's eyes only.
//
//   partial/ID             an upload on its way; as long as what has surely arrived
//   blobs/ab/HASH          whole files by the SHA-256 of their content
//   pictures/ab/HASH.256   small pictures made of them; may be thrown away
//
// Nobody's words are part of a path: ids and hashes are made here.
import { constants } from 'node:fs'
import { type FileHandle, link, mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { FileId } from '@hearth/protocol/ids.ts'

export type Disk = {
  partial(id: FileId): string
  blob(hash: string): string
  picture(hash: string, size: number): string
  /** How many bytes of an upload have arrived; 0 where nothing has. */
  arrived(id: FileId): Promise<number>
  /** To write to; made where it is missing. */
  openPartial(id: FileId): Promise<FileHandle>
  dropPartial(id: string): Promise<void>
  /** The upload's bytes are on the disk under their hash when this resolves. The upload itself stays. */
  keep(id: FileId, hash: string): Promise<void>
  /** The content and the pictures made of it. */
  dropBlob(hash: string): Promise<void>
  /** Where a picture may be drawn before it has its place. */
  beginPicture(hash: string, size: number): Promise<string>
  /** Moves a finished picture to its place. */
  keepPicture(from: string, hash: string, size: number): Promise<void>
  partials(): Promise<string[]>
  /** Every hash there is a content or a picture for, folder by folder. */
  hashes(): AsyncIterable<string[]>
  /** Bytes an ordinary program may still write. */
  free(): Promise<number>
}

const HASH_LETTERS = 64
const HASH = /^[0-9a-f]{64}$/

/** Makes the folders where they are missing. Rejects as `mkdir` does. */
export async function openDisk(folder: string): Promise<Disk> {
  for (const path of ['', 'partial', 'blobs', 'pictures']) await makeFolder(join(folder, path))
  await syncFolder(folder)
  const partial = (id: string) => join(folder, 'partial', id)
  const shelf = (room: 'blobs' | 'pictures', hash: string) => join(folder, room, hash.slice(0, 2))
  const blob = (hash: string) => join(shelf('blobs', hash), hash)
  const picture = (hash: string, size: number) => join(shelf('pictures', hash), `${hash}.${size}`)

  return {
    partial,
    blob,
    picture,
    arrived: async (id) => (await sizeOf(partial(id))) ?? 0,
    async openPartial(id) {
      const handle = await open(partial(id), constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600)
      if ((await handle.stat()).size === 0) await syncFolder(join(folder, 'partial'))
      return handle
    },
    dropPartial: (id) => rm(partial(id), { force: true }),
    async keep(id, hash) {
      const to = blob(hash)
      if (await makeFolder(shelf('blobs', hash))) await syncFolder(join(folder, 'blobs'))
      await linkOver(partial(id), to)
      await syncFolder(shelf('blobs', hash))
    },
    async dropBlob(hash) {
      await rm(blob(hash), { force: true })
      const made = await readdir(shelf('pictures', hash)).catch(() => [])
      for (const name of made) if (name.startsWith(`${hash}.`)) await rm(join(shelf('pictures', hash), name), { force: true })
    },
    async beginPicture(hash, size) {
      await makeFolder(shelf('pictures', hash))
      return `${picture(hash, size)}.new`
    },
    keepPicture: (from, hash, size) => rename(from, picture(hash, size)),
    partials: () => readdir(join(folder, 'partial')),
    async *hashes() {
      for (const room of ['blobs', 'pictures'])
        for (const shelfName of await readdir(join(folder, room))) {
          const names = (await readdir(join(folder, room, shelfName))).map((name) => name.slice(0, HASH_LETTERS))
          yield [...new Set(names.filter((name) => HASH.test(name)))]
        }
    },
    async free() {
      const { bavail, bsize } = await statfs(folder)
      return bavail * bsize
    },
  }
}

/** Was it made just now? */
async function makeFolder(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 })
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** A second name for the same bytes, so that a crash before the upload's row is written loses nothing. Some disks know no second names. */
async function linkOver(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EEXIST') return rm(to).then(() => linkOver(from, to))
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS' && code !== 'EMLINK') throw error
    await rename(from, to)
  }
}

/** A new name is on the disk only when its folder is. */
async function syncFolder(path: string): Promise<void> {
  // Windows cannot open folders, and keeps names with the files.
  if (process.platform === 'win32') return
  const handle = await open(path, constants.O_RDONLY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

export const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

/** The disk, or what its owner may write on it, is full. */
export const isFull = (error: unknown): boolean => ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(error))
