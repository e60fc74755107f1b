// What can be asked about how one signs in: app passwords, codes as a second step, and what admins ask of everybody.
import { Type } from 'typebox'
import { type CommandRow, nothing, Password, signedIn, Token, takes } from './command-row.ts'
import { AppPassword, AppReach, Code, GatewayWord, GuardedRole, Safety } from './factor-shapes.ts'
import { AppId, UserId } from './ids.ts'
import { ofSelfShown, ShownPasskey, selfShown } from './passkey-commands.ts'
import { orNull } from './shapes.ts'

const password = { password: Type.Optional(Password) }
const ofPassword = ['bad_credentials', 'slow_down'] as const
const ofCode = ['code_wrong', 'code_skewed', 'slow_down'] as const
const asAdmin = ['not_allowed'] as const
const Recovery = Type.Array(Type.String(), { description: 'each opens the second step once; told this once' })

/** App passwords, and passkeys, of one person. */
export const MOST_KEYS = 50

export const factorCommands = {
  'session.prove': {
    says: 'The second step of a sign-in that was answered `second_factor_needed`: its ticket, and the code or the passkey. A ticket is good for five minutes and some tries. With the ticket of `session.challenge`: the passkey alone.',
    by: 'anyone',
    takes: takes({ ticket: Token, code: Type.Optional(Code), passkey: Type.Optional(ShownPasskey) }),
    gives: signedIn,
    fails: ['ticket_invalid', ...ofCode, 'passkey_refused', 'banned', 'too_many_sessions', 'too_many_connections'],
  },
  'factor.show': {
    says: 'How one signs in: with codes, with how many recovery codes left; whether one must have a second step, and whether there is a password.',
    by: 'signed-in',
    takes: nothing,
    gives: Type.Object({
      codes: Type.Boolean(),
      recovery: Type.Integer({ minimum: 0 }),
      required: Type.Boolean(),
      password: Type.Boolean({ description: 'deeds of this table want it' }),
      provider: Type.Optional(
        Type.Object(
          { called: Type.String(), account: orNull(Type.String({ description: 'what one is called there' })) },
          { description: 'another server by which one may come in; null: one’s account there is not connected' },
        ),
      ),
    }),
    fails: [],
  },
  'factor.begin': {
    says: 'Begin to set up codes: the secret for an authenticator app, also as what a QR code for it says. On only after `factor.confirm`. With the password, or the passkey of who has none.',
    by: 'signed-in',
    takes: takes(selfShown),
    gives: Type.Object({ secret: Type.String({ description: 'base 32' }), uri: Type.String() }),
    fails: [...ofSelfShown, 'factor_on', 'not_allowed'],
  },
  'factor.confirm': {
    says: 'Switch codes on, with one that the app shows now. From here on each new sign-in takes a code. Others that are open go on, but not those of older programs by the password; where one must have a second step, none does.',
    by: 'signed-in',
    takes: takes({ code: Code }),
    gives: Type.Object({ recovery: Recovery }),
    fails: [...ofCode, 'factor_on', 'factor_off'],
  },
  'factor.recovery': {
    says: 'New recovery codes; those before are void.',
    by: 'signed-in',
    takes: takes({ ...password, code: Code }),
    gives: Type.Object({ recovery: Recovery }),
    fails: [...ofPassword, 'code_wrong', 'code_skewed', 'factor_off'],
  },
  'factor.end': {
    says: 'Switch codes off, with the password and a code. Who must have a second step and has no other is put behind it at once, with all that they have open.',
    by: 'signed-in',
    takes: takes({ ...password, code: Code }),
    gives: nothing,
    fails: [...ofPassword, 'code_wrong', 'code_skewed', 'factor_off'],
  },

  'app.create': {
    says: 'Make a password for one older program: for these gateways, or all; for so many days, or until it is revoked. With the password, or the second step of who has none. Not for guests.',
    by: 'signed-in',
    takes: takes({
      ...selfShown,
      name: Type.String({ minLength: 1, maxLength: 100 }),
      reach: AppReach,
      gateways: Type.Optional(Type.Array(GatewayWord, { minItems: 1, maxItems: 10, uniqueItems: true })),
      days: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650 })),
    }),
    gives: Type.Object({ secret: Type.String(), made: AppPassword }),
    fails: [...ofSelfShown, 'not_allowed', 'too_many_keys'],
  },
  'app.list': {
    says: 'One’s own app passwords; which gateways are on; and whether these let in with nothing else.',
    by: 'signed-in',
    takes: nothing,
    gives: Type.Object({ apps: Type.Array(AppPassword), gateways: Type.Array(GatewayWord), only: Type.Boolean() }),
    fails: [],
  },
  'app.revoke': {
    says: 'End an app password at once, and what is connected with it.',
    by: 'signed-in',
    takes: takes({ app: AppId }),
    gives: nothing,
    fails: ['app_unknown'],
  },

  'admin.safety': {
    says: 'Who must have a second step, and whether older programs need app passwords; change what is given, null: as the settings of the start say. As admin.',
    by: 'signed-in',
    takes: takes({
      roles: Type.Optional(orNull(Type.Array(GuardedRole, { maxItems: 4, uniqueItems: true }))),
      apps: Type.Optional(orNull(Type.Boolean())),
    }),
    gives: Type.Object({
      safety: Safety,
      without: Type.Integer({ minimum: 0, description: 'people who must have a second step, and have none' }),
    }),
    fails: asAdmin,
  },
  'admin.factor': {
    says: 'Take codes and passkeys away from somebody of lower standing, who cannot get at them any more; their sign-ins end. As admin.',
    by: 'signed-in',
    takes: takes({ user: UserId }),
    gives: nothing,
    fails: [...asAdmin, 'user_unknown', 'factor_off'],
  },
} as const satisfies Record<string, CommandRow>

export type FactorCommandName = keyof typeof factorCommands
