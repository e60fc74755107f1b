// What moderators see and do.
import { type Static, Type } from 'typebox'
import { At, MessageId, ReportId, RoomId, UserId } from './ids.ts'
import { Message, orNull, User } from './shapes.ts'

export const ServerRole = Type.Union([
  Type.Literal('owner'),
  Type.Literal('admin'),
  Type.Literal('moderator'),
  Type.Literal('member'),
  Type.Literal('guest'),
])
export type ServerRole = Static<typeof ServerRole>

export const ReportWhy = Type.Union([Type.Literal('unwanted'), Type.Literal('rude'), Type.Literal('harmful'), Type.Literal('other')])
export type ReportWhy = Static<typeof ReportWhy>
export const ReportOutcome = Type.Union([
  Type.Literal('nothing'),
  Type.Literal('removed'),
  Type.Literal('muted'),
  Type.Literal('banned'),
  Type.Literal('spoken'),
])
export type ReportOutcome = Static<typeof ReportOutcome>

/** `message`: as it is now; whoever reported it shows it to the moderators. Null where it was about the person, or is gone. */
export const Report = Type.Object({
  id: ReportId,
  by: User,
  user: User,
  room: orNull(RoomId),
  messageId: orNull(MessageId),
  message: orNull(Message),
  why: ReportWhy,
  words: Type.String({ description: 'what who reported it says of it' }),
  at: At,
  settled: orNull(Type.Object({ at: At, by: UserId, outcome: ReportOutcome })),
})
export type Report = Static<typeof Report>

export const Ban = Type.Object({
  kind: Type.Union([Type.Literal('user'), Type.Literal('address'), Type.Literal('device')]),
  value: Type.String({ description: 'a person’s id, an address or range, or a device’s mark' }),
  user: Type.Optional(Type.Unsafe<User>({ ...User, description: 'who is shut out, or whose device it was' })),
  reason: Type.String(),
  at: At,
  until: orNull(At, { description: 'null: until it is lifted' }),
})
export type Ban = Static<typeof Ban>

/** `room`: null for everywhere. */
export const Mute = Type.Object({ user: User, room: orNull(RoomId), until: At, by: UserId, reason: Type.String(), at: At })
export type Mute = Static<typeof Mute>

/** Where somebody is connected from now, and how many people are from there. */
export const Whereabouts = Type.Object({ address: Type.String(), people: Type.Integer({ minimum: 1 }) })
export type Whereabouts = Static<typeof Whereabouts>

/** What the audit log names. A client may meet others, of a newer server. */
export type AuditedDeed =
  | 'role.given'
  | 'mute.set'
  | 'mute.lifted'
  | 'ban.set'
  | 'ban.lifted'
  | 'person.signed-out'
  | 'messages.purged'
  | 'message.removed'
  | 'report.settled'
  | 'room.ruled'
  | 'room.put-out'
  | 'room.role'
  | 'room.deleted'
  | 'room.admitted'
  | 'room.refused'
  | 'account.made'
  | 'account.deleted'
  | 'account.approved'
  | 'account.refused'
  | 'password.set'
  | 'invite.made'
  | 'password.link'
  | 'settings.changed'
  | 'backup.made'
  | 'export.taken'
  | 'token.made'
  | 'token.ended'
  | 'signed-in'
  | 'sign-in.failed'
  | 'refused'
  | 'codes.on'
  | 'codes.off'
  | 'codes.renewed'
  | 'recovery-code.used'
  | 'second-step.reset'
  | 'account.off'
  | 'account.connected'
  | 'account.parted'
  | 'passkey.added'
  | 'passkey.removed'
  | 'app-password.made'
  | 'app-password.ended'

/** One line of the audit log. No words of messages. */
export const Audited = Type.Object({
  n: Type.Integer({ minimum: 1 }),
  at: At,
  by: orNull(UserId),
  deed: Type.String({ description: 'say `ban.set`' }),
  user: orNull(UserId),
  room: orNull(RoomId),
  detail: Type.String(),
})
export type Audited = Static<typeof Audited>
