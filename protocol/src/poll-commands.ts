// Asking a room, and answering.
import { Type } from 'typebox'
import { type CommandRow, nothing, takes } from './command-row.ts'
import { curbed } from './fails.ts'
import { At, ClientId, MessageId, RoomId, Seq, UserId } from './ids.ts'

const message = { room: RoomId, id: MessageId }
const ofMessage = ['room_unknown', 'not_a_member', 'message_unknown'] as const
const Line = Type.String({ minLength: 1, maxLength: 1000 })
const Choice = Type.Integer({ minimum: 0, maximum: 9 })

export const pollCommands = {
  'poll.create': {
    says: 'Ask the room: a message that can be voted on. For programs that know no polls it reads as the question and its options. Sending the same clientId twice is one poll.',
    by: 'signed-in',
    takes: takes({
      room: RoomId,
      question: Line,
      options: Type.Array(Line, { minItems: 2, maxItems: 10, uniqueItems: true }),
      several: Type.Optional(Type.Literal(true)),
      anonymous: Type.Optional(Type.Literal(true)),
      closesAt: Type.Optional(At),
      clientId: ClientId,
    }),
    gives: Type.Object({ id: MessageId, seq: Seq, at: At }),
    fails: [
      'room_unknown',
      'not_a_member',
      'may_not_speak',
      ...curbed,
      'text_empty',
      'text_too_long',
      'poll_closed',
      'client_id_used',
      'slow_down',
      'storage_full',
    ],
  },
  'poll.vote': {
    says: 'Choose, by the options’ numbers from 0; in place of what one chose before. None takes it back.',
    by: 'signed-in',
    takes: takes({ ...message, options: Type.Array(Choice, { maxItems: 10, uniqueItems: true }) }),
    gives: nothing,
    fails: [...ofMessage, 'poll_closed', 'choice_invalid'],
  },
  'poll.close': {
    says: 'End a poll: as who began it, or as who may delete others’ messages. Closed is closed.',
    by: 'signed-in',
    takes: takes(message),
    gives: nothing,
    fails: [...ofMessage, 'not_allowed'],
  },
  'poll.voters': {
    says: 'Who chose what, for each option, in the order they did; never of an anonymous poll.',
    by: 'signed-in',
    takes: takes(message),
    gives: Type.Object({ options: Type.Array(Type.Array(UserId)) }),
    fails: [...ofMessage, 'not_allowed'],
  },
} as const satisfies Record<string, CommandRow>
