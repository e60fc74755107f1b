// What moderators and admins of rooms hear, besides what everybody does.
import { Type } from 'typebox'
import { At, UserId } from './ids.ts'
import { RoomRules } from './rule-shapes.ts'
import { User } from './shapes.ts'

export const moderationEvents = {
  'room.ruled': {
    says: 'Something else holds in the room now: slow mode, a lock, words that are refused, or who lets in.',
    lasts: 'logged',
    with: Type.Object({ rules: RoomRules, at: At, by: UserId }),
  },
  'room.asked': {
    says: 'Somebody asks to be let in; told to the room’s admins.',
    lasts: 'passing',
    with: Type.Object({ user: User, at: At }),
  },
  'pending.changed': {
    says: 'So many people wait to be let in; told to moderators.',
    lasts: 'passing',
    with: Type.Object({ waiting: Type.Integer({ minimum: 0 }) }),
  },
  'moderation.waiting': {
    says: 'So many reports wait; told to moderators.',
    lasts: 'passing',
    with: Type.Object({ reports: Type.Integer({ minimum: 0 }) }),
  },
} as const
