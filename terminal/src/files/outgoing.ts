// Files on their way out: from a path into a message. What is under way is written down, and goes on with the next start.
import { createHash } from 'node:crypto'
import { openAsBlob, rmSync } from 'node:fs'
import { mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import type { Files } from '@hearth/client/files.ts'
import { createParcels, type Parcel, type Parcels, type ParcelsGiven, type Piece } from '@hearth/client/parcels.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import { expand } from '../edit/complete.ts'
import type { Shelf, ShelvedPiece } from './shelf.ts'

export type Outgoing = Omit<Parcels, 'restore'> & {
  /** Puts these to what is written in the room. Throws where one cannot be read: then none is. */
  attach(room: Parcel['room'], paths: readonly string[]): Promise<void>
  /** Puts a text that is too long for a message to what is written in the room, as a file. */
  attachText(room: Parcel['room'], text: string): Promise<void>
  /** Goes on with what the last run left of this person. What somebody else left is not touched: `forget` takes it away. */
  resume(user: UserId): Promise<void>
  /** Stops everything, and takes away what was written down of it. */
  forget(): void
}
type Given = Pick<ParcelsGiven, 'send' | 'newId' | 'now'> & {
  readonly files: Files
  readonly shelf: Shelf
  /** Where long texts lie until they are sent; undefined: nothing is written down. */
  readonly pastes: string | undefined
  /** What reached the outbox before the last run ended is said by that. */
  isSaid(clientId: string): boolean
}

/** A path that cannot be sent, and why. */
export class PathError extends Error {}

const PART = 1_048_576
/** The server looks at the bytes themselves; this only says what it looks like until then. */
const types: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.wav': 'audio/wav',
  '.pdf': 'application/pdf',
  '.txt': 'text/plain',
  '.md': 'text/plain',
  '.zip': 'application/zip',
  '.gz': 'application/gzip',
}

export function createOutgoing({ files, shelf, pastes, isSaid, ...given }: Given): Outgoing {
  const paths = new Map<string, string>()
  const shelved = new Map<string, Parcel>()
  /** Paths of the files that are being added right now: the keys are made inside. */
  let adding: readonly (string | undefined)[] = []
  /** Whose they are. Of nobody nothing is written down. */
  let user: UserId | undefined

  const write = () => user !== undefined && shelf.write({ user, parcels: [...shelved.values()].map((parcel) => withPaths(parcel, paths)) })

  /** What was made for sending alone goes with its parcel. */
  function letGo({ pieces }: Pick<Parcel, 'pieces'>): void {
    for (const { key } of pieces) {
      const path = paths.get(key)
      paths.delete(key)
      if (path !== undefined && pastes !== undefined && dirname(path) === pastes) void rm(path, { force: true }).catch(() => undefined)
    }
  }

  const parcels = createParcels({
    ...given,
    files,
    // What cannot be read now cannot be sent either, and that is told by the sending.
    identify: (bytes) => markOf(bytes).catch(() => undefined),
    shelf: {
      save(parcel) {
        shelved.set(parcel.clientId, parcel)
        for (const [at, piece] of parcel.pieces.slice(-adding.length).entries()) {
          const path = adding[at]
          if (path !== undefined && !paths.has(piece.key)) paths.set(piece.key, path)
        }
        write()
      },
      keepBytes: () => undefined,
      remove(parcel) {
        shelved.delete(parcel.clientId)
        letGo(parcel)
        write()
      },
    },
  })

  function add(room: Parcel['room'], found: readonly Opened[]): void {
    adding = found.map(({ path }) => path)
    parcels.add(room, found)
    adding = []
  }

  function halt(): void {
    user = undefined
    shelved.clear()
    paths.clear()
    parcels.halt()
  }

  return {
    get list() {
      return parcels.list
    },
    ...withoutList(parcels),
    attach: async (room, typed) => add(room, await Promise.all(typed.map(opened))),
    attachText: async (room, text) => add(room, [await written(text, pastes, given.now())]),
    async resume(to) {
      user = to
      const read = shelf.read()
      if (read?.user !== to) return
      const left = (read.parcels ?? []).filter(({ clientId }) => !isSaid(clientId))
      // Known at once, so that what is written down meanwhile loses none of them.
      for (const parcel of left)
        shelved.set(parcel.clientId, { ...parcel, pieces: parcel.pieces.map((piece) => withoutBytes(piece, paths)) })
      const back = await Promise.all(
        left.map(async (parcel) => ({ ...parcel, pieces: await Promise.all(parcel.pieces.map((piece) => withBytes(piece))) })),
      )
      if (user === to) parcels.restore(back)
    },
    halt,
    forget() {
      halt()
      shelf.clear()
      // At once: whoever comes next may put something there.
      if (pastes !== undefined) rmSync(pastes, { recursive: true, force: true })
    },
  }
}

