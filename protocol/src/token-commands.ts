// What can be asked about where one is signed in, and about tokens for programs.
import { Type } from 'typebox'
import { type CommandRow, nothing, takes } from './command-row.ts'
import { SessionId } from './ids.ts'
import { Scope } from './scopes.ts'
import { AccessToken, Session } from './shapes.ts'

export const tokenCommands = {
  'session.list': {
    says: 'Where one is signed in.',
    by: 'signed-in',
    takes: nothing,
    gives: Type.Object({ sessions: Type.Array(Session) }),
    fails: [],
  },
  'session.revoke': {
    says: 'End another sign-in of one’s own.',
    by: 'signed-in',
    takes: takes({ session: SessionId }),
    gives: nothing,
    fails: ['session_unknown'],
  },
  'token.create': {
    says: 'Make a token for a program: it may do what its scope says, in one’s own name, for so many days. A new password ends it. Not for guests, and not with such a token.',
    by: 'signed-in',
    takes: takes({
      name: Type.String({ minLength: 1, maxLength: 100 }),
      scope: Type.Array(Scope, { minItems: 1, maxItems: 2, uniqueItems: true }),
      days: Type.Integer({ minimum: 1, maximum: 3650 }),
    }),
    gives: Type.Object({ token: Type.String(), made: AccessToken }),
    fails: ['not_allowed', 'too_many_sessions'],
  },
  'token.list': {
    says: 'One’s own tokens for programs.',
    by: 'signed-in',
    takes: nothing,
    gives: Type.Object({ tokens: Type.Array(AccessToken) }),
    fails: [],
  },
  'token.revoke': {
    says: 'End such a token at once.',
    by: 'signed-in',
    takes: takes({ token: SessionId }),
    gives: nothing,
    fails: ['token_unknown'],
  },
} as const satisfies Record<string, CommandRow>
