// What a row of the table of commands holds, and what rows are made of.
import { type TObject, Type } from 'typebox'
import type { ErrorCode } from './errors.ts'
import { SessionId, UserId } from './ids.ts'
import { User } from './shapes.ts'

export type CommandRow = {
  /** One line for people who write clients. */
  readonly says: string
  /** Who may ask: anybody who is connected, or only who has signed in. */
  readonly by: 'anyone' | 'signed-in'
  readonly takes: TObject
  readonly gives: TObject
  readonly fails: readonly ErrorCode[]
}

const strict = { additionalProperties: false } as const
/** No command takes a field it does not know. */
export const takes = <P extends Parameters<typeof Type.Object>[0]>(properties: P) => Type.Object(properties, strict)
export const nothing = Type.Object({}, strict)

export const Name = Type.String({ minLength: 1, maxLength: 256 })
export const Password = Type.String({ minLength: 1, maxLength: 4096 })
export const Token = Type.String({ minLength: 1, maxLength: 256 })
export const Words = Type.String({ maxLength: 65_536 })
export const Emoji = Type.String({ minLength: 1, maxLength: 64 })
export const Users = (max: number) => Type.Array(UserId, { minItems: 1, maxItems: max, uniqueItems: true })

export const signedIn = Type.Object({
  user: User,
  session: SessionId,
  token: Type.Optional(Type.String({ description: 'absent when the page asked to keep it in a cookie' })),
  waiting: Type.Optional(
    Type.Literal(true, { description: 'somebody lets them in first: until then everything but this answer is `approval_waiting`' }),
  ),
})