function withoutList({ list: _list, restore: _restore, ...rest }: Parcels): Omit<Parcels, 'list' | 'restore'> {
  return rest
}

const withPaths = (parcel: Parcel, paths: ReadonlyMap<string, string>) => ({
  ...parcel,
  pieces: parcel.pieces.map(({ bytes: _bytes, ...piece }): ShelvedPiece => {
    const path = paths.get(piece.key)
    return path === undefined ? piece : { ...piece, path }
  }),
})

function withoutBytes({ path, ...piece }: ShelvedPiece, paths: Map<string, string>): Piece {
  if (path !== undefined) paths.set(piece.key, path)
  return { ...piece, bytes: null }
}

/** The same bytes as then, or none: a file that was changed meanwhile is another one. */
async function withBytes({ path, ...piece }: ShelvedPiece): Promise<Piece> {
  try {
    const bytes = path === undefined ? null : await openAsBlob(path)
    const isSame = bytes !== null && bytes.size === piece.size && (piece.mark === undefined || (await markOf(bytes)) === piece.mark)
    return { ...piece, bytes: isSame ? bytes : null }
  } catch {
    return { ...piece, bytes: null }
  }
}

type Opened = { readonly path: string | undefined; readonly about: { name: string; size: number; type: string }; readonly bytes: Blob }

/** On the disk, so that it outlives the run; where the disk does not take it, it goes as long as this run lasts. */
async function written(text: string, folder: string | undefined, now: number): Promise<Opened> {
  const bytes = new Blob([text], { type: 'text/plain' })
  const name = `text-${new Date(now).toISOString().replaceAll(/[:.]/gu, '-')}.txt`
  const about = { name, size: bytes.size, type: 'text/plain' }
  if (folder === undefined) return { path: undefined, about, bytes }
  const path = join(folder, name)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeFile(path, text, { mode: 0o600, flag: 'wx' })
    return { path, about, bytes: await openAsBlob(path, { type: 'text/plain' }) }
  } catch {
    return { path: undefined, about, bytes }
  }
}

async function opened(typed: string): Promise<Opened> {
  const path = resolve(expand(unquoted(typed)))
  const found = await stat(path).catch(() => undefined)
  if (!found) throw new PathError(`There is no file ${path}.`)
  if (!found.isFile()) throw new PathError(`${path} is a folder; pack it into one file first, say with zip.`)
  const name = basename(path)
  const type = types[extname(name).toLowerCase()] ?? 'application/octet-stream'
  try {
    return { path, about: { name, size: found.size, type }, bytes: await openAsBlob(path, { type }) }
  } catch {
    throw new PathError(`${path} cannot be read.`)
  }
}

/** As a file manager drops it into a terminal: in quotes, or with backslashes before blanks, or as an address. */
export function unquoted(typed: string): string {
  const text = typed.trim()
  if (text.startsWith('file://')) return decoded(text.slice('file://'.length).replace(/^localhost/u, ''))
  if (/^'[^']*'$/u.test(text) || /^"[^"]*"$/u.test(text)) return text.slice(1, -1)
  return text.replace(/\\(.)/gu, '$1')
}

/** An address with a percent sign that begins nothing means that sign. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** What was pasted, if all of it are paths: dropped files come so. */
export function pathsIn(pasted: string): readonly string[] | undefined {
  const parts = pasted.trim().match(/'[^']+'|"[^"]+"|(?:\\.|[^\s\\])+/gu) ?? []
  const isPath = (part: string) => /^(?:file:\/\/)?\/[^/]/u.test(unquoted(part)) || part.startsWith('file://')
  return parts.length > 0 && parts.length <= 20 && parts.every(isPath) ? parts.map(unquoted) : undefined
}

async function markOf(bytes: Blob): Promise<string> {
  const middle = Math.max(0, Math.floor(bytes.size / 2) - PART / 2)
  const hash = createHash('sha256')
  for (const from of [0, middle, Math.max(0, bytes.size - PART)])
    hash.update(Buffer.from(await bytes.slice(from, from + PART).arrayBuffer()))
  return `${bytes.size}.${hash.digest('hex')}`
}
