// A folder as one zip, as the page sends it: written to the disk as a stream, its bytes as they are; most are compressed already.
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'

type Inside = { readonly path: string; readonly name: string; readonly size: number; readonly at: Date }

/** The files of a folder, in those below it too, by their names in the zip. Links are left out: they may lead out of it, or in a ring. */
export async function filesIn(folder: string): Promise<readonly Inside[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Promise.all(
    files.toSorted().map(async (path) => {
      const { size, mtime } = await stat(path)
      return { path, size, at: mtime, name: [basename(folder), ...relative(folder, path).split(sep)].join('/') }
    }),
  )
}

/** Rejects with what the system says; then nothing is left of it. */
export async function pack(files: readonly Inside[], target: string): Promise<void> {
  const zip = new ZipFile()
  const failed = new Promise<never>((_resolve, reject) => void zip.on('error', reject))
  for (const { path, name, at } of files) zip.addFile(path, name, { compress: false, mtime: at })
  zip.end()
  try {
    await mkdir(dirname(target), { recursive: true, mode: 0o700 })
    await Promise.race([pipeline(zip.outputStream, createWriteStream(target, { mode: 0o600, flags: 'wx' })), failed])
  } catch (error) {
    await rm(target, { force: true })
    throw error
  }
}
