// Ada, Bo, Cy and Dee, and the rooms they are in.
import { createHash } from 'node:crypto'
import type { Id, InviteId, RoomId, SessionId, UserId } from '@hearth/protocol/ids.ts'
import { letters, MESSAGE_CHANCE, makeId, makeMessageId } from '@hearth/protocol/make-id.ts'
import * as members from '../members.ts'
import type { MessageRow } from '../messages.ts'
import * as messages from '../messages.ts'
import type { Store, Tx } from '../open.ts'
import type { RoomRow } from '../rooms.ts'
import * as rooms from '../rooms.ts'
import type { UserRow } from '../users.ts'
import * as users from '../users.ts'

/** The same word gives the same id. */
const idOf = <T extends Id<string>>(word: string): T => makeId<T>(1_700_000_000_000, createHash('sha256').update(word).digest())
export const userId = (name: string) => idOf<UserId>(`user ${name}`)
export const roomId = (name: string) => idOf<RoomId>(`room ${name}`)
export const messageId = (room: string, seq: number) =>
  makeMessageId(1_700_000_000_000, seq, letters(createHash('sha256').update(`message ${room}`).digest(), MESSAGE_CHANCE))
export const inviteId = (name: string) => idOf<InviteId>(`invite ${name}`)
export const sessionId = (name: string) => idOf<SessionId>(`session ${name}`)

export const [ada, bo, cy, dee] = [userId('Ada'), userId('Bo'), userId('Cy'), userId('Dee')] as const
export const [lobby, workshop, office] = [roomId('Lobby'), roomId('Workshop'), roomId('Office')] as const

export const person = (name: string, other: Partial<UserRow> = {}): UserRow =>
  users.personRow({ id: userId(name), name, nameKey: name.toLowerCase(), displayName: name, colour: 3, createdAt: 1000, ...other })

export const room = (name: string, other: Partial<RoomRow> = {}): RoomRow => ({
  id: roomId(name),
  kind: name === 'Lobby' ? 'lobby' : 'group',
  name,
  topic: '',
  public: false,
  code: null,
  directKey: null,
  seq: 0,
  members: 0,
  createdAt: 1000,
  deletedAt: null,
  picture: null,
  fileDays: null,
  fileBytes: null,
  fileCount: null,
  archiveDays: null,
  archived: 0,
  voice: false,
  rules: null,
  ...other,
})

/** Somebody says something in the Workshop, or elsewhere. */
export async function say(tx: Tx, author: UserId, text: string, other: Partial<MessageRow> = {}): Promise<MessageRow> {
  const where = other.room ?? workshop
  const seq = await rooms.nextSeq(tx, where)
  const plain = {
    id: messageId(where, seq),
    room: where,
    seq,
    author,
    text,
    clientId: `${where}-${seq}`,
    replyTo: null,
    at: 2000,
    mentions: [],
    editedAt: null,
    deletedAt: null,
  }
  const row: MessageRow = { ...plain, ...other }
  await messages.add(tx, row)
  return row
}

export async function seat(tx: Tx, where: RoomId, user: UserId, other: Partial<members.MemberRow> = {}): Promise<void> {
  await members.add(tx, { room: where, user, role: 'member', joinedAt: 1500, joinedSeq: 0, readSeq: 0, ...other })
}

/** The four, the Lobby with all of them, the Workshop with Ada (owner), Bo and Cy. */
export async function fill(store: Store): Promise<void> {
  await store.write(async (tx) => {
    for (const name of ['Ada', 'Bo', 'Cy', 'Dee']) await users.add(tx, person(name))
    await rooms.add(tx, room('Lobby', { public: true }))
    await rooms.add(tx, room('Workshop', { code: 'abcde-fghjk' }))
    for (const user of [ada, bo, cy, dee]) await seat(tx, lobby, user)
    for (const user of [ada, bo, cy]) await seat(tx, workshop, user, { role: user === ada ? 'owner' : 'member' })
  })
}
