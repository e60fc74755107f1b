// Passkeys: keys that a device keeps and shows only to this server, instead of the password or after it (WebAuthn).
import { type Static, type TProperties, Type } from 'typebox'
import { type CommandRow, nothing, Password, Token, takes } from './command-row.ts'
import { Bytes, Code, Passkey } from './factor-shapes.ts'
import { At } from './ids.ts'

/** What `navigator.credentials` takes, as JSON: `PublicKeyCredentialCreationOptionsJSON`, `PublicKeyCredentialRequestOptionsJSON`. */
const Options = Type.Unsafe<object>(Type.Object({}, { description: 'what the browser is asked with' }))
const Site = Type.String({ minLength: 1, maxLength: 253, description: 'the host name of the page that asks' })
/** `PublicKeyCredential.toJSON()`, as far as it is read. */
const answered = <P extends TProperties>(response: P) =>
  Type.Object({
    id: Bytes(1400),
    rawId: Bytes(1400),
    type: Type.Literal('public-key'),
    response: Type.Object({ clientDataJSON: Bytes(8000), ...response }),
    clientExtensionResults: Type.Object({}),
  })

export const MadePasskey = answered({
  attestationObject: Bytes(40_000),
  transports: Type.Optional(Type.Array(Type.String({ pattern: '^[a-z-]{1,20}$' }), { maxItems: 10 })),
})
export type MadePasskey = Static<typeof MadePasskey>
export const ShownPasskey = answered({
  authenticatorData: Bytes(8000),
  signature: Bytes(8000),
  userHandle: Type.Optional(Type.String({ maxLength: 200 })),
})
export type ShownPasskey = Static<typeof ShownPasskey>

const ofPassword = ['bad_credentials', 'slow_down'] as const

/** For what takes a guard away: the password, and with a second step that once more. First without: the answer says how, and gives the ticket.
 * Who has neither signs in once more at the server that vouches for them: `outside.again`. */
export const selfShown = {
  password: Type.Optional(Password),
  code: Type.Optional(Code),
  shown: Type.Optional(
    Type.Object(
      { ticket: Token, passkey: ShownPasskey },
      { description: 'what `session.challenge` asked for with the ticket of `second_factor_needed`', additionalProperties: false },
    ),
  ),
}
export const ofSelfShown = [
  ...ofPassword,
  'directory_away',
  'second_factor_needed',
  'code_wrong',
  'code_skewed',
  'ticket_invalid',
  'passkey_refused',
  'sign_in_anew',
] as const

export const passkeyCommands = {
  'session.challenge': {
    says: 'Ask for a passkey: of whoever has one, to sign in by it alone; or with the ticket of a first step, as the second. Its answer goes to `session.prove` with the ticket given here.',
    by: 'anyone',
    takes: takes({ site: Site, ticket: Type.Optional(Token) }),
    gives: Type.Object({ ticket: Type.String(), options: Options, until: At }),
    fails: ['passkeys_off', 'ticket_invalid'],
  },
  'passkey.list': {
    says: 'One’s own passkeys.',
    by: 'signed-in',
    takes: nothing,
    gives: Type.Object({ passkeys: Type.Array(Passkey) }),
    fails: [],
  },
  'passkey.begin': {
    says: 'Begin to add a passkey, with the password, or the second step of who has none. It takes a host name and a trusted certificate: browsers make none for addresses.',
    by: 'signed-in',
    takes: takes({ ...selfShown, site: Site }),
    gives: Type.Object({ options: Options }),
    fails: [...ofSelfShown, 'passkeys_off', 'not_allowed', 'too_many_keys'],
  },
  'passkey.add': {
    says: 'Keep the passkey that the browser has made. From here on a sign-in by password takes it, or a code, as second step.',
    by: 'signed-in',
    takes: takes({ name: Type.String({ minLength: 1, maxLength: 100 }), passkey: MadePasskey }),
    gives: Type.Object({ made: Passkey }),
    fails: ['passkey_refused', 'too_many_keys'],
  },
  'passkey.remove': {
    says: 'Take a passkey away, with the password and a code or a passkey. Who must have a second step and has no other is put behind it at once, with all that they have open.',
    by: 'signed-in',
    takes: takes({ ...selfShown, passkey: Bytes(1400) }),
    gives: nothing,
    fails: [...ofSelfShown, 'passkey_unknown', 'not_allowed'],
  },
} as const satisfies Record<string, CommandRow>

export type PasskeyCommandName = keyof typeof passkeyCommands
