// What older programs call people and rooms. Chosen once, in the write that makes the person or the room, kept in a table and never changed.
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import * as rows from '#store/older.ts'
import type { Tx } from '#store/open.ts'
import type { RoomRow } from '#store/rooms.ts'
import type { Core } from './context.ts'
import type { KeyForm } from './keys.ts'
import { nameKey } from './names.ts'

/** `forms`: what their programs send instead of a password. `gateways`: those that are on, by name. */
export type OlderSettings = { readonly forms: readonly KeyForm[]; readonly gateways?: readonly string[] }
export type PersonWord = Omit<rows.PersonWord, 'user'>
export type RoomWord = Omit<rows.RoomWord, 'room'>

/** What is known by heart; filled in the writes that choose, so that it is there before anybody is told of the person or the room. */
export type Older = { readonly people: Map<UserId, PersonWord>; readonly rooms: Map<RoomId, RoomWord> }

/** How sign-ins of older programs call themselves begins so. */
export const OLDER_CLIENT = 'older program ('

export const LOBBY_WORD = 'lobby'
const WORD_CHARS = 64
const CODE_DIGITS = 6

/** A person who was just made; their name is free as a word, for `freeKey` has asked. */
export async function callPerson(core: Core, tx: Tx, user: UserId, name: string): Promise<void> {
  if (core.older === undefined) return
  const word = await freeWord(name, async (key) => (await rows.personCalled(tx, key)) !== undefined)
  core.older.people.set(user, { word, number: await rows.callPerson(tx, user, word, nameKey(word)) })
}

/** A room that was just made. `wanted`: what its maker calls it. */
export async function callRoom(core: Core, tx: Tx, room: Pick<RoomRow, 'id' | 'kind' | 'name'>, wanted?: string): Promise<void> {
  if (core.older === undefined || room.kind === 'direct') return
  const known = core.older.rooms.get(room.id)
  const isTaken = async (key: string) => {
    const holder = await rows.roomCalled(tx, key)
    return (holder !== undefined && holder !== room.id) || (key === LOBBY_WORD && room.kind !== 'lobby')
  }
  const word = await freeWord(wanted ?? (room.kind === 'lobby' ? LOBBY_WORD : room.name), isTaken)
  const code = known?.code ?? (await freeCode(core, tx))
  core.older.rooms.set(room.id, { word, code, number: await rows.callRoom(tx, room.id, word, nameKey(word), code) })
}

/** `Film night` → `Film-night`, and `Film-night.2` where that is taken. */
export const wordOf = (name: string): string =>
  Array.from(
    name
      .toWellFormed()
      .normalize('NFKC')
      .replace(/[\p{C}\p{Z}\s]+/gu, '-')
      .replace(/^-+|(?<!-)-+$/g, ''),
  )
    .slice(0, WORD_CHARS)
    .join('') || 'room'

async function freeWord(name: string, isTaken: (key: string) => Promise<boolean>): Promise<string> {
  const first = wordOf(name)
  let word = first
  for (let more = 2; await isTaken(nameKey(word)); more++) word = `${first}.${more}`
  return word
}

async function freeCode(core: Core, tx: Tx): Promise<string> {
  for (;;) {
    const code = Buffer.from(core.chance(CODE_DIGITS / 2)).toString('hex')
    if (!(await rows.hasCode(tx, code))) return code
  }
}
