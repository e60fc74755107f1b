// What admins ask for about the server itself, and the one-time link that lets somebody choose a new password.
import { Type } from 'typebox'
import { Account, Doors, Figures, House, Registration } from './admin-shapes.ts'
import { type CommandRow, Name, nothing, Password, signedIn, Token, takes } from './command-row.ts'
import { At, UserId } from './ids.ts'
import { orNull, User } from './shapes.ts'

const asAdmin = ['not_allowed'] as const
const aLink = { token: Type.String({ description: 'behind `#reset=` of this server’s address' }), expiresAt: At }

export const adminCommands = {
  'server.figures': {
    says: 'How the server is doing just now, as admin.',
    by: 'signed-in',
    takes: nothing,
    gives: Type.Object({ figures: Figures }),
    fails: asAdmin,
  },
  'admin.house': {
    says: 'Who comes in without an admin, the rooms, what is kept, and how the last backup went, as admin.',
    by: 'signed-in',
    takes: nothing,
    gives: Type.Object({ house: House }),
    fails: asAdmin,
  },
  'admin.doors': {
    says: 'Change who comes in without an admin, at once and until it is changed again, as admin. Null: as the settings of the start say.',
    by: 'signed-in',
    takes: takes({ registration: Type.Optional(orNull(Registration)), guests: Type.Optional(orNull(Type.Boolean())) }),
    gives: Type.Object({ doors: Doors }),
    fails: asAdmin,
  },
  'admin.people': {
    says: 'People by a part of their name, or all in the order they came; from behind `after` on. As moderator.',
    by: 'signed-in',
    takes: takes({ text: Type.Optional(Type.String({ maxLength: 256 })), after: Type.Optional(UserId) }),
    gives: Type.Object({ people: Type.Array(Account), more: Type.Boolean() }),
    fails: asAdmin,
  },
  'admin.create': {
    says: 'Make an account for somebody, who chooses a password by the link. As admin.',
    by: 'signed-in',
    takes: takes({ name: Name, displayName: Type.Optional(Name) }),
    gives: Type.Object({ user: User, ...aLink }),
    fails: [...asAdmin, 'name_invalid', 'name_taken'],
  },
  'admin.reset': {
    says: 'A link by which somebody of lower standing, or oneself, chooses a new password: once, within a day. The one before is void. As admin.',
    by: 'signed-in',
    takes: takes({ user: UserId }),
    gives: Type.Object(aLink),
    fails: [...asAdmin, 'user_unknown'],
  },
  'admin.invite': {
    says: 'An invitation for so many people and days, as admin. The token stands behind `#invite=` of this server’s address.',
    by: 'signed-in',
    takes: takes({ uses: Type.Integer({ minimum: 1, maximum: 10_000 }), days: Type.Integer({ minimum: 1, maximum: 3650 }) }),
    gives: Type.Object({ token: Type.String(), expiresAt: At }),
    fails: asAdmin,
  },
  'account.reset': {
    says: 'Choose a new password by such a link, and sign in with it. Every other sign-in ends.',
    by: 'anyone',
    takes: takes({ token: Token, password: Password }),
    gives: signedIn,
    fails: [
      'reset_invalid',
      'second_factor_needed',
      'password_weak',
      'password_too_long',
      'banned',
      'too_many_sessions',
      'too_many_connections',
      'slow_down',
    ],
  },
} as const satisfies Record<string, CommandRow>

export type AdminCommandName = keyof typeof adminCommands
