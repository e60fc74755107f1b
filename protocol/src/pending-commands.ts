// People who wait to be let in: they came by an invitation that asks for it, or where accounts are made with approval.
import { type Static, Type } from 'typebox'
import { type CommandRow, nothing, takes, Users } from './command-row.ts'
import { At, UserId } from './ids.ts'
import { User } from './shapes.ts'

/** So many may wait at once. */
export const MOST_PENDING = 500
/** So many of them from one address, where nobody has invited them. */
export const MOST_PENDING_OF_ADDRESS = 20
/** Shown at once; the longest waiting are. */
export const PENDING_SHOWN = 100

export const Pending = Type.Object({
  user: User,
  at: At,
  by: Type.Optional(Type.String({ description: 'what who invited them is called' })),
  room: Type.Optional(Type.String({ description: 'name of the room they are invited to' })),
})
export type Pending = Static<typeof Pending>

const fails = ['not_allowed', 'user_unknown'] as const

export const pendingCommands = {
  'pending.list': {
    says: 'Who waits to be let in, as moderator, the longest waiting first.',
    by: 'signed-in',
    takes: nothing,
    gives: Type.Object({ people: Type.Array(Pending), waiting: Type.Integer({ minimum: 0, description: 'how many, shown or not' }) }),
    fails: ['not_allowed'],
  },
  'pending.approve': {
    says: 'Let in somebody who waits, as moderator: into the house, and into the room they are invited to. Their devices come in by themselves.',
    by: 'signed-in',
    takes: takes({ user: UserId }),
    gives: nothing,
    fails,
  },
  'pending.refuse': {
    says: 'Do not let in somebody who waits, as moderator. Nothing of them is kept, their name is free.',
    by: 'signed-in',
    takes: takes({ user: UserId }),
    gives: nothing,
    fails,
  },
  'pending.clear': {
    says: 'Do not let in many of those who wait, as moderator, at once. Who does not wait any more is passed over.',
    by: 'signed-in',
    takes: takes({ users: Users(PENDING_SHOWN) }),
    gives: Type.Object({ refused: Type.Integer({ minimum: 0 }) }),
    fails: ['not_allowed'],
  },
} as const satisfies Record<string, CommandRow>

export type PendingCommandName = keyof typeof pendingCommands
