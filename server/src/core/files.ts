// What files mean: who may bring one, who may see it, what a message takes along. The bytes are somebody else's matter.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { FileId, MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Limits } from '@hearth/protocol/limits.ts'
import type { FileCard, FileKind } from '@hearth/protocol/shapes.ts'
import * as rows from '#store/files.ts'
import * as members from '#store/members.ts'
import { StorageError, type Tx } from '#store/open.ts'
import * as rooms from '#store/rooms.ts'
import * as users from '#store/users.ts'
import { card } from './cards.ts'
import type { Core } from './context.ts'
import type { Member, Somebody } from './outcome.ts'
import { checkMay } from './permissions.ts'
import { checkIn } from './seats.ts'

export type { FileRow } from '#store/files.ts'

const HOUR_MS = 3_600_000

/** The same core for those who ask the store by themselves: what fails there is told as everywhere. */
export function tellingFaults(core: Core): Core {
  const tell = <T>(asked: Promise<T>): Promise<T> =>
    asked.catch((fault: unknown) => Promise.reject(fault instanceof StorageError ? new ChatError('storage_full', {}, fault) : fault))
  const { read, write } = core.store
  return { ...core, store: { ...core.store, read: (job) => tell(read(job)), write: (job, committed) => tell(write(job, committed)) } }
}

/** What somebody wants to bring. `room`: where it is meant to go; null for a picture of oneself. */
export type Announced = Pick<rows.FileRow, 'room' | 'name' | 'size' | 'durationMs'>

/**
 * An upload begins. Throws file_too_large, too_many_uploads, person_files_full, room_files_full, and what speaking in the room may meet.
 * What is announced counts at once, so that many uploads side by side cannot pass a quota together.
 */
export async function begin(core: Core, tx: Tx, caller: Member, announced: Announced): Promise<rows.FileRow> {
  const { limits } = core.settings
  if (announced.size > limits.fileBytes) throw new ChatError('file_too_large')
  if ((await rows.countUnsent(tx, caller.user)) >= limits.uploadsPerPerson) throw new ChatError('too_many_uploads')
  const room = announced.room === null ? null : await checkSpeak(tx, announced.room, caller.user)
  await checkPersonHas(tx, limits, caller.user, announced)
  if (room !== null) await checkRoomHas(tx, limits, room, announced)
  const row: rows.FileRow = {
    ...announced,
    ...{ id: core.newId<FileId>(), owner: caller.user, message: null, hash: null, kind: 'other', type: 'application/octet-stream' },
    ...{ width: null, height: null, picture: false, at: core.now(), gone: null },
  }
  await rows.add(tx, row)
  return row
}

/** One's own upload, in no message yet. Throws file_unknown. */
export async function checkOwn(tx: Tx, caller: Member, id: FileId): Promise<rows.FileRow> {
  const row = await rows.byId(tx, id)
  if (row === undefined || row.owner !== caller.user || row.message !== null || row.picture) throw new ChatError('file_unknown')
  return row
}

/** All bytes have come and are on the disk. Throws file_unknown, file_kind_refused, file_too_large, room_files_full. */
export async function complete(core: Core, tx: Tx, caller: Member, id: FileId, content: rows.Content): Promise<rows.FileRow> {
  const row = await checkOwn(tx, caller, id)
  if (row.hash !== null) return row
  checkKind(core.settings.limits, content.kind, content.size)
  if (row.room !== null) await checkRoomTakes(tx, core.settings.limits, row.room, [content])
  const durationMs = lasting(content, row.durationMs)
  await rows.complete(tx, id, { ...content, durationMs }, core.now())
  return { ...row, ...content, durationMs }
}

const LONGEST_CLAIM_MS = 24 * HOUR_MS

/** As the bytes say; where they do not, as the sender said, if that can be. */
function lasting({ kind, durationMs }: rows.Content, claimed: number | null): number | null {
  if (kind !== 'audio' && kind !== 'video') return null
  return durationMs ?? (claimed === null ? null : Math.min(claimed, LONGEST_CLAIM_MS))
}

/** Something comes: the upload is not forgotten while it does. Gives it as it is then. */
export async function goOn(core: Core, row: rows.FileRow): Promise<rows.FileRow> {
  const at = core.now()
  if (at - row.at < HOUR_MS) return row
  await core.store.write((tx) => rows.touch(tx, row.id, at))
  return { ...row, at }
}

/** The upload is forgotten, whole or not. Throws file_unknown. */
export async function cancel(tx: Tx, caller: Member, id: FileId): Promise<void> {
  const { id: own } = await checkOwn(tx, caller, id)
  await rows.remove(tx, [own])
}

/** Throws file_kind_refused, file_too_large. */
export function checkKind(limits: Limits, kind: FileKind, size: number): void {
  const most = limits[`${kind}Bytes`]
  if (most === 0) throw new ChatError('file_kind_refused')
  if (size > most) throw new ChatError('file_too_large')
}

/** A whole file the caller may see now: in a room they are in, their own, somebody's picture, or that of a room they may see. Throws file_unknown, file_gone, file_not_whole. */
export async function checkSee(tx: Tx, caller: Somebody, id: FileId): Promise<rows.FileRow & { readonly hash: string }> {
  const row = await rows.byId(tx, id)
  if (row === undefined || !(await maySee(tx, caller, row))) throw new ChatError('file_unknown')
  const { hash } = row
  if (row.gone !== null) throw new ChatError('file_gone')
  if (hash === null) throw new ChatError('file_not_whole')
  return { ...row, hash }
}

