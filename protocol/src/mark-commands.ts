// What one does with messages besides saying them.
import { Type } from 'typebox'
import { PastCall } from './call-shapes.ts'
import { type CommandRow, nothing, takes } from './command-row.ts'
import { curbed, takenFail } from './fails.ts'
import { At, ClientId, MessageId, RoomId, Seq, UserId } from './ids.ts'
import { HISTORY_PAGE, STARS_PAGE } from './limits.ts'
import { Pin } from './mark-shapes.ts'
import { Message } from './shapes.ts'
import { Calls } from './thread-commands.ts'

const message = { room: RoomId, id: MessageId }
const ofMessage = ['room_unknown', 'not_a_member', 'message_unknown'] as const

export const markCommands = {
  'message.pin': {
    says: 'Pin a message for everybody in the room: as member of a group or a direct room, as admin of a channel or of the lobby. Twice is once.',
    by: 'signed-in',
    takes: takes(message),
    gives: nothing,
    fails: [...ofMessage, 'not_allowed', 'too_many_pins'],
  },
  'message.unpin': {
    says: 'Take a pin off again; who may pin may do so. No pin is fine.',
    by: 'signed-in',
    takes: takes(message),
    gives: nothing,
    fails: [...ofMessage, 'not_allowed'],
  },
  'room.pins': {
    says: 'What is pinned in a room, pinned last first.',
    by: 'signed-in',
    takes: takes({ room: RoomId }),
    gives: Type.Object({ pins: Type.Array(Type.Object({ pin: Pin, message: Message })) }),
    fails: ['room_unknown', 'not_a_member'],
  },
  'message.star': {
    says: 'Save a message for oneself. Nobody else hears of it. Twice is once.',
    by: 'signed-in',
    takes: takes(message),
    gives: nothing,
    fails: [...ofMessage, 'too_many_stars'],
  },
  'message.unstar': {
    says: 'Save it no more. Not saved is fine.',
    by: 'signed-in',
    takes: takes(message),
    gives: nothing,
    fails: [...ofMessage],
  },
  'message.starred': {
    says: 'What one saved, saved last first; the next page comes after the last one’s id. What is deleted, and rooms one has left, are not in it.',
    by: 'signed-in',
    takes: takes({ after: Type.Optional(MessageId), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: STARS_PAGE })) }),
    gives: Type.Object({ starred: Type.Array(Type.Object({ room: RoomId, message: Message, at: At })), more: Type.Boolean() }),
    fails: ['message_unknown'],
  },
  'message.versions': {
    says: 'What a message said before it was changed, as far as the server keeps it, and what it says now: oldest first, with since when it said so.',
    by: 'signed-in',
    takes: takes(message),
    gives: Type.Object({ versions: Type.Array(Type.Object({ text: Type.String(), at: At })) }),
    fails: [...ofMessage],
  },
  'message.forward': {
    says: 'Say in `room` what `id` says in the room `from`, with its files and whose words they are. Whom it mentions there is not mentioned here. Sending the same clientId twice is one message.',
    by: 'signed-in',
    takes: takes({ room: RoomId, from: RoomId, id: MessageId, clientId: ClientId }),
    gives: Type.Object({ id: MessageId, seq: Seq, at: At }),
    fails: [...ofMessage, 'may_not_speak', ...curbed, 'client_id_used', ...takenFail, 'slow_down', 'storage_full'],
  },
  'message.origin': {
    says: 'Where a forwarded message was said first, for who is in that room, too.',
    by: 'signed-in',
    takes: takes(message),
    gives: Type.Object({ room: RoomId, id: MessageId, seq: Seq }),
    fails: [...ofMessage],
  },
  'room.thread': {
    says: 'A thread: the message (`root`) or the call it began with, and its last replies, or those before a seq, in rising seq. `id` may be any message of it, or the id of the call. Without `calls` there is no thread of a call.',
    by: 'signed-in',
    takes: takes({
      ...message,
      before: Type.Optional(Seq),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: HISTORY_PAGE })),
      calls: Calls,
    }),
    gives: Type.Object({
      root: Type.Optional(Message),
      call: Type.Optional(PastCall),
      replies: Type.Array(Message),
      more: Type.Boolean(),
    }),
    fails: [...ofMessage],
  },
  'message.seen': {
    says: 'Who has read as far as this message: of those who were there when it was said and do not hide it, without its author. Who hides their own reading does not learn it of others.',
    by: 'signed-in',
    takes: takes(message),
    gives: Type.Object({ users: Type.Array(UserId) }),
    fails: [...ofMessage, 'reading_hidden', 'room_too_large'],
  },
  'account.reading': {
    says: 'May others know how far one has read? With `shown` it is changed.',
    by: 'signed-in',
    takes: takes({ shown: Type.Optional(Type.Boolean()) }),
    gives: Type.Object({ shown: Type.Boolean() }),
    fails: [],
  },
} as const satisfies Record<string, CommandRow>
