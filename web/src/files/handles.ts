// Where files came from, in browsers that tell: with that a page goes on after a reload with files it could not keep, and nobody has to find
// them again. Chromium tells what was picked or dropped, and asks whoever sits there before it reads them once more; others tell nothing.

/** What the browser knows a file by. May be kept in IndexedDB. */
export type Handle = FileSystemFileHandle

export type Handles = {
  note(file: Blob, handle: Handle): void
  of(file: Blob): Handle | undefined
}

export function createHandles(): Handles {
  const known = new WeakMap<Blob, Handle>()
  return { note: (file, handle) => void known.set(file, handle), of: (file) => known.get(file) }
}

// Not in every browser, so not among the types either.
type Picking = { showOpenFilePicker(how: { readonly multiple: boolean }): Promise<readonly Handle[]> }
type Permission = { queryPermission(how: Reading): Promise<PermissionState>; requestPermission(how: Reading): Promise<PermissionState> }
type Dropping = { getAsFileSystemHandle(): Promise<FileSystemHandle | null> }
type Reading = { readonly mode: 'read' }
const reading: Reading = { mode: 'read' }

export const canPick = (page: Window): page is Window & Picking => 'showOpenFilePicker' in page
const asks = (handle: Handle): handle is Handle & Permission => 'queryPermission' in handle
const tells = (item: DataTransferItem): item is DataTransferItem & Dropping => 'getAsFileSystemHandle' in item
const isFile = (handle: FileSystemHandle | null): handle is Handle => handle?.kind === 'file'

/** What somebody picks; none where they think better of it. Rejects where the browser refuses to ask. */
export async function pick(page: Window & Picking, handles: Handles): Promise<readonly File[]> {
  try {
    const picked = await page.showOpenFilePicker({ multiple: true })
    return await Promise.all(
      picked.map(async (handle) => {
        const file = await handle.getFile()
        handles.note(file, handle)
        return file
      }),
    )
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return []
    throw error
  }
}

/** Of something dropped. Must be called before the event is over; resolves with nothing for folders and where the browser does not tell. */
export async function handleOf(item: DataTransferItem): Promise<Handle | undefined> {
  if (!tells(item)) return undefined
  const handle = await item.getAsFileSystemHandle().catch(() => null)
  return isFile(handle) ? handle : undefined
}

/** Its bytes, where they may be read without asking anybody. */
export async function opened(handle: Handle): Promise<File | undefined> {
  try {
    if (asks(handle) && (await handle.queryPermission(reading)) !== 'granted') return undefined
    return await handle.getFile()
  } catch {
    // Moved, or taken away.
    return undefined
  }
}

/** Its bytes, once whoever sits there has said yes. Only a browser that was just clicked asks. */
export async function askedFor(handle: Handle): Promise<File | undefined> {
  try {
    if (asks(handle)) await handle.requestPermission(reading)
  } catch {
    return undefined
  }
  return opened(handle)
}
