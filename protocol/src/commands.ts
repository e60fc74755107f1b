// Every request: name → what it takes, gives, how it may fail. Types, validation, handlers and docs derive from this table.
import { type Static, Type } from 'typebox'
import { adminCommands } from './admin-commands.ts'
import { callCommands } from './call-commands.ts'
import { Call, PastCall } from './call-shapes.ts'
import { type CommandRow, Emoji, Name, nothing, Password, signedIn, Token, takes, Users, Words } from './command-row.ts'
import { storageCommands } from './commands.storage.ts'
import { contactCommands } from './contact-commands.ts'
import { factorCommands } from './factor-commands.ts'
import { curbed, filesFail, nameFails, openFails, pictureFails } from './fails.ts'
import { findingCommands } from './finding-commands.ts'
import { At, ClientId, FileId, MessageId, RoomId, Seq, SessionId, UserId } from './ids.ts'
import { laterCommands } from './later-commands.ts'
import { HISTORY_PAGE, NAMED_HERE, SEARCH_PAGE } from './limits.ts'
import { machineCommands } from './machine-commands.ts'
import { markCommands } from './mark-commands.ts'
import { Has, inThread, Pin } from './mark-shapes.ts'
import { moderationCommands } from './moderation-commands.ts'
import { outsideCommands } from './outside-commands.ts'
import { ownCommands } from './own-commands.ts'
import { Own } from './own-shapes.ts'
import { ofSelfShown, passkeyCommands, selfShown } from './passkey-commands.ts'
import { pendingCommands } from './pending-commands.ts'
import { pollCommands } from './poll-commands.ts'
import { previewCommands } from './preview-commands.ts'
import { ruleCommands } from './rule-commands.ts'
import { Found, Message, orNull, Place, Presence, Role, Room, Storage, User } from './shapes.ts'
import { ThreadPlace, threadCommands } from './thread-commands.ts'
import { tokenCommands } from './token-commands.ts'
import { Trouble } from './trouble-shapes.ts'
import { wayCommands } from './way-commands.ts'

const room = { room: RoomId }
const inRoom = ['room_unknown', 'not_a_member'] as const
const seats = ['too_many_rooms', 'too_many_members'] as const

