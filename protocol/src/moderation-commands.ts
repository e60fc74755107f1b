// What moderators ask for, and what everybody may ask of them.
import { Type } from 'typebox'
import { type CommandRow, nothing, takes } from './command-row.ts'
import { At, MessageId, ReportId, RoomId, UserId } from './ids.ts'
import { Audited, Ban, Mute, Report, ReportOutcome, ReportWhy, ServerRole, Whereabouts } from './moderation-shapes.ts'
import { orNull, Place, User } from './shapes.ts'

const user = { user: UserId }
const Reason = Type.String({ maxLength: 250 })
const asStaff = ['not_allowed'] as const
const aboutSomebody = ['not_allowed', 'user_unknown'] as const

export const moderationCommands = {
  'moderation.role': {
    says: 'Give somebody another role on the server: as admin up to moderator, as owner any. A guest has none to give.',
    by: 'signed-in',
    takes: takes({ ...user, role: ServerRole }),
    gives: Type.Object({ user: User }),
    fails: [...aboutSomebody, 'last_owner'],
  },
  'moderation.mute': {
    says: 'Let somebody say nothing for some minutes: everywhere as moderator of the server, or in a room as its admin. Neither of one’s own standing or above.',
    by: 'signed-in',
    takes: takes({ ...user, room: Type.Optional(RoomId), minutes: Type.Integer({ minimum: 1, maximum: 525_600 }), reason: Reason }),
    gives: Type.Object({ until: At }),
    fails: [...aboutSomebody, 'room_unknown', 'not_a_member', 'room_is_fixed'],
  },
  'moderation.unmute': {
    says: 'Let them speak again. Not being muted is fine.',
    by: 'signed-in',
    takes: takes({ ...user, room: Type.Optional(RoomId) }),
    gives: nothing,
    fails: [...aboutSomebody, 'room_unknown', 'not_a_member', 'room_is_fixed'],
  },
  'moderation.mutes': {
    says: 'Who is muted now, as moderator.',
    by: 'signed-in',
    takes: nothing,
    gives: Type.Object({ mutes: Type.Array(Mute) }),
    fails: asStaff,
  },
  'moderation.signout': {
    says: 'End all sign-ins of somebody of lower standing, as moderator.',
    by: 'signed-in',
    takes: takes(user),
    gives: nothing,
    fails: aboutSomebody,
  },
  'moderation.whereabouts': {
    says: 'Where somebody is connected from, and how many people are from there: a ban of such an address shuts all of them out. As admin.',
    by: 'signed-in',
    takes: takes(user),
    gives: Type.Object({ addresses: Type.Array(Whereabouts) }),
    fails: aboutSomebody,
  },
  'moderation.ban': {
    says: 'Shut somebody out at once, everywhere, as moderator; with `devices` those they are signed in on, with `addresses` (as admin) everybody who comes from there, too; never somebody who does not stand below. With `minutes` for so long.',
    by: 'signed-in',
    takes: takes({
      ...user,
      reason: Reason,
      addresses: Type.Optional(Type.Array(Type.String({ minLength: 2, maxLength: 64 }), { maxItems: 20 })),
      devices: Type.Optional(Type.Literal(true)),
      minutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 5_256_000 })),
    }),
    gives: nothing,
    fails: [...aboutSomebody, 'ban_reaches_above', 'not_bannable', 'bad_request'],
  },
  'moderation.unban': {
    says: 'Let in again: a person or a device as moderator, an address as admin. One of the three.',
    by: 'signed-in',
    takes: takes({
      user: Type.Optional(UserId),
      address: Type.Optional(Type.String({ minLength: 2, maxLength: 64 })),
      device: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$', description: 'its mark, as `moderation.bans` gives it' })),
    }),
    gives: nothing,
    fails: [...aboutSomebody, 'not_banned', 'bad_request'],
  },
  'moderation.bans': {
    says: 'Who is shut out, as moderator. Addresses for admins alone.',
    by: 'signed-in',
    takes: nothing,
    gives: Type.Object({ bans: Type.Array(Ban) }),
    fails: asStaff,
  },
  'moderation.purge': {
    says: 'Delete what somebody said: in a room as its admin, everywhere as moderator. Some at a time; `next` goes on, as `from`, until it is null.',
    by: 'signed-in',
    takes: takes({ ...user, room: Type.Optional(RoomId), from: Type.Optional(Place) }),
    gives: Type.Object({ removed: Type.Integer({ minimum: 0 }), next: orNull(Place) }),
    fails: [...aboutSomebody, 'room_unknown', 'not_a_member'],
  },
  'moderation.audit': {
    says: 'Who did what, to whom, and when, the newest first; from behind `before` on. As admin.',
    by: 'signed-in',
    takes: takes({
      before: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    }),
    gives: Type.Object({ entries: Type.Array(Audited), people: Type.Array(User), more: Type.Boolean() }),
    fails: asStaff,
  },
  'report.make': {
    says: 'Tell the moderators of somebody, or of one of their messages in a room one is in: they are shown that one. Twice is once.',
    by: 'signed-in',
    takes: takes({
      ...user,
      room: Type.Optional(RoomId),
      message: Type.Optional(MessageId),
      why: ReportWhy,
      words: Type.Optional(Type.String({ maxLength: 1000 })),
    }),
    gives: nothing,
    fails: ['user_unknown', 'room_unknown', 'not_a_member', 'message_unknown', 'bad_request', 'too_many_reports'],
  },
  'report.list': {
    says: 'What waits for the moderators, or what they settled, the newest first; from behind `before` on.',
    by: 'signed-in',
    takes: takes({
      open: Type.Boolean(),
      before: Type.Optional(ReportId),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    }),
    gives: Type.Object({ reports: Type.Array(Report), waiting: Type.Integer({ minimum: 0 }) }),
    fails: asStaff,
  },
  'report.settle': {
    says: 'A report is dealt with, as moderator. `removed` deletes its message, wherever it was said.',
    by: 'signed-in',
    takes: takes({ report: ReportId, outcome: ReportOutcome }),
    gives: nothing,
    fails: [...asStaff, 'report_unknown'],
  },
} as const satisfies Record<string, CommandRow>

export type ModerationCommandName = keyof typeof moderationCommands
