// For tests: the cast, and rooms to meet in.

import type { Gives } from '@hearth/protocol/commands.ts'
import type { EventWith, LoggedEvent } from '@hearth/protocol/events.ts'
import type { CallId, MessageId, RoomId, SessionId, UserId } from '@hearth/protocol/ids.ts'
import type { Message, Room, User } from '@hearth/protocol/shapes.ts'

const person = (name: string): User => ({
  id: `u-${name}` as UserId,
  name,
  displayName: name,
  colour: 3,
  status: '',
  admin: false,
  guest: false,
  deleted: false,
})

export const ada = person('Ada')
export const bo = person('Bo')
export const cy = person('Cy')
export const dee = person('Dee')

export const roomId = (name: string): RoomId => `r-${name}` as RoomId
export const callId = (name: string): CallId => `k-${name}` as CallId
export const messageId = (name: string): MessageId => `m-${name}` as MessageId

export const room = (name: string, more: Partial<Room> = {}): Room => ({
  id: roomId(name),
  kind: 'group',
  name,
  topic: '',
  public: false,
  members: 3,
  role: 'member',
  seq: 10,
  readSeq: 10,
  unread: 0,
  mentions: 0,
  ...more,
})

export const message = (seq: number, author: User = bo): Message => ({
  id: messageId(`${seq}`),
  seq,
  author: author.id,
  text: `line ${seq}`,
  clientId: `c-${seq}`,
  replyTo: null,
  at: 1000 + seq,
  mentions: [],
  reactions: [],
})

export const resumeAnswer = (more: Partial<Gives<'session.resume'>> = {}): Gives<'session.resume'> => ({
  user: ada,
  session: 's-1' as SessionId,
  rooms: [room('Workshop')],
  contacts: [],
  presence: [],
  people: [bo, cy],
  ...more,
})

type Logged = LoggedEvent['event']
/** An entry of a room's log. */
export const entry = <N extends Logged>(name: N, room: string, seq: number, body: EventWith<N>): LoggedEvent =>
  ({ event: name, room: roomId(room), seq, with: body }) as LoggedEvent

export const said = (room: string, seq: number, author: User = bo, more: Partial<EventWith<'message.said'>> = {}): LoggedEvent => {
  const { reactions: _none, seq: _seq, ...body } = message(seq, author)
  return entry('message.said', room, seq, { ...body, ...more })
}