async function maySee(tx: Tx, caller: Somebody, { id, owner, room, message, picture }: rows.FileRow): Promise<boolean> {
  if (picture) return maySeePicture(tx, caller, id, owner)
  if (message === null && owner !== caller.user) return false
  if (room === null) return true
  const there = await rooms.byId(tx, room)
  return there !== undefined && there.deletedAt === null && (await members.get(tx, room, caller.user)) !== undefined
}

/** A person is seen by everybody signed in; a room by those who are in it, and by everybody where it is open to all. */
async function maySeePicture(tx: Tx, caller: Somebody, id: FileId, owner: UserId): Promise<boolean> {
  if ((await users.byId(tx, owner))?.picture === id) return true
  const room = await rooms.byPicture(tx, id)
  if (room === undefined) return false
  return room.public || (await members.get(tx, room.id, caller.user)) !== undefined
}

/** What a message is about to take along: checked before it is said. */
export type Bundle = readonly (rows.FileRow & { readonly hash: string; readonly isCopy: boolean })[]

/**
 * Own uploads are taken as they are (into the room, or as a picture); of a file one may see elsewhere a copy is made, which shares its bytes.
 * Throws too_many_files, file_unknown, file_gone, file_not_whole, person_files_full, room_files_full.
 */
export async function bundle(core: Core, tx: Tx, caller: Somebody, room: RoomId | null, ids: readonly FileId[]): Promise<Bundle> {
  const { limits } = core.settings
  if (ids.length > limits.filesPerMessage) throw new ChatError('too_many_files')
  const files: (rows.FileRow & { readonly hash: string; readonly isCopy: boolean })[] = []
  for (const id of ids) {
    const row = await checkSee(tx, caller, id)
    files.push({ ...row, isCopy: row.owner !== caller.user || row.message !== null || row.picture })
  }
  const fresh = files.filter(({ isCopy }) => isCopy)
  if (fresh.length > 0) await checkPersonHas(tx, limits, caller.user, sumOf(fresh), fresh.length)
  const incoming = files.filter((file) => file.isCopy || file.room !== room)
  const there = room === null || incoming.length === 0 ? undefined : await rooms.byId(tx, room)
  if (there !== undefined) {
    await checkRoomHas(tx, limits, there, sumOf(incoming), incoming.length)
    await checkRoomTakes(tx, limits, there.id, incoming)
  }
  return files
}

/** The message is said: its files belong to it. Gives them as they travel. */
export async function attach(core: Core, tx: Tx, caller: Somebody, room: RoomId, message: MessageId, files: Bundle): Promise<FileCard[]> {
  const at = core.now()
  const cards: FileCard[] = []
  for (const [place, { isCopy, ...file }] of files.entries()) {
    const id = isCopy ? core.newId<FileId>() : file.id
    if (isCopy) await rows.add(tx, { ...file, id, owner: caller.user, room, message: null, picture: false, at })
    await rows.send(tx, id, { room, message, place, at })
    cards.push(card({ ...file, id }))
  }
  return cards
}

/** What a room may have: what it says itself, within what the server says. */
export function mostOf(
  { fileBytesPerRoom, filesPerRoom }: Limits,
  { fileBytes, fileCount }: Pick<rooms.RoomRow, 'fileBytes' | 'fileCount'>,
): rows.Sum {
  return { bytes: Math.min(fileBytesPerRoom, fileBytes ?? fileBytesPerRoom), count: Math.min(filesPerRoom, fileCount ?? filesPerRoom) }
}

async function checkSpeak(tx: Tx, room: RoomId, user: UserId): Promise<rooms.RoomRow> {
  const place = await checkIn(tx, room, user)
  checkMay(place.room.kind, place.member.role, 'speak', 'may_not_speak')
  return place.room
}

const sumOf = (files: readonly { readonly size: number }[]) => ({ size: files.reduce((sum, { size }) => sum + size, 0) })

async function checkPersonHas(tx: Tx, limits: Limits, user: UserId, { size }: { readonly size: number }, more = 1): Promise<void> {
  const { bytes, count } = await rows.ofOwner(tx, user)
  if (bytes + size > limits.fileBytesPerPerson || count + more > limits.filesPerPerson) throw new ChatError('person_files_full')
}

async function checkRoomHas(tx: Tx, limits: Limits, room: rooms.RoomRow, { size }: { readonly size: number }, more = 1): Promise<void> {
  const most = mostOf(limits, room)
  const { bytes, count } = await rows.ofRoom(tx, room.id)
  if (bytes + size > most.bytes || count + more > most.count) throw new ChatError('room_files_full')
}

/** Of which kind a file is, is known when it is whole. A kind without a limit of its own costs nothing. */
async function checkRoomTakes(tx: Tx, limits: Limits, room: RoomId, more: readonly { readonly kind: FileKind }[]): Promise<void> {
  for (const [kind, coming] of Map.groupBy(more, (file) => file.kind)) {
    const most = limits[`${kind}sPerRoom`]
    if (most > 0 && (await rows.countOfKind(tx, room, kind)) + coming.length > most) throw new ChatError('room_files_full')
  }
}
