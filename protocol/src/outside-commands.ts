// Coming in by way of another server that signs people in. The way there and back is HTTP: `/oidc/start`, `/oidc/back`, `/oidc/leave`.
import { Type } from 'typebox'
import { type CommandRow, nothing, signedIn, Token, takes } from './command-row.ts'
import { ofSelfShown, selfShown } from './passkey-commands.ts'

export const outsideCommands = {
  'session.enter': {
    says: 'Sign in with the ticket that came back behind `#entered=`. Who has a second step here is asked for it.',
    by: 'anyone',
    takes: takes({ ticket: Token }),
    gives: signedIn,
    fails: ['ticket_invalid', 'second_factor_needed', 'account_off', 'banned', 'too_many_sessions', 'too_many_connections'],
  },
  'outside.link': {
    says: 'Begin to connect one’s account here with the one there: a word, good once for a minute, for `/oidc/start?link=`. With the password, or the second step of who has none.',
    by: 'signed-in',
    takes: takes(selfShown),
    gives: Type.Object({ start: Type.String() }),
    fails: [...ofSelfShown, 'not_allowed', 'outside_off'],
  },
  'outside.again': {
    says: 'Begin to show by the other server that it is oneself: a word, good once for a minute, for `/oidc/start?link=`. One signs in there anew, whoever is signed in there already; who is back has shown it for five minutes, on this device. For who has neither a password here nor a second step, and is answered `sign_in_anew`.',
    by: 'signed-in',
    takes: nothing,
    gives: Type.Object({ start: Type.String() }),
    fails: ['outside_off', 'outside_unknown'],
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
