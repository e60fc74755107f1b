// What a sign-in is made safer with: app passwords for older programs, codes, passkeys.
import { type Static, Type } from 'typebox'
import { AppId, At } from './ids.ts'
import { orNull } from './shapes.ts'

/** `chat`: all that older programs do but changing how one signs in; `read`: hear and read, and say nothing. */
export const AppReach = Type.Union([Type.Literal('chat'), Type.Literal('read')])
export type AppReach = Static<typeof AppReach>

/** A gateway for older programs, by its name in the settings. */
export const GatewayWord = Type.String({ pattern: '^[a-z]{1,20}$', description: 'name of a gateway for older programs' })

/** What one older program signs in with instead of the password. The secret itself is told once, when it is made. */
export const AppPassword = Type.Object({
  id: AppId,
  name: Type.String({ description: 'what it is for' }),
  reach: AppReach,
  gateways: Type.Array(GatewayWord, { description: 'good there alone; none named: everywhere' }),
  createdAt: At,
  seenAt: orNull(At),
  expiresAt: orNull(At),
})
export type AppPassword = Static<typeof AppPassword>

/** Digits from an authenticator app, or a recovery code; blanks and dashes do not matter. */
export const Code = Type.String({ minLength: 6, maxLength: 40 })

/** Bytes, in the alphabet of URLs. */
export const Bytes = (most: number) => Type.String({ maxLength: most, pattern: '^[A-Za-z0-9_-]*$' })

export const Passkey = Type.Object({
  id: Type.String({ description: 'as the browser knows it' }),
  name: Type.String(),
  site: Type.String({ description: 'the host name it is good for' }),
  createdAt: At,
  seenAt: orNull(At),
})
export type Passkey = Static<typeof Passkey>

/** How one can show, after the password, that it is oneself. */
export const ProofWay = Type.Union([Type.Literal('code'), Type.Literal('passkey')])
export type ProofWay = Static<typeof ProofWay>

/** Who must have a second step; guests have no account to guard. */
export const GuardedRole = Type.Union([Type.Literal('owner'), Type.Literal('admin'), Type.Literal('moderator'), Type.Literal('member')])
export type GuardedRole = Static<typeof GuardedRole>

/** What this server asks of everybody at signing in. */
export const Safety = Type.Object({
  roles: Type.Array(GuardedRole, { description: 'who must set up a second step before anything else' }),
  apps: Type.Boolean({ description: 'older programs come in with app passwords only' }),
})
export type Safety = Static<typeof Safety>
