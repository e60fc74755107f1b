// Where files that are on their way lie between two runs of the page: what is known of them, and the bytes of those that are not too
// large to be written twice; of others where they came from, as far as the browser tells. In IndexedDB, which takes bytes; each parcel
// belongs to one tab, so that two do not send it twice.
import type { Parcel, ParcelShelf, Piece } from '@hearth/client/parcels.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import { askedFor, type Handle, type Handles, opened } from './handles.ts'

/** Larger files are not copied into the browser: after a reload they are read where they lie, or chosen again. */
export const MOST_KEPT_BYTES = 128 * 1_048_576

const NAME = 'hearth'
const PARCELS = 'parcels'
const BYTES = 'bytes'

type Row = Parcel & { readonly user: UserId }
type Kept = { readonly key: string; readonly bytes?: Blob; readonly handle?: Handle }

export type PageShelf = ParcelShelf & {
  /** What this person left and no other tab is at work on. */
  load(user: UserId): Promise<readonly Parcel[]>
  /** Is it known where the bytes of this piece lie, and only a word of whoever sits there is missing? */
  isHeld(key: string): boolean
  /** Asks for that word: only after a click. Nothing where it is not given, or the file is not there. */
  ask(key: string): Promise<File | undefined>
  /** At the sign-out: nothing stays. */
  clear(): void
}

/**
 * @param whose nothing is kept while nobody is signed in
 * @param identify what the bytes of a file are known by
 */
export function createShelf(
  whose: () => UserId | undefined,
  handles: Handles,
  identify: (bytes: Blob) => Promise<string | undefined>,
): PageShelf {
  const held = new Map<string, Handle>()
  const holding = new Map<string, Promise<boolean>>()
  const letGo = new Map<string, () => void>()
  let database: Promise<IDBDatabase | null> | undefined
  /** Writes follow each other, so that what is removed is not written again by a slower one. */
  let last: Promise<unknown> = Promise.resolve()

  const work = (stores: string[], how: (transaction: IDBTransaction) => void): void => {
    last = last.then(async () => {
      database ??= open()
      const there = await database
      if (there) await transact(there, stores, 'readwrite', how)
    })
  }

  function hold(clientId: string): Promise<boolean> {
    const known = holding.get(clientId) ?? lock(`hearth.parcel.${clientId}`, (release) => letGo.set(clientId, release))
    holding.set(clientId, known)
    return known
  }

  /** The bytes that were kept, or those that lie where they came from, if they are still the same. */
  async function bytesOf({ key, size, mark }: Piece, there: Kept | undefined): Promise<Blob | null> {
    if (there?.handle === undefined) return there?.bytes ?? null
    held.set(key, there.handle)
    const file = await opened(there.handle)
    if (file === undefined || file.size !== size || (mark !== undefined && (await identify(file)) !== mark)) return null
    return file
  }

  return {
    isHeld: (key) => held.has(key),
    async ask(key) {
      const handle = held.get(key)
      return handle && (await askedFor(handle))
    },
    async load(user) {
      database ??= open()
      const there = await database
      if (!there) return []
      const [rows, bytes] = await Promise.all([all<Row>(there, PARCELS), all<Kept>(there, BYTES)])
      const kept = new Map(bytes.map((one) => [one.key, one]))
      const mine = rows.filter((row) => row.user === user).sort((a, b) => a.at - b.at)
      const free = await Promise.all(mine.map(({ clientId }) => hold(clientId)))
      return await Promise.all(
        mine
          .filter((_, index) => free[index])
          .map(async ({ user: _user, ...parcel }) => ({
            ...parcel,
            pieces: await Promise.all(parcel.pieces.map(async (piece) => ({ ...piece, bytes: await bytesOf(piece, kept.get(piece.key)) }))),
          })),
      )
    },
    save(parcel) {
      const user = whose()
      if (user === undefined) return
      void hold(parcel.clientId)
      const row = { ...parcel, user, pieces: parcel.pieces.map((piece) => ({ ...piece, bytes: null, progress: resting(piece.progress) })) }
      work([PARCELS], (transaction) => void transaction.objectStore(PARCELS).put(row))
    },
    keepBytes(key, bytes) {
      const handle = handles.of(bytes)
      const row: Kept | undefined = bytes.size <= MOST_KEPT_BYTES ? { key, bytes } : handle && { key, handle }
      if (row) work([BYTES], (transaction) => void transaction.objectStore(BYTES).put(row))
    },
    remove(parcel) {
      letGo.get(parcel.clientId)?.()
      for (const { key } of parcel.pieces) held.delete(key)
      work([PARCELS, BYTES], (transaction) => {
        transaction.objectStore(PARCELS).delete(parcel.clientId)
        for (const { key } of parcel.pieces) transaction.objectStore(BYTES).delete(key)
      })
    },
    clear() {
      for (const release of letGo.values()) release()
      held.clear()
      work([PARCELS, BYTES], (transaction) => [PARCELS, BYTES].map((store) => transaction.objectStore(store).clear()))
    },
  }
}

/** As it is found again: nothing is under way then. */
const resting = ({ is, sent, size, url }: Parcel['pieces'][number]['progress']): Parcel['pieces'][number]['progress'] => ({
  ...{ is: is === 'done' ? is : 'queued', sent, size, speed: 0 },
  ...(url === undefined ? {} : { url }),
})

/** Null where the browser keeps nothing: files then go with the tab. */
function open(): Promise<IDBDatabase | null> {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open(NAME, 1)
      request.onupgradeneeded = () => {
        request.result.createObjectStore(PARCELS, { keyPath: 'clientId' })
        request.result.createObjectStore(BYTES, { keyPath: 'key' })
      }
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => resolve(null)
    } catch {
      resolve(null)
    }
  })
}

/** A shelf that is full keeps what it has; what did not fit goes with the tab. */
function transact(
  database: IDBDatabase,
  stores: string[],
  mode: IDBTransactionMode,
  how: (transaction: IDBTransaction) => void,
): Promise<void> {
  return new Promise((resolve) => {
    const transaction = database.transaction(stores, mode)
    transaction.oncomplete = transaction.onerror = transaction.onabort = () => resolve()
    how(transaction)
  })
}

/** Written by this very file, so its form is known. */
function all<T>(database: IDBDatabase, store: string): Promise<readonly T[]> {
  return new Promise((resolve) => {
    const request: IDBRequest<T[]> = database.transaction(store).objectStore(store).getAll()
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => resolve([])
  })
}

/** True when no other tab holds it; held until `release` or the end of the tab. Where there are no locks, nobody holds anything. */
function lock(name: string, keepRelease: (release: () => void) => void): Promise<boolean> {
  if (!('locks' in navigator)) return Promise.resolve(true)
  return new Promise((resolve) => {
    void navigator.locks.request(name, { ifAvailable: true }, (held) => {
      resolve(held !== null)
      if (held) return new Promise<void>((release) => keepRelease(release))
      return undefined
    })
  })
}
