// Files on their way out: from a path into a message. What is under way is written down, and goes on with the next start.
import { createHash } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, extname, resolve } from 'node:path'
import type { Files } from '@hearth/client/files.ts'
import { createParcels, type Parcel, type Parcels, type ParcelsGiven, type Piece } from '@hearth/client/parcels.ts'
import { readJson, writeSecret } from '../connect/places.ts'
import { expand } from '../edit/complete.ts'

export type Outgoing = Parcels & {
  /** Puts these to what is written in the room. Throws where one cannot be read: then none is. */
  attach(room: Parcel['room'], paths: readonly string[]): Promise<void>
  /** Goes on with what the last run left. */
  resume(): Promise<void>
}
type Given = Pick<ParcelsGiven, 'send' | 'newId' | 'now'> & { readonly files: Files; readonly shelf: string }
type Shelved = Omit<Parcel, 'pieces'> & { readonly pieces: readonly (Omit<Piece, 'bytes'> & { readonly path?: string })[] }

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

export function createOutgoing({ files, shelf, ...given }: Given): Outgoing {
  const paths = new Map<string, string>()
  const shelved = new Map<string, Parcel>()
  /** Paths of the files that are being added right now: the keys are made inside. */
  let adding: readonly string[] = []

  const write = () => writeSecret(shelf, JSON.stringify({ parcels: [...shelved.values()].map((parcel) => withPaths(parcel, paths)) }))
  const parcels = createParcels({
    ...given,
    files,
    identify: markOf,
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
        write()
      },
    },
  })

  return {
    get list() {
      return parcels.list
    },
    ...withoutList(parcels),
    async attach(room, typed) {
      const found = await Promise.all(typed.map(opened))
      adding = found.map(({ path }) => path)
      parcels.add(room, found)
      adding = []
    },
    async resume() {
      const read = readJson<{ parcels: readonly Shelved[] }>(shelf)?.parcels ?? []
      const back: Parcel[] = []
      for (const parcel of read) back.push({ ...parcel, pieces: await Promise.all(parcel.pieces.map((piece) => withBytes(piece, paths))) })
      for (const parcel of back) shelved.set(parcel.clientId, parcel)
      parcels.restore(back)
    },
  }
}

const withoutList = ({ list: _list, ...rest }: Parcels): Omit<Parcels, 'list'> => rest

const withPaths = (parcel: Parcel, paths: ReadonlyMap<string, string>): Shelved => ({
  ...parcel,
  pieces: parcel.pieces.map(({ bytes: _bytes, ...piece }) => {
    const path = paths.get(piece.key)
    return path === undefined ? piece : { ...piece, path }
  }),
})

/** The same bytes as then, or none: a file that was changed meanwhile is another one. */
async function withBytes({ path, ...piece }: Shelved['pieces'][number], paths: Map<string, string>): Promise<Piece> {
  if (path !== undefined) paths.set(piece.key, path)
  const bytes = path === undefined ? null : await openAsBlob(path).catch(() => null)
  const isSame = bytes !== null && bytes.size === piece.size && (piece.mark === undefined || (await markOf(bytes)) === piece.mark)
  return { ...piece, bytes: isSame ? bytes : null }
}

async function opened(typed: string) {
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
  if (text.startsWith('file://')) return decodeURIComponent(text.slice('file://'.length).replace(/^localhost/u, ''))
  if (/^'[^']*'$/u.test(text) || /^"[^"]*"$/u.test(text)) return text.slice(1, -1)
  return text.replace(/\\(.)/gu, '$1')
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
