// The shelves of the log in IndexedDB, and waiting for them.
//
//   facts     'owner' → whose this is, 'me', 'hello', 'contacts', 'own', 'stars', 'threads'
//   rooms     id → the room as it was last, and between which places nothing of it is missing
//   people    id → the person
//   messages  (room, seq) → the message, found by its id too
import type { RoomId, Seq } from '@hearth/protocol/ids.ts'
import type { Message, Room } from '@hearth/protocol/shapes.ts'
import type { Span } from './spans.ts'

/** Written by this page's own code, in this version of it. */
export type RoomRow = { readonly id: RoomId; readonly room: Room; readonly spans: readonly Span[] }
export type MessageRow = { readonly room: RoomId; readonly seq: Seq; readonly message: Message }

export const SHELVES = ['facts', 'rooms', 'people', 'messages'] as const
const NAME = 'hearth.log'
/** Another form is not worth moving things over: what is kept can be fetched again. */
const VERSION = 1

/** Null where the browser keeps nothing. */
export function openDatabase(): Promise<IDBDatabase | null> {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open(NAME, VERSION)
      request.onupgradeneeded = () => furnish(request.result)
      request.onsuccess = () => {
        // A newer page in another tab wants another form: this one keeps nothing from then on.
        request.result.onversionchange = () => request.result.close()
        resolve(request.result)
      }
      request.onerror = request.onblocked = () => resolve(null)
    } catch {
      resolve(null)
    }
  })
}

function furnish(database: IDBDatabase): void {
  for (const name of database.objectStoreNames) database.deleteObjectStore(name)
  database.createObjectStore('facts')
  database.createObjectStore('rooms', { keyPath: 'id' })
  database.createObjectStore('people', { keyPath: 'id' })
  database.createObjectStore('messages', { keyPath: ['room', 'seq'] }).createIndex('id', 'message.id')
}

/** The answer of one request. */
export const got = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

/** All or nothing of what `work` does; undefined where the shelf is full, or closed. */
export async function inOne<T>(
  database: IDBDatabase,
  mode: IDBTransactionMode,
  work: (shelf: (name: (typeof SHELVES)[number]) => IDBObjectStore) => Promise<T>,
): Promise<T | undefined> {
  try {
    const transaction = database.transaction(SHELVES, mode)
    const done = new Promise<boolean>((resolve) => {
      transaction.oncomplete = () => resolve(true)
      transaction.onerror = transaction.onabort = () => resolve(false)
    })
    const result = await work((name) => transaction.objectStore(name))
    return (await done) ? result : undefined
  } catch {
    return undefined
  }
}

export const ofRoom = (room: RoomId, low: Seq = 0, high: Seq = Number.MAX_SAFE_INTEGER): IDBKeyRange =>
  IDBKeyRange.bound([room, low], [room, high])
