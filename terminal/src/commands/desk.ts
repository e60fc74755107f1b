// What commands work with, in the full screen as in plain lines: the client, where one is, and a way to answer.
import type { Client } from '@hearth/client/client.ts'
import type { RoomId, Seq } from '@hearth/protocol/ids.ts'
import type { Message, Room, User } from '@hearth/protocol/shapes.ts'
import { cleanLine } from '../clean.ts'
import type { Settings } from '../connect/settings.ts'
import type { Takes } from '../edit/complete.ts'
import type { Incoming } from '../files/incoming.ts'
import type { Outgoing } from '../files/outgoing.ts'
import type { Choice } from '../screen/chooser.ts'
import { messagesOf } from '../screen/model.ts'

export type Desk = {
  readonly client: Client
  readonly outgoing: Outgoing
  readonly incoming: Incoming
  readonly settings: Settings
  change(settings: Settings): void
  /** Where one is. */
  readonly room: RoomId | undefined
  /** The message that is marked, where one is. */
  readonly marked: Message | undefined
  enter(room: RoomId): Promise<void>
  /** Shows older messages of where one is. */
  older(): Promise<void>
  /** Back to the room one was in before. */
  back(): Promise<void>
  /** A line for this person alone. */
  tell(text: string): void
  /** One of several, by typing parts of it; where nobody can choose they are only said. */
  choose(title: string, choices: readonly Choice[], empty: string): void
  /** To a message, wherever it is. */
  goTo(room: RoomId, seq: Seq): Promise<void>
  /** Several lines under a title. */
  show(title: string, lines: readonly string[]): void
  /** What one writes becomes an answer to, or a change of, this message. */
  take(is: 'reply' | 'edit', message: Message, text: string): void
  /** Opens an address with whatever the system opens addresses with; false where it cannot. */
  open(address: string): boolean
  /** Where the page is. */
  readonly server: URL
  /** Out of the program, or to the door. */
  leave(how: 'quit' | 'door'): void
}

export type Command = {
  /** `NAME [TEXT]` */
  readonly usage: string
  readonly says: string
  /** What Tab completes, word by word. */
  readonly takes?: readonly Takes[]
  /** Line by line one does not wait for it: it is told when it is over. */
  readonly isLong?: true
  run(desk: Desk, words: string): Promise<void> | void
}
export type Commands = Readonly<Record<string, Command>>

/** What cannot be done, in words for the person who asked. */
export class Refusal extends Error {}

export function roomHere(desk: Desk): Room {
  const room = desk.room === undefined ? undefined : desk.client.state.rooms.get(desk.room)
  if (!room) throw new Refusal('You are in no room; /join one.')
  return room
}

/** One of one's own rooms by its id, its name, or the name of the person in it; with or without `#` and `@`. */
export function roomNamed(client: Client, typed: string): Room | undefined {
  const words = typed.trim()
  const bare = words.replace(/^[#@]/u, '').toLowerCase()
  if (bare === '') return undefined
  const rooms = [...client.state.rooms.values()]
  const peer = (room: Room) => (room.peer === undefined ? '' : (client.state.people.get(room.peer)?.name ?? ''))
  const byName = (room: Room) => room.name.toLowerCase() === bare || peer(room).toLowerCase() === bare
  const found = rooms.filter(byName)
  const wanted = words.startsWith('@') ? found.filter(({ kind }) => kind === 'direct') : found.filter(({ kind }) => kind !== 'direct')
  return rooms.find(({ id }) => id === words) ?? wanted[0] ?? found[0]
}

/** Anybody on the server by the name they sign in with, or else by the name they show. */
export async function personNamed(client: Client, typed: string): Promise<User> {
  const name = typed.trim().replace(/^@/u, '')
  if (name === '') throw new Refusal('Say who: a name.')
  const key = name.toLowerCase()
  const { people } = await client.ask('people.search', { text: name })
  const exact = people.find((user) => user.name.toLowerCase() === key)
  const shown = people.filter((user) => user.displayName.toLowerCase() === key)
  const person = exact ?? shown[0]
  if (!person) throw new Refusal(`There is nobody called ${cleanLine(name)}.`)
  if (!exact && shown.length > 1)
    throw new Refusal(`Several people are called ${cleanLine(name)}: ${shown.map((user) => cleanLine(user.name)).join(', ')}.`)
  return person
}

/** The room of two. */
export async function directWith(client: Client, user: User): Promise<Room> {
  const known = [...client.state.rooms.values()].find((room) => room.kind === 'direct' && room.peer === user.id)
  return known ?? (await client.ask('room.direct', { user: user.id })).room
}

/** The first word, and the rest. */
export function firstWord(words: string): readonly [string, string] {
  const [, first = '', rest = ''] = /^(\S*)\s*([\s\S]*)$/u.exec(words.trim()) ?? []
  return [first, rest]
}

/** A number in front counts messages from the newest, 1; without one it is the marked message, or the newest that fits. */
export function messageMeant(desk: Desk, words: string, fits: (message: Message) => boolean): readonly [Message, string] {
  const room = roomHere(desk)
  const messages = messagesOf(desk.client.state, room.id)
  const [first, rest] = firstWord(words)
  const isNumber = /^\d{1,3}$/u.test(first)
  const message = isNumber
    ? messages.at(-Number(first))
    : (desk.marked ?? messages.findLast((one) => one.deletedAt === undefined && fits(one)))
  if (!message) throw new Refusal(isNumber ? 'So many messages are not in sight.' : 'There is no such message in sight.')
  return [message, isNumber ? rest : words.trim()]
}