export const commands = {
  'server.ping': {
    says: 'Are you there? Costs nothing, changes nothing.',
    by: 'anyone',
    takes: nothing,
    gives: Type.Object({ at: At }),
    fails: [],
  },

  'account.register': {
    says: 'Make an account and sign in with it. `setup` makes the first admin; `invite` is needed where registration is closed. Where somebody lets people in first, the answer says `waiting`.',
    by: 'anyone',
    takes: takes({
      name: Name,
      password: Password,
      displayName: Type.Optional(Name),
      invite: Type.Optional(Token),
      setup: Type.Optional(Token),
    }),
    gives: signedIn,
    fails: [
      ...nameFails,
      'registration_closed',
      'invite_invalid',
      'setup_invalid',
      'banned',
      'too_many_waiting',
      'name_unsure',
      'too_many_waiting_here',
      'slow_down',
    ],
  },
  'account.change': {
    says: 'Change what is given. What looks like the name or display name of who looks after the server is `name_taken` as a display name. A new password needs the old one, unless a guest becomes a full account with it. Other sign-ins end with the old password.',
    by: 'signed-in',
    takes: takes({
      name: Type.Optional(Name),
      displayName: Type.Optional(Name),
      colour: Type.Optional(Type.Integer({ minimum: 0, maximum: 11 })),
      status: Type.Optional(Words),
      password: Type.Optional(Password),
      oldPassword: Type.Optional(Password),
    }),
    gives: Type.Object({ user: User }),
    fails: [...nameFails, 'name_unsure', 'text_too_long', 'bad_credentials', 'slow_down', 'registration_closed'],
  },
  'account.picture': {
    says: 'Be seen with an image: a whole upload (begun without a room), or one of a message. Null: without. Everybody signed in may see it.',
    by: 'signed-in',
    takes: takes({ file: orNull(FileId) }),
    gives: Type.Object({ user: User }),
    fails: pictureFails,
  },
  'account.storage': {
    says: 'What one’s own files take up, those of messages in all rooms.',
    by: 'signed-in',
    takes: nothing,
    gives: Type.Object({ storage: Storage }),
    fails: [],
  },
  'account.delete': {
    says: 'Delete one’s own account for ever, with the password and, where it is on, the second step. Its messages stay, its name becomes free. Guests show nothing.',
    by: 'signed-in',
    takes: takes(selfShown),
    gives: nothing,
    fails: ofSelfShown,
  },

  'session.open': {
    says: 'Sign in with name and password.',
    by: 'anyone',
    takes: takes({ name: Name, password: Password }),
    gives: signedIn,
    fails: openFails,
  },
  'guest.enter': {
    says: 'Come in under a name, without an account. The token is all a guest has.',
    by: 'anyone',
    takes: takes({ name: Name, invite: Type.Optional(Token) }),
    gives: signedIn,
    fails: ['name_invalid', 'name_taken', 'name_unsure', 'guests_closed', 'invite_invalid', 'banned', 'too_many_waiting', 'slow_down'],
  },
  'session.resume': {
    says: 'Sign a connection in with a token and learn everything missed: the answer, then each missed entry of the rooms in `since` as an ordinary event, once and in order; or `resume_too_far` for a room that is too far behind.',
    by: 'anyone',
    takes: takes({
      token: Type.Optional(Token),
      since: Type.Optional(
        Type.Record(Type.String({ pattern: '^[0-9a-hjkmnp-tv-z]{26}$' }), Seq, { maxProperties: 5000, additionalProperties: false }),
      ),
    }),
    gives: Type.Object({
      user: User,
      session: SessionId,
      rooms: Type.Array(Room),
      contacts: Type.Array(User),
      presence: Type.Array(Presence, {
        description: `of the people named, and of ${NAMED_HERE} who are here; where more are, \`presence.here\` tells of all`,
      }),
      trouble: Type.Optional(Trouble),
      stars: Type.Optional(
        Type.Array(Type.Object({ room: RoomId, messages: Type.Array(MessageId) }), { description: 'what one saved for oneself' }),
      ),
      calls: Type.Optional(Type.Array(Call, { description: 'those going on in one’s rooms' })),
      own: Type.Optional(Own),
      unguarded: Type.Optional(Type.Literal(true, { description: 'a second step must be set up before anything else' })),
      threads: Type.Optional(Type.Array(ThreadPlace, { description: 'those one takes part in, the last replied to first' })),
      people: Type.Array(User, {
        description: `the people of the direct rooms, contacts, and ${NAMED_HERE} of those who are here; \`people.get\` gives others`,
      }),
    }),
    fails: ['session_unknown', 'not_signed_in', 'banned', 'approval_waiting', 'too_many_connections', 'slow_down'],
  },
  'session.close': { says: 'Sign out here. The token is dead at once.', by: 'signed-in', takes: nothing, gives: nothing, fails: [] },
  ...tokenCommands,
  ...wayCommands,
  ...factorCommands,
  ...passkeyCommands,
  ...outsideCommands,

  ...findingCommands,
  'people.get': {
    says: 'People by their ids; unknown ids are left out.',
    by: 'signed-in',
    takes: takes({ users: Users(200) }),
    gives: Type.Object({ people: Type.Array(User) }),
    fails: [],
  },
  'people.online': {
    says: 'Who is here now.',
    by: 'signed-in',
    takes: nothing,
    gives: Type.Object({ people: Type.Array(User), presence: Type.Array(Presence) }),
    fails: [],
  },
  ...ownCommands,
  ...laterCommands,
  ...contactCommands,

  'room.create': {
    says: 'Make a group (members speak) or a channel (its admins speak). One becomes its owner. With `voice` it is a place to talk, where people come and go.',
    by: 'signed-in',
    takes: takes({
      kind: Type.Union([Type.Literal('group'), Type.Literal('channel')]),
      name: Name,
      topic: Type.Optional(Words),
      public: Type.Optional(Type.Boolean()),
      voice: Type.Optional(Type.Boolean()),
      members: Type.Optional(Type.Array(UserId, { maxItems: 500, uniqueItems: true })),
    }),
    gives: Type.Object({ room: Room }),
    fails: ['room_name_invalid', 'text_too_long', 'user_unknown', 'not_reachable', ...seats],
  },
  'room.direct': {
    says: 'The room of two people: the one there is, or a new one. With oneself: a room for notes.',
    by: 'signed-in',
    takes: takes({ user: UserId }),
    gives: Type.Object({ room: Room }),
    fails: ['user_unknown', 'not_reachable', 'too_many_rooms'],
  },
  'room.join': {
    says: 'Enter by a code or an invitation, or a public room by its id. Being in already is fine.',
    by: 'signed-in',
    takes: takes({
      code: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
      room: Type.Optional(RoomId),
      invite: Type.Optional(Token),
    }),
    gives: Type.Object({ room: Room }),
    fails: ['code_invalid', 'invite_invalid', 'room_unknown', 'bad_request', 'approval_needed', ...seats],
  },
  'room.leave': {
    says: 'Leave. The last owner hands the room to its longest admin, else member; the last person takes it along.',
    by: 'signed-in',
    takes: takes(room),
    gives: nothing,
    fails: [...inRoom, 'room_is_fixed'],
  },
  'room.rename': {
    says: 'Change name or topic, as admin.',
    by: 'signed-in',
    takes: takes({ ...room, name: Type.Optional(Name), topic: Type.Optional(Words) }),
    gives: Type.Object({ seq: Seq }),
    fails: [...inRoom, 'not_allowed', 'room_is_fixed', 'room_name_invalid', 'text_too_long'],
  },
  'room.picture': {
    says: 'Give the room an image, as admin. Null: none. Everybody signed in may see it.',
    by: 'signed-in',
    takes: takes({ ...room, file: orNull(FileId) }),
    gives: Type.Object({ seq: Seq }),
    fails: [...inRoom, 'not_allowed', 'room_is_fixed', ...pictureFails],
  },
  ...storageCommands,
  'room.delete': {
    says: 'Delete the room and all that was said in it, as owner.',
    by: 'signed-in',
    takes: takes(room),
    gives: nothing,
    fails: [...inRoom, 'not_allowed', 'room_is_fixed'],
  },
  'room.invite': {
    says: 'Take people in, as admin (in a group: as member). Who is in already stays.',
    by: 'signed-in',
    takes: takes({ ...room, users: Users(500) }),
    gives: nothing,
    fails: [...inRoom, 'not_allowed', 'room_is_fixed', 'user_unknown', 'not_reachable', ...seats],
  },
  'room.remove': {
    says: 'Put somebody out, as admin; never somebody of higher standing.',
    by: 'signed-in',
    takes: takes({ ...room, user: UserId }),
    gives: nothing,
    fails: [...inRoom, 'not_allowed', 'room_is_fixed', 'user_unknown'],
  },
  'room.role': {
    says: 'Change what somebody may do, as owner.',
    by: 'signed-in',
    takes: takes({ ...room, user: UserId, role: Role }),
    gives: nothing,
    fails: [...inRoom, 'not_allowed', 'room_is_fixed', 'user_unknown', 'last_owner'],
  },

  'message.send': {
    says: 'Say something in a room. Sending the same clientId twice is one message. With `files` (ids of whole uploads, or of files one may see) the text may be empty. With `thread` it is a reply in the thread of that message, or of the call with that id.',
    by: 'signed-in',
    takes: takes({
      ...room,
      text: Words,
      clientId: ClientId,
      replyTo: Type.Optional(MessageId),
      files: Type.Optional(Type.Array(FileId, { minItems: 1, maxItems: 100, uniqueItems: true })),
      ...inThread,
    }),
    gives: Type.Object({ id: MessageId, seq: Seq, at: At }),
    fails: [
      ...inRoom,
      'may_not_speak',
      ...curbed,
      'text_empty',
      'text_too_long',
      'message_unknown',
      'client_id_used',
      ...filesFail,
      'slow_down',
      'storage_full',
    ],
  },
  'message.edit': {
    says: 'Change one’s own words.',
    by: 'signed-in',
    takes: takes({ ...room, id: MessageId, text: Words }),
    gives: Type.Object({ seq: Seq, editedAt: At }),
    fails: [...inRoom, 'message_unknown', 'not_allowed', 'may_not_speak', ...curbed, 'text_empty', 'text_too_long'],
  },
  'message.delete': {
    says: 'Take one’s own words back, or anybody’s as admin. A tombstone stays.',
    by: 'signed-in',
    takes: takes({ ...room, id: MessageId }),
    gives: Type.Object({ seq: Seq, deletedAt: At }),
    fails: [...inRoom, 'message_unknown', 'not_allowed'],
  },
  'message.react': {
    says: 'Put an emoji on a message. Twice is once.',
    by: 'signed-in',
    takes: takes({ ...room, id: MessageId, emoji: Emoji }),
    gives: nothing,
    fails: [...inRoom, 'message_unknown', 'muted', 'emoji_invalid', 'too_many_reactions'],
  },
  'message.unreact': {
    says: 'Take one’s emoji off again.',
    by: 'signed-in',
    takes: takes({ ...room, id: MessageId, emoji: Emoji }),
    gives: nothing,
    fails: [...inRoom, 'message_unknown'],
  },
  'message.get': {
    says: 'One message, say the one a reply points to.',
    by: 'signed-in',
    takes: takes({ ...room, id: MessageId }),
    gives: Type.Object({ message: Message }),
    fails: [...inRoom, 'message_unknown'],
  },
  'message.search': {
    says: 'What was said in one’s rooms, or in one of them, and holds each of the words, newest first. Capitals make no difference. Three letters or more are found inside words, too; two where a word begins with them, one where it is a word; of scripts without spaces, and of emoji, any. With `by`, `has`, `before` or `after` there need be no words. `next` goes on where this page ends, as `from`; a page may be short, even empty, and still have a next one.',
    by: 'signed-in',
    takes: takes({
      text: Type.String({ maxLength: 256 }),
      room: Type.Optional(RoomId),
      by: Type.Optional(Type.Unsafe<UserId>({ ...UserId, description: 'said by this person' })),
      has: Type.Optional(Type.Array(Has, { minItems: 1, maxItems: 5, uniqueItems: true, description: 'all of these' })),
      before: Type.Optional(Type.Unsafe<number>({ ...At, description: 'said before that time, by the server’s clock' })),
      after: Type.Optional(Type.Unsafe<number>({ ...At, description: 'said at that time or later' })),
      from: Type.Optional(Place),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: SEARCH_PAGE })),
    }),
    gives: Type.Object({ found: Type.Array(Found), next: Type.Optional(Place) }),
    fails: [...inRoom, 'message_unknown', 'slow_down'],
  },
  'room.history': {
    says: 'Messages of a room in rising seq: the newest, those before or after a seq, or those around one. Give at most one of before, after, around.',
    by: 'signed-in',
    takes: takes({
      ...room,
      before: Type.Optional(Seq),
      after: Type.Optional(Seq),
      around: Type.Optional(Seq),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: HISTORY_PAGE })),
    }),
    gives: Type.Object({
      messages: Type.Array(Message),
      calls: Type.Optional(Type.Array(PastCall)),
      pins: Type.Optional(Type.Array(Pin, { description: 'pinnings that stand between them in the log, as long as the pin is there' })),
    }),
    fails: [...inRoom, 'bad_request'],
  },
  'room.read': {
    says: 'I have read up to here. Never goes back.',
    by: 'signed-in',
    takes: takes({ ...room, seq: Seq }),
    gives: Type.Object({ seq: Seq, unread: Type.Integer(), mentions: Type.Integer() }),
    fails: [...inRoom],
  },
  ...markCommands,
  ...pollCommands,
  ...previewCommands,
  ...threadCommands,
  ...callCommands,
  ...ruleCommands,
  ...moderationCommands,
  ...pendingCommands,
  ...adminCommands,
  ...machineCommands,
  typing: {
    says: 'I am writing, or not any more. Fades by itself.',
    by: 'signed-in',
    takes: takes({ ...room, on: Type.Boolean() }),
    gives: nothing,
    fails: [...inRoom, 'may_not_speak', 'muted', 'room_locked'],
  },
} as const satisfies Record<string, CommandRow>

export type CommandName = keyof typeof commands
export type Takes<N extends CommandName> = Static<(typeof commands)[N]['takes']>
export type Gives<N extends CommandName> = Static<(typeof commands)[N]['gives']>
