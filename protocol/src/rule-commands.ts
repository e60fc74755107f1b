// What the admins of a room ask for so that it stays pleasant: slow mode, words, a lock, and who comes in.
import { Type } from 'typebox'
import { type CommandRow, nothing, Token, takes } from './command-row.ts'
import { At, RoomId, Seq, UserId } from './ids.ts'
import { RoomRules } from './rule-shapes.ts'
import { orNull, User } from './shapes.ts'

const room = { room: RoomId }
const asAdmin = ['room_unknown', 'not_a_member', 'not_allowed', 'room_is_fixed'] as const

const Asking = Type.Object({
  user: User,
  at: At,
  role: Type.Union([Type.Literal('member'), Type.Literal('admin', { description: 'they were invited as one' })], {
    description: 'as what they come in if who asks this lets them in',
  }),
})

export const ruleCommands = {
  'room.rules': {
    says: 'Change what holds in the room besides its roles, as admin; what is not given stays. Slow mode, lock and words bind members, not admins.',
    by: 'signed-in',
    takes: takes({
      ...room,
      slowSeconds: Type.Optional(orNull(Type.Integer({ minimum: 1, maximum: 21_600 }))),
      locked: Type.Optional(Type.Boolean()),
      approval: Type.Optional(Type.Boolean()),
      words: Type.Optional(Type.Array(Type.String({ minLength: 2, maxLength: 64 }), { maxItems: 200, uniqueItems: true })),
    }),
    gives: Type.Object({ seq: Seq, rules: RoomRules }),
    fails: asAdmin,
  },
  'room.words': {
    says: 'The words for which a message is refused in the room, as admin.',
    by: 'signed-in',
    takes: takes(room),
    gives: Type.Object({ words: Type.Array(Type.String()) }),
    fails: asAdmin,
  },
  'room.ask': {
    says: 'Ask the admins of a room to be let in: by its code, an invitation into it, or a public room by its id. Twice is once, and takes one use of an invitation.',
    by: 'signed-in',
    takes: takes({
      code: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
      room: Type.Optional(RoomId),
      invite: Type.Optional(Token),
    }),
    gives: nothing,
    fails: ['code_invalid', 'invite_invalid', 'room_unknown', 'bad_request', 'too_many_members'],
  },
  'room.asking': {
    says: 'Who asks to be let in, as admin, the longest waiting first.',
    by: 'signed-in',
    takes: takes(room),
    gives: Type.Object({ people: Type.Array(Asking) }),
    fails: asAdmin,
  },
  'room.admit': {
    says: 'Let in somebody who asks, or not, as admin.',
    by: 'signed-in',
    takes: takes({ ...room, user: UserId, yes: Type.Boolean() }),
    gives: nothing,
    fails: [...asAdmin, 'user_unknown', 'too_many_rooms', 'too_many_members'],
  },
} as const satisfies Record<string, CommandRow>

export type RuleCommandName = keyof typeof ruleCommands
