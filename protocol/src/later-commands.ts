// What somebody can put off: words to be said later, reminders, and what is half written.
import { Type } from 'typebox'
import { type CommandRow, nothing, takes, Words } from './command-row.ts'
import { curbed } from './fails.ts'
import { At, ClientId, LaterId, MessageId, RoomId } from './ids.ts'
import { Later } from './later-shapes.ts'
import { orNull } from './shapes.ts'

const inRoom = ['room_unknown', 'not_a_member'] as const
const about = { room: RoomId, due: At }
const given = Type.Object({ later: Later })

export const laterCommands = {
  'later.send': {
    says: 'Have the server say something when `due` has come, also when one is away; at once where that has passed. It is said once, with this clientId; asked for again after that, `later` is null. Who may not speak there by then finds it failed, with its words; in slow mode it waits its turn.',
    by: 'signed-in',
    takes: takes({ ...about, text: Words, clientId: ClientId, replyTo: Type.Optional(MessageId) }),
    gives: Type.Object({ later: orNull(Later) }),
    fails: [...inRoom, 'may_not_speak', ...curbed, 'text_empty', 'text_too_long', 'message_unknown', 'client_id_used', 'too_many_later'],
  },
  'later.remind': {
    says: 'Be reminded of a message when `due` has come, with a note of one’s own.',
    by: 'signed-in',
    takes: takes({ ...about, id: MessageId, note: Type.Optional(Words) }),
    gives: given,
    fails: [...inRoom, 'message_unknown', 'text_too_long', 'too_many_later'],
  },
  'later.change': {
    says: 'Change its words, or when it is due; it waits again then.',
    by: 'signed-in',
    takes: takes({ later: LaterId, text: Type.Optional(Words), due: Type.Optional(At) }),
    gives: given,
    fails: ['later_unknown', ...curbed, 'text_empty', 'text_too_long'],
  },
  'later.drop': {
    says: 'Call it off; of a reminder: it is done.',
    by: 'signed-in',
    takes: takes({ later: LaterId }),
    gives: nothing,
    fails: ['later_unknown'],
  },
  'draft.keep': {
    says: 'Keep what one has half written in a room, for one’s other devices, and what it is to answer (null: nothing). Empty: nothing. What is not given stays as it is.',
    by: 'signed-in',
    takes: takes({ room: RoomId, text: Type.Optional(Words), replyTo: Type.Optional(orNull(MessageId)) }),
    gives: nothing,
    fails: [...inRoom],
  },
} as const satisfies Record<string, CommandRow>
