// Ways in: invitations with an end, and bringing one's own sign-in to another device.
import { type Static, Type } from 'typebox'
import { type CommandRow, nothing, signedIn, Token, takes } from './command-row.ts'
import { At, InviteId, RoomId, UserId } from './ids.ts'
import { RoomKind } from './shapes.ts'

/** Of one person, that are still good. */
export const MOST_INVITES = 100

const GivenRole = Type.Union([Type.Literal('member'), Type.Literal('admin')])

/** The secret itself is told once, when it is made. */
export const Invite = Type.Object({
  id: InviteId,
  by: Type.Optional(UserId),
  room: Type.Optional(RoomId),
  role: GivenRole,
  usesLeft: Type.Integer({ minimum: 0 }),
  uses: Type.Integer({ minimum: 1 }),
  createdAt: At,
  expiresAt: At,
  opens: Type.Boolean({ description: 'lets people make an account where registration is by invitation' }),
  approval: Type.Optional(Type.Literal(true, { description: 'somebody lets in who comes by it' })),
  asleep: Type.Optional(Type.Literal(true, { description: 'lets nobody in while who made it may not: it is good again when they may' })),
})
export type Invite = Static<typeof Invite>

const inRoom = ['room_unknown', 'not_a_member'] as const

export const wayCommands = {
  'invite.create': {
    says: 'Make an invitation, as who may take people into the room; with `role: admin` as its owner. Without a room, and to let people make accounts where registration is by invitation: as admin of the server. Each who comes in by it takes one use. With `approval` somebody lets them in first: who makes an account the server’s moderators, where it is an admin’s; who has one the room’s admins.',
    by: 'signed-in',
    takes: takes({
      room: Type.Optional(RoomId),
      role: Type.Optional(GivenRole),
      uses: Type.Integer({ minimum: 1, maximum: 10_000 }),
      hours: Type.Integer({ minimum: 1, maximum: 8760 }),
      approval: Type.Optional(Type.Boolean()),
    }),
    gives: Type.Object({ token: Type.String(), invite: Invite }),
    fails: [...inRoom, 'not_allowed', 'room_is_fixed', 'too_many_invites'],
  },
  'invite.list': {
    says: 'Invitations that are still good: of a room, as who may take people into it; without one those of one’s own, as admin of the server all. One whose maker may let nobody in just now is `asleep`.',
    by: 'signed-in',
    takes: takes({ room: Type.Optional(RoomId) }),
    gives: Type.Object({ invites: Type.Array(Invite) }),
    fails: [...inRoom, 'not_allowed'],
  },
  'invite.revoke': {
    says: 'Nobody comes in by it any more. One’s own, one of a room as its admin, any as admin of the server.',
    by: 'signed-in',
    takes: takes({ invite: InviteId }),
    gives: nothing,
    fails: ['invite_unknown'],
  },
  'invite.look': {
    says: 'What an invitation is for, before one comes in by it.',
    by: 'anyone',
    takes: takes({ invite: Token }),
    gives: Type.Object({
      room: Type.Optional(Type.Object({ name: Type.String(), kind: RoomKind, members: Type.Integer({ minimum: 0 }) })),
      by: Type.Optional(Type.String({ description: 'what who made it is called' })),
      opens: Type.Boolean(),
      approval: Type.Optional(Type.Literal(true)),
      expiresAt: At,
    }),
    fails: ['invite_invalid'],
  },

  'session.offer': {
    says: 'Offer one’s sign-in to another device, for a minute, once. The code is for that device alone: as a picture on the screen.',
    by: 'signed-in',
    takes: nothing,
    gives: Type.Object({ code: Type.String(), expiresAt: At }),
    fails: [],
  },
  'session.knock': {
    says: 'The other device has read the code. Who offered it is told (`session.knocked`) and asked. The first to knock is the only one.',
    by: 'anyone',
    takes: takes({
      code: Token,
      knock: Type.String({
        pattern: '^[0-9A-Za-z]{16,64}$',
        description: 'made up by the device; its first four letters are shown on both',
      }),
    }),
    gives: Type.Object({ expiresAt: At }),
    fails: ['move_invalid'],
  },
  'session.confirm': {
    says: 'Let the device that knocked in as oneself, or not.',
    by: 'signed-in',
    takes: takes({ code: Token, allow: Type.Boolean() }),
    gives: nothing,
    fails: ['move_invalid'],
  },
  'session.take': {
    says: 'Sign in with a code that was offered, once who offered it has agreed. Asked again until then.',
    by: 'anyone',
    takes: takes({ code: Token, knock: Type.String({ minLength: 16, maxLength: 64 }) }),
    gives: signedIn,
    fails: ['move_invalid', 'move_waiting', 'banned', 'too_many_sessions', 'too_many_connections'],
  },
} as const satisfies Record<string, CommandRow>
