// Coming in by way of another server that signs people in. The way there and back is HTTP: `/oidc/start`, `/oidc/back`, `/oidc/leave`.
import { Type } from 'typebox'
import { type CommandRow, nothing, Password, signedIn, Token, takes } from './command-row.ts'

export const outsideCommands = {
  'session.enter': {
    says: 'Sign in with the ticket that came back behind `#entered=`. Who has a second step here is asked for it.',
    by: 'anyone',
    takes: takes({ ticket: Token }),
    gives: signedIn,
    fails: ['ticket_invalid', 'second_factor_needed', 'account_off', 'banned', 'too_many_sessions', 'too_many_connections'],
  },
  'outside.link': {
    says: 'Begin to connect one’s account here with the one there: a word, good once for a minute, for `/oidc/start?link=`.',
    by: 'signed-in',
    takes: takes({ password: Type.Optional(Password) }),
    gives: Type.Object({ start: Type.String() }),
    fails: ['bad_credentials', 'slow_down', 'not_allowed', 'outside_off'],
  },
  'outside.unlink': {
    says: 'The account there opens this one no more. Not without a password here.',
    by: 'signed-in',
    takes: nothing,
    gives: nothing,
    fails: ['not_allowed', 'outside_off', 'outside_unknown'],
  },
} as const satisfies Record<string, CommandRow>

export type OutsideCommandName = keyof typeof outsideCommands
