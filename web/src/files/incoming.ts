// Files as they come: chosen, dropped, pasted. A folder becomes one zip.
import type { About } from '@hearth/client/parcels.ts'
import { type Handles, handleOf } from './handles.ts'

export type Incoming = { readonly files: readonly File[]; readonly folders: readonly Folder[] }
export type Folder = { readonly name: string; readonly files: readonly { readonly path: string; readonly file: File }[] }

/** What was chosen with a folder picker: one folder, each file with its way inside. */
export function folderOf(files: readonly File[]): Folder | undefined {
  const [first] = files
  if (!first) return undefined
  const name = first.webkitRelativePath.split('/')[0] || 'folder'
  return { name, files: files.map((file) => ({ path: file.webkitRelativePath || file.name, file })) }
}

/** What was dropped. Must be called before the event is over: its entries die with it. */
export async function dropped(data: DataTransfer, handles: Handles): Promise<Incoming> {
  const items = [...data.items]
    .filter((item) => item.kind === 'file')
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile(), handle: handleOf(item) }))
  for (const { file, handle } of items) {
    const known = await handle
    if (file && known) handles.note(file, known)
  }
  const folders = await Promise.all(items.flatMap(({ entry }) => (isDirectory(entry) ? [readFolder(entry)] : [])))
  return { files: items.flatMap(({ entry, file }) => (isDirectory(entry) || !file ? [] : [file])), folders }
}

const isDirectory = (entry: FileSystemEntry | null): entry is FileSystemDirectoryEntry => entry?.isDirectory === true
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile

async function readFolder(root: FileSystemDirectoryEntry): Promise<Folder> {
  const files: { path: string; file: File }[] = []
  const walk = async (entry: FileSystemEntry, path: string): Promise<void> => {
    if (isFile(entry)) return void files.push({ path, file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)) })
    if (isDirectory(entry)) for (const inner of await entriesOf(entry)) await walk(inner, `${path}/${inner.name}`)
  }
  await walk(root, root.name)
  return { name: root.name, files }
}

/** A reader hands over a hundred at a time, and an empty list at the end. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return all
    all.push(...some)
  }
}

/**
 * Files of a paste, none when words are meant: what was copied from a text or a table carries a picture of itself along.
 * A picture without a name of its own is called after the time.
 */
export function pasted(data: DataTransfer, now: number): readonly File[] {
  if (data.types.includes('text/html') && data.types.includes('text/plain')) return []
  return [...data.files].map((file) =>
    file.name === 'image.png' ? new File([file], `pasted ${stamp(now)}.png`, { type: file.type }) : file,
  )
}

/** '2026-03-14 15.09': a name may hold no colons everywhere. */
export function stamp(now: number): string {
  const date = new Date(now - new Date(now).getTimezoneOffset() * 60_000)
  return date.toISOString().slice(0, 16).replace('T', ' ').replace(':', '.')
}

export const aboutOf = (file: File): About => ({ name: file.name, size: file.size, type: file.type })

/** One zip, written as a stream: the browser puts on its disk what is too large for memory. Bytes stay as they are; most are compressed already. */
export async function pack(folder: Folder): Promise<File> {
  const { downloadZip } = await import('client-zip')
  const answer = downloadZip(folder.files.map(({ path, file }) => ({ name: path, input: file, lastModified: new Date(file.lastModified) })))
  return new File([await answer.blob()], `${folder.name}.zip`, { type: 'application/zip' })
}

export const sizeOf = (folder: Folder): number => folder.files.reduce((sum, { file }) => sum + file.size, 0)

/** How large an image is as it is shown, so that its place can be kept; nothing for what the browser cannot draw. */
export async function measure(file: Blob): Promise<{ readonly width: number; readonly height: number } | undefined> {
  try {
    const picture = await createImageBitmap(file)
    const { width, height } = picture
    picture.close()
    return { width, height }
  } catch {
    return undefined
  }
}
