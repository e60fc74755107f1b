// Whom somebody keeps at hand.
import { Type } from 'typebox'
import { type CommandRow, nothing, takes } from './command-row.ts'
import { UserId } from './ids.ts'
import { User } from './shapes.ts'

export const contactCommands = {
  'contact.add': {
    says: 'Keep somebody in one’s contacts. Twice is once.',
    by: 'signed-in',
    takes: takes({ user: UserId }),
    gives: Type.Object({ user: User }),
    fails: ['user_unknown', 'too_many_contacts'],
  },
  'contact.remove': {
    says: 'Take somebody out of one’s contacts.',
    by: 'signed-in',
    takes: takes({ user: UserId }),
    gives: nothing,
    fails: ['user_unknown'],
  },
  'contact.list': {
    says: 'One’s contacts.',
    by: 'signed-in',
    takes: nothing,
    gives: Type.Object({ contacts: Type.Array(User) }),
    fails: [],
  },
} as const satisfies Record<string, CommandRow>
