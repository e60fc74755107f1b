// What the screen shows besides what the client knows: where one is, what one writes, what lies on top.
import type { State, Unsent } from '@hearth/client/client.ts'
import { standsInRoom } from '@hearth/client/threads.ts'
import type { MessageId, RoomId, Seq, UserId } from '@hearth/protocol/ids.ts'
import type { FileCard, Message, Room, User } from '@hearth/protocol/shapes.ts'
import { cleanLine } from '../clean.ts'
import { emptyLine, type Line } from '../edit/line.ts'
import type { Heard } from '../surface/keys.ts'
import type { Cursor } from '../surface/paint.ts'
import type { Row } from '../text/spans.ts'
import type { Theme } from './theme.ts'

/** Said to this person alone: the answer to a command, a failure. `after`: the newest message there was. */
export type Notice = {
  readonly id: number
  readonly room: RoomId | undefined
  readonly after: Seq
  readonly text: string
  readonly isBad: boolean
}
/** The last row shown: so many rows of that item are below the edge. Without one the newest stands at the bottom. */
export type Anchor = { readonly item: string; readonly below: number }
export type About = { readonly is: 'reply' | 'edit'; readonly id: MessageId; readonly says: string }

/** Something that lies over the messages and gets the keys. */
export type Overlay = {
  draw(columns: number, rows: number, theme: Theme): { readonly rows: readonly Row[]; readonly cursor?: Cursor }
  /** 'close': it is done. */
  hear(heard: Heard): 'close' | undefined
}
/** A picture in a message: so many rows are kept for it before it is there. */
export type Shown = { readonly rows: readonly Row[] }

export type Ui = {
  room: RoomId | undefined
  line: Line
  anchor: Anchor | undefined
  selected: Seq | undefined
  about: About | undefined
  /** Completions, or what is looked for: a row above the input. */
  hint: Row | undefined
  notices: readonly Notice[]
  overlay: Overlay | undefined
  isFocused: boolean
  /** After the way of vim: letters are deeds, until one goes back to writing. */
  isCommanding: boolean
  /** Columns that were folded away by hand. */
  hides: { readonly rooms: boolean; readonly members: boolean }
  theme: Theme
  /** Words that run to the left are put in order here, not by the terminal. */
  turns: boolean
}

export const emptyUi = (theme: Theme, turns: boolean): Ui => ({
  room: undefined,
  line: emptyLine,
  anchor: undefined,
  selected: undefined,
  about: undefined,
  hint: undefined,
  notices: [],
  overlay: undefined,
  isFocused: true,
  isCommanding: false,
  hides: { rooms: false, members: false },
  theme,
  turns,
})

/** What drawing needs to know. */
export type Scene = {
  readonly state: State
  readonly ui: Ui
  readonly columns: number
  readonly rows: number
  readonly now: number
  person(id: UserId): User | undefined
  /** Rows for the picture of a file, where pictures are shown. */
  picture(file: FileCard, columns: number): Shown | undefined
  /** Files on their way, a row each. */
  readonly transfers: readonly Row[]
}

const sign: Readonly<Record<Room['kind'], string>> = { lobby: '', direct: '@', group: '#', channel: '#' }
const order: Readonly<Record<Room['kind'], number>> = { lobby: 0, direct: 1, group: 2, channel: 3 }

export const titleOf = (room: Room): string => sign[room.kind] + cleanLine(room.name)

/** As they stand in the list, and as Alt+1 to Alt+0 count them: they never jump about when something is said. */
export function roomsInOrder({ rooms }: State): readonly Room[] {
  const known = ordered.get(rooms)
  if (known) return known
  const list = [...rooms.values()].sort((a, b) => order[a.kind] - order[b.kind] || byName(a.name, b.name) || (a.id < b.id ? -1 : 1))
  ordered.set(rooms, list)
  return list
}

/** A frame asks for them several times, and hundreds of rooms take long to compare. */
const ordered = new WeakMap<State['rooms'], readonly Room[]>()
const collator = new Intl.Collator()
export const byName = (a: string, b: string): number => collator.compare(a, b)

export const nameOf = (user: User | undefined): string => (user === undefined ? '…' : cleanLine(user.displayName))
/** What could not be sent is seen wherever it was to stand. */
export const unsentOf = (state: State, room: RoomId): readonly Unsent[] =>
  state.outbox.filter((one) => one.room === room && (standsInRoom(one) || one.state === 'failed'))

const none: readonly Message[] = []
const inRoom = new WeakMap<readonly Message[], readonly Message[]>()

/** What stands in the room, without replies that stand in their threads: the same list as long as nothing changes. */
export function messagesOf(state: State, room: RoomId | undefined): readonly Message[] {
  const all = room === undefined ? undefined : state.timelines.get(room)?.messages
  if (all === undefined) return none
  const known = inRoom.get(all)
  if (known) return known
  const shown = all.every(standsInRoom) ? all : all.filter(standsInRoom)
  inRoom.set(all, shown)
  return shown
}
