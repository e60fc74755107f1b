// Looking for people, for those in a room, and for rooms, by a part of a name.
import { Type } from 'typebox'
import { type CommandRow, takes } from './command-row.ts'
import { RoomId, UserId } from './ids.ts'
import { Member, Room, User } from './shapes.ts'

const Sought = Type.String({ maxLength: 256 })

export const findingCommands = {
  'people.search': {
    says: 'People whose name or display name holds the text, best first.',
    by: 'signed-in',
    takes: takes({ text: Sought }),
    gives: Type.Object({ people: Type.Array(User) }),
    fails: [],
  },
  'room.members': {
    says: 'Who is in it, in the order they came; the next page comes after the last one’s id. With `text` those whose names hold it.',
    by: 'signed-in',
    takes: takes({
      room: RoomId,
      text: Type.Optional(Sought),
      after: Type.Optional(UserId),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    }),
    gives: Type.Object({ members: Type.Array(Member), more: Type.Boolean() }),
    fails: ['room_unknown', 'not_a_member'],
  },
  'room.list': {
    says: 'One’s rooms; with `public: true` the rooms anybody may enter, the biggest first: of the 5,000 biggest those whose name or topic holds `text`, and the next page after the last one’s id.',
    by: 'signed-in',
    takes: takes({
      public: Type.Optional(Type.Boolean()),
      text: Type.Optional(Sought),
      after: Type.Optional(RoomId),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    }),
    gives: Type.Object({ rooms: Type.Array(Room), more: Type.Optional(Type.Boolean({ description: 'of public ones' })) }),
    fails: [],
  },
} as const satisfies Record<string, CommandRow>
