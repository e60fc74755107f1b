// What everything takes up, and for how long it is kept as it is: for whoever looks after the server.
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import * as archive from '#store/archive.ts'
import * as files from '#store/files.ts'
import type { Tx } from '#store/open.ts'
import * as rooms from '#store/rooms.ts'
import * as users from '#store/users.ts'
import * as whole from '#store/whole.ts'
import { nameKey } from './names.ts'

type Shown = { readonly called: string; readonly bytes: number; readonly count: number }
/** Most bytes first. `stored`: each content once, as on the disk; the others as often as somebody keeps it. `archived`: messages. */
export type StorageShown = {
  readonly stored: { readonly bytes: number; readonly count: number }
  readonly rooms: readonly RoomShown[]
  readonly people: readonly Shown[]
  readonly kinds: readonly Shown[]
  readonly archived: archive.Size & { readonly rooms: readonly ArchivedShown[] }
}
/** `own`: what the room says itself of its files; null: as the server says. */
type RoomShown = Shown & { readonly own: { readonly bytes: number | null; readonly count: number | null; readonly days: number | null } }
/** `days`: after so many; 0: never, null: when the server says. */
type ArchivedShown = archive.Size & { readonly called: string; readonly days: number | null }

/** @param most rooms and people that are named */
export async function showStorage(tx: Tx, most: number): Promise<StorageShown> {
  const usage = await files.usage(tx, most)
  const people = new Map((await users.byIds(tx, usage.people.map(userOf))).map(({ id, name }) => [id, name]))
  const shown: RoomShown[] = []
  for (const { room, ...sum } of usage.rooms) {
    const row = room === null ? undefined : await rooms.byId(tx, room)
    const own = { bytes: row?.fileBytes ?? null, count: row?.fileCount ?? null, days: row?.fileDays ?? null }
    shown.push({ called: room === null ? '(pictures)' : called({ id: room, name: row?.name ?? '' }), ...sum, own })
  }
  const archived = (await archive.usage(tx, most)).map(({ room, name, ...sum }) => ({ called: called({ id: room, name }), ...sum }))
  return {
    stored: usage.stored,
    rooms: shown,
    people: usage.people.map(({ user, ...sum }) => ({ called: people.get(user) ?? user, ...sum })),
    kinds: usage.kinds.map(({ kind, ...sum }) => ({ called: kind, ...sum })),
    archived: { ...(await archive.sizeOf(tx)), rooms: archived },
  }
}

const userOf = ({ user }: { readonly user: UserId }) => user
/** A direct room has no name. */
export const called = ({ id, name }: { readonly id: RoomId; readonly name: string }): string => name || `(direct) ${id}`

/** Rooms that were meant. */
export type Meant = { readonly rooms: readonly { readonly id: RoomId; readonly called: string }[] }

/**
 * Says after how many days a room's messages are put away; nothing is changed where not exactly one was meant.
 * @param meant its id, or what it is called
 */
export async function archiveRoom(tx: Tx, meant: string, archiveDays: number | null): Promise<Meant> {
  const all = (await whole.allRooms(tx)).filter(({ deletedAt }) => deletedAt === null)
  const found = all.filter(({ id, name }) => id === meant || (name !== '' && nameKey(name) === nameKey(meant)))
  const [only] = found
  if (only !== undefined && found.length === 1) await rooms.change(tx, only.id, { archiveDays })
  return { rooms: found.map((room) => ({ id: room.id, called: called(room) })) }
}
