// Every event: name → shape, and how long it lasts.
//   logged    an entry of its room's log: has `room` and `seq`, is sent again on resume
//   personal  kept, but part of the snapshot instead of a log: no `seq`
//   passing   forgotten at once: no `seq`
import { type Static, type TObject, Type } from 'typebox'
import { Registration } from './admin-shapes.ts'
import { callEvents } from './call-events.ts'
import { At, ClientId, FileId, MessageId, RoomId, Seq, UserId } from './ids.ts'
import { Limits } from './limits.ts'
import { markEvents } from './mark-events.ts'
import { Forwarded, inThread, Poll } from './mark-shapes.ts'
import { moderationEvents } from './moderation-events.ts'
import { ownEvents } from './own-events.ts'
import { previewEvents } from './preview-commands.ts'
import { Preview } from './preview-shapes.ts'
import { FileCard, orNull, Presence, Role, RoomFacts, User } from './shapes.ts'
import { threadEvents } from './thread-commands.ts'
import { Trouble } from './trouble-shapes.ts'

export type EventRow = { readonly says: string; readonly lasts: 'logged' | 'personal' | 'passing'; readonly with: TObject }

const by = { by: UserId }

export const events = {
  'message.said': {
    says: 'Somebody said something. `text` is null when it was deleted before it reached you.',
    lasts: 'logged',
    with: Type.Object({
      id: MessageId,
      author: UserId,
      text: orNull(Type.String()),
      clientId: ClientId,
      replyTo: orNull(MessageId),
      at: At,
      mentions: Type.Array(UserId),
      files: Type.Optional(Type.Array(FileCard)),
      forwarded: Type.Optional(Forwarded),
      ...inThread,
      poll: Type.Optional(Poll),
      preview: Type.Optional(Preview),
    }),
  },
  'message.edited': {
    says: 'The words of a message changed.',
    lasts: 'logged',
    with: Type.Object({ id: MessageId, text: orNull(Type.String()), editedAt: At, mentions: Type.Array(UserId) }),
  },
  'message.deleted': {
    says: 'A message was taken back; its place stays.',
    lasts: 'logged',
    with: Type.Object({ id: MessageId, deletedAt: At, ...by }),
  },
  'file.gone': {
    says: 'The time of a file is over. The message `id` keeps a card that says so; the bytes are no more.',
    lasts: 'logged',
    with: Type.Object({ id: MessageId, file: FileId, why: Type.Literal('expired'), at: At }),
  },
  'message.reacted': {
    says: 'Somebody put an emoji on a message.',
    lasts: 'logged',
    with: Type.Object({ id: MessageId, user: UserId, emoji: Type.String() }),
  },
  'message.unreacted': {
    says: 'Somebody took their emoji off.',
    lasts: 'logged',
    with: Type.Object({ id: MessageId, user: UserId, emoji: Type.String() }),
  },
  ...markEvents,
  ...previewEvents,

  'room.created': {
    says: 'A room came to be, and you are in it.',
    lasts: 'logged',
    with: Type.Object({ facts: RoomFacts, people: Type.Array(Type.Object({ user: User, role: Role })), at: At, ...by }),
  },
  'room.renamed': {
    says: 'Name or topic changed.',
    lasts: 'logged',
    with: Type.Object({ name: Type.String(), topic: Type.String(), at: At, ...by }),
  },
  'room.pictured': {
    says: 'The room has another image, or none any more.',
    lasts: 'logged',
    with: Type.Object({ picture: orNull(FileId), at: At, ...by }),
  },
  'room.joined': {
    says: 'Somebody is in the room now. For that person `facts` says what the room is, and reading starts at this entry.',
    lasts: 'logged',
    with: Type.Object({ user: User, role: Role, facts: RoomFacts, at: At, ...by }),
  },
  'room.left': { says: 'Somebody left.', lasts: 'logged', with: Type.Object({ user: UserId, at: At }) },
  'room.removed': { says: 'Somebody was put out.', lasts: 'logged', with: Type.Object({ user: UserId, at: At, ...by }) },
  'room.role': {
    says: 'Somebody may do more or less now.',
    lasts: 'logged',
    with: Type.Object({ user: UserId, role: Role, at: At, ...by }),
  },
  'room.deleted': { says: 'The room is gone.', lasts: 'logged', with: Type.Object({ at: At, ...by }) },

  ...callEvents,
  ...moderationEvents,

  'room.code': {
    says: 'The code that opens a room, told to its admins; null for who is no admin any more.',
    lasts: 'personal',
    with: Type.Object({ code: orNull(Type.String()) }),
  },
  'room.read': {
    says: 'One of your own devices has read up to here.',
    lasts: 'personal',
    with: Type.Object({
      seq: Seq,
      unread: Type.Integer({ minimum: 0 }),
      mentions: Type.Integer({ minimum: 0 }),
      back: Type.Optional(Type.Literal(true, { description: 'it was set anew, perhaps to an earlier place' })),
    }),
  },
  'account.changed': { says: 'A person’s name, colour, status or standing changed.', lasts: 'personal', with: Type.Object({ user: User }) },
  ...ownEvents,
  ...threadEvents,
  'contact.added': { says: 'One of your own devices added a contact.', lasts: 'personal', with: Type.Object({ user: User }) },
  'contact.removed': { says: 'One of your own devices removed a contact.', lasts: 'personal', with: Type.Object({ user: UserId }) },

  'server.trouble': {
    says: 'Told to who looks after the server: something is wrong that only they can mend, or (null) is well again.',
    lasts: 'personal',
    with: Type.Object({ trouble: orNull(Trouble) }),
  },

  'server.hello': {
    says: 'The first thing on every connection.',
    lasts: 'passing',
    with: Type.Object({
      name: Type.String(),
      version: Type.String(),
      protocol: Type.Integer(),
      limits: Limits,
      registration: Registration,
      guests: Type.Boolean(),
      previews: Type.Optional(Type.Literal(true, { description: 'it looks at links' })),
      setup: Type.Boolean({ description: 'waiting for its first admin' }),
      at: Type.Optional(Type.Unsafe<At>({ ...At, description: 'what time it is there: a device may be wrong about that' })),
      provider: Type.Optional(Type.String({ description: 'the name of another server by which one may come in, over `/oidc/start`' })),
      addresses: Type.Optional(
        Type.Array(Type.String(), {
          description:
            'told on the server’s own machine alone: hosts by which others on its networks open it, the best first, without a port',
        }),
      ),
      epoch: Type.String({
        description:
          'a mark of this database’s life. Another one than before: a backup was put back, and what you hold may never have happened here',
      }),
    }),
  },
  'server.stopping': {
    says: 'The server is about to stop; come back after `retryAfterMs`.',
    lasts: 'passing',
    with: Type.Object({ retryAfterMs: Type.Integer() }),
  },
  'session.ended': {
    says: 'This connection’s sign-in was ended (signed out elsewhere, password changed, banned, deleted). It is closed next.',
    lasts: 'passing',
    with: Type.Object({ code: Type.Union([Type.Literal('session_unknown'), Type.Literal('banned')]), says: Type.String() }),
  },
  resume_too_far: {
    says: 'Too much was missed in this room: forget what you hold of it and take a new page of history. `seq` is where its log stands.',
    lasts: 'passing',
    with: Type.Object({ room: RoomId, seq: Seq }),
  },
  typing: {
    says: 'Somebody is writing, or stopped. Forget it after six seconds.',
    lasts: 'passing',
    with: Type.Object({ user: UserId, on: Type.Boolean() }),
  },
  presence: { says: 'People came or went.', lasts: 'passing', with: Type.Object({ people: Type.Array(Presence) }) },
  'presence.here': {
    says: 'These people are here. Said soon after one came in, of everybody, where more are here than the answer to `session.resume` tells of; in several parts where they are many.',
    lasts: 'passing',
    with: Type.Object({ users: Type.Array(UserId) }),
  },
} as const satisfies Record<string, EventRow>

export type EventName = keyof typeof events
export type EventWith<N extends EventName> = Static<(typeof events)[N]['with']>

type LoggedName = { [N in EventName]: (typeof events)[N]['lasts'] extends 'logged' ? N : never }[EventName]

/** What an event is, whoever carries it. */
export type ChatEvent = {
  [N in EventName]: { readonly event: N; readonly room?: RoomId; readonly seq?: Seq; readonly with: EventWith<N> }
}[EventName]
/** An entry of a room's log. */
export type LoggedEvent = {
  [N in LoggedName]: { readonly event: N; readonly room: RoomId; readonly seq: Seq; readonly with: EventWith<N> }
}[LoggedName]
