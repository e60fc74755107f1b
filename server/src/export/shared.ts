// Files in an export: where the bytes of each lie, and what is said of it. The folder `shared` of a room, the folder `profile_pictures` and
// the ids as names are those of the school project that this began with.
import type { FileId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import { shortened } from '#core/file-name.ts'
import type { FileRow } from '#store/files.ts'
import type { File } from './form.ts'

/** Leaves room for what stands before it: a name has 255 bytes on most disks. */
const LONGEST_BYTES = 200
/** Opened from the disk, a browser would take these for pages, and run what is in them. */
const ACTIVE = /\.(?:s?html?|xhtml?|xht|svgz?|xml|xslt?|mht|mhtml|htc|hta|js|mjs|wasm)$/i

/** `12-plan.png`, of a second file `12.2-plan.png`: the place of its message keeps names apart. @param place among its message's files, from 0 */
export function sharedName(seq: number, place: number, name: string): string {
  const short = shortened(name, LONGEST_BYTES)
  return `${seq}${place === 0 ? '' : `.${place + 1}`}-${short}${ACTIVE.test(short) ? '.txt' : ''}`
}

/** Beside the room's pages. */
export const sharedPath = (room: RoomId, name: string): string => `rooms/${room}/shared/${name}`
export const facePath = (user: UserId, { type }: Pick<FileRow, 'type'>): string => `profile_pictures/${user}.${endingOf(type)}`
export const roomFacePath = (room: RoomId, { type }: Pick<FileRow, 'type'>): string => `rooms/${room}/picture.${endingOf(type)}`

/** Its words in the JSON. One whose bytes are not in the archive is one whose time is over. */
export function factsOf(row: FileRow, path: string, leftOut: ReadonlySet<FileId>): File {
  const { id, owner, name, size, kind, type, width, height, durationMs, at } = row
  const facts = { id, owner, name, size, kind, type, width, height, durationMs, at }
  return row.hash === null || leftOut.has(id)
    ? { ...facts, hash: null, gone: 'expired', path: null }
    : { ...facts, hash: row.hash, gone: null, path }
}

/** A relative address, letter by letter. */
export const addressOf = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

const endings: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/avif': 'avif',
}
const endingOf = (type: string): string => endings[type] ?? 'bin'
