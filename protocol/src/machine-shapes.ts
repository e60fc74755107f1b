// What admins see of the machine the server runs on, and what they may set there.
import { type Static, Type } from 'typebox'
import { At, SessionId } from './ids.ts'
import { orNull } from './shapes.ts'
import { TroubleWord } from './trouble-shapes.ts'

const count = (description: string) => Type.Integer({ minimum: 0, description })

/** `given`: as the settings of the start say. `from`: when a change holds. */
export const LimitSet = Type.Object({
  name: Type.String({ description: 'say `textChars`' }),
  says: Type.String({ description: 'what it counts, in English' }),
  value: count('what holds, or will from the next start on'),
  given: count('what holds where nothing is chosen here'),
  least: count('the smallest it may be'),
  set: Type.Boolean({ description: 'chosen here' }),
  from: Type.Union([Type.Literal('now'), Type.Literal('start', { description: 'the next start of the server' })]),
})
export type LimitSet = Static<typeof LimitSet>

/** A gateway for older programs. */
export const GatewaySet = Type.Object({
  name: Type.String(),
  speaks: Type.String({ description: 'say `text commands over TCP`' }),
  readable: orNull(Type.String(), { description: 'what anybody on the network can read of it, in English; null: nothing' }),
  wanted: Type.Boolean({ description: 'on, or to be from the next start on' }),
  ports: Type.Array(Type.Integer(), { description: 'open now' }),
  set: Type.Boolean({ description: 'chosen here, and no longer by the settings of the start' }),
})
export type GatewaySet = Static<typeof GatewaySet>

export const Certificate = Type.Object({
  own: Type.Boolean({ description: 'files of the owner’s, instead of the local authority’s' }),
  names: Type.Array(Type.String(), { description: 'names and addresses it vouches for' }),
  fingerprint: Type.String({ description: 'SHA-256' }),
  from: At,
  to: At,
  authority: orNull(Type.Object({ fingerprint: Type.String(), to: At })),
})
export type Certificate = Static<typeof Certificate>

const Kept = Type.Object({ name: Type.String(), bytes: count('of the file'), at: At })
export const BackupsKept = Type.Object({
  plan: orNull(Type.Object({ everyMs: count('between two'), keep: count('so many are kept'), folder: Type.String() })),
  last: orNull(
    Type.Object({
      at: At,
      file: orNull(Type.String()),
      says: orNull(Type.String({ description: 'what is wrong, in English' })),
      about: Type.Optional(Type.Unsafe<TroubleWord>({ ...TroubleWord, description: 'the same as a fact' })),
    }),
  ),
  files: Type.Array(Kept, { description: 'those there are in the folder, the newest first' }),
  making: Type.Boolean({ description: 'one is made just now' }),
})
export type BackupsKept = Static<typeof BackupsKept>

export const Versions = Type.Object({
  hearth: Type.String(),
  protocol: Type.Integer(),
  node: Type.String(),
  database: Type.String({ description: 'say `SQLite 3.53.0`' }),
  system: Type.String({ description: 'say `linux x64`' }),
})
export type Versions = Static<typeof Versions>

export const Machine = Type.Object({ versions: Versions, certificate: Certificate, backups: BackupsKept })
export type Machine = Static<typeof Machine>

/** A sign-in or a token of somebody else. */
export const OthersSession = Type.Object({
  id: SessionId,
  client: Type.String({ description: 'what the device says of itself, or the token’s name' }),
  createdAt: At,
  seenAt: At,
  program: Type.Boolean({ description: 'a token for a program' }),
  device: Type.Boolean({ description: 'it can be told from others, so that it can be shut out' }),
})
export type OthersSession = Static<typeof OthersSession>

export const LogLevel = Type.Union([Type.Literal('debug'), Type.Literal('info'), Type.Literal('warn'), Type.Literal('error')])
export type LogLevel = Static<typeof LogLevel>

/** A line of the server’s log since its start; `about` is JSON without secrets and without words that were said. */
export const LogLine = Type.Object({
  n: Type.Integer({ minimum: 1 }),
  at: At,
  level: LogLevel,
  says: Type.String(),
  about: Type.String(),
})
export type LogLine = Static<typeof LogLine>
