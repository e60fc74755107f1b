// The things commands and events speak of.
import { type Static, Type } from 'typebox'
import { At, ClientId, FileId, MessageId, RoomId, Seq, SessionId, UserId } from './ids.ts'
import { Forwarded, inThread, Poll, Replies } from './mark-shapes.ts'
import { Preview } from './preview-shapes.ts'
import { RoomRules } from './rule-shapes.ts'
import { Scope } from './scopes.ts'

export const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T, about: { readonly description?: string } = {}) =>
  Type.Union([schema, Type.Null()], about)

/** Small pictures of it are at `/files/<id>/<size>`, for everybody who is signed in. */
const Picture = Type.Unsafe<FileId>({ ...FileId, description: 'id of an image, for `/files/<id>/<size>`' })

/** Who looks after the server, and how far; everybody else is a member or a guest. */
export const Staff = Type.Union([Type.Literal('owner'), Type.Literal('admin'), Type.Literal('moderator')])
export type Staff = Static<typeof Staff>

/** A person, as anybody may see them. */
export const User = Type.Object({
  id: UserId,
  name: Type.String({ description: 'what one signs in with and is mentioned by; may change' }),
  displayName: Type.String(),
  colour: Type.Integer({ minimum: 0, maximum: 11, description: 'one of twelve hues' }),
  status: Type.String(),
  admin: Type.Boolean({ description: 'looks after the server' }),
  guest: Type.Boolean(),
  role: Type.Optional(Staff),
  deleted: Type.Boolean(),
  picture: Type.Optional(Picture),
})
export type User = Static<typeof User>

export const RoomKind = Type.Union([Type.Literal('lobby'), Type.Literal('direct'), Type.Literal('group'), Type.Literal('channel')])
export type RoomKind = Static<typeof RoomKind>
export const Role = Type.Union([Type.Literal('owner'), Type.Literal('admin'), Type.Literal('member')])
export type Role = Static<typeof Role>

/** What is true of a room for everybody in it. */
export const RoomFacts = Type.Object({
  id: RoomId,
  kind: RoomKind,
  name: Type.String({ description: 'empty for a direct room: it is called after the other person' }),
  topic: Type.String(),
  public: Type.Boolean(),
  members: Type.Integer({ minimum: 0, description: 'how many people are in it' }),
  picture: Type.Optional(Picture),
  voice: Type.Optional(Type.Literal(true, { description: 'a place to talk: its call never rings and never ends' })),
  rules: Type.Optional(RoomRules),
})
export type RoomFacts = Static<typeof RoomFacts>

/** A room as one person sees it. */
export const Room = Type.Object({
  id: RoomId,
  kind: RoomKind,
  name: Type.String({ description: 'for a direct room: the other person’s display name' }),
  topic: Type.String(),
  public: Type.Boolean(),
  members: Type.Integer({ minimum: 0 }),
  picture: Type.Optional(Picture),
  voice: Type.Optional(Type.Literal(true, { description: 'a place to talk: its call never rings and never ends' })),
  rules: Type.Optional(RoomRules),
  role: orNull(Role),
  peer: Type.Optional(UserId),
  code: Type.Optional(Type.String({ description: 'opens the room; shown to its admins' })),
  seq: Type.Integer({ minimum: 0, description: 'last entry of the log' }),
  readSeq: Type.Integer({ minimum: 0, description: 'how far this person has read' }),
  unread: Type.Integer({
    minimum: 0,
    description: 'what others said in it after `readSeq`; a reply that stands in its thread alone waits there',
  }),
  mentions: Type.Integer({ minimum: 0, description: 'those of them that call one' }),
})
export type Room = Static<typeof Room>

export const Member = Type.Object({ user: User, role: Role, joinedAt: At })
export type Member = Static<typeof Member>

export const Reaction = Type.Object({ emoji: Type.String(), users: Type.Array(UserId) })
export type Reaction = Static<typeof Reaction>

/** What a file is, told by its content alone. */
export const FileKind = Type.Union([
  Type.Literal('image'),
  Type.Literal('video'),
  Type.Literal('audio'),
  Type.Literal('document'),
  Type.Literal('archive'),
  Type.Literal('other'),
])
export type FileKind = Static<typeof FileKind>

/** A file of a message. Its bytes are at `/files/<id>`, small pictures of an image at `/files/<id>/<size>`. */
export const FileCard = Type.Object({
  id: FileId,
  name: Type.String({ description: 'as its owner called it, made harmless' }),
  size: Type.Integer({ minimum: 0, description: 'bytes' }),
  kind: FileKind,
  type: Type.String({ description: 'MIME type, by content' }),
  width: Type.Optional(Type.Integer({ minimum: 1, description: 'of an image, as it is shown' })),
  height: Type.Optional(Type.Integer({ minimum: 1 })),
  durationMs: Type.Optional(Type.Integer({ minimum: 0, description: 'of sound and video, as its bytes say, or else its owner' })),
  gone: Type.Optional(Type.Literal('expired', { description: 'its time is over: the bytes are no more' })),
})
export type FileCard = Static<typeof FileCard>

/** What files take up. The same bytes kept twice count twice. */
export const Storage = Type.Object({
  bytes: Type.Integer({ minimum: 0 }),
  count: Type.Integer({ minimum: 0 }),
  mostBytes: Type.Integer({ minimum: 0 }),
  mostCount: Type.Integer({ minimum: 0 }),
  kinds: Type.Array(Type.Object({ kind: FileKind, bytes: Type.Integer({ minimum: 0 }), count: Type.Integer({ minimum: 0 }) })),
})
export type Storage = Static<typeof Storage>

/** Messages of a room that are kept compressed, in how many bytes, and after how many days (0: never; null: when the server says). */
export const Archive = Type.Object({
  afterDays: orNull(Type.Integer({ minimum: 0 })),
  messages: Type.Integer({ minimum: 0 }),
  bytes: Type.Integer({ minimum: 0 }),
})

/** A message as history shows it. `text` is null once it is deleted. */
export const Message = Type.Object({
  id: MessageId,
  seq: Seq,
  author: UserId,
  text: orNull(Type.String()),
  clientId: ClientId,
  replyTo: orNull(MessageId),
  at: At,
  mentions: Type.Array(UserId, {
    description: 'who is called by it: by name, or because it answers what they said; the latter not in private chats',
  }),
  editedAt: Type.Optional(At),
  deletedAt: Type.Optional(At),
  deletedBy: Type.Optional(Type.Unsafe<UserId>({ ...UserId, description: 'where it was not its author' })),
  files: Type.Optional(Type.Array(FileCard)),
  reactions: Type.Array(Reaction),
  pinned: Type.Optional(Type.Literal(true)),
  forwarded: Type.Optional(Forwarded),
  ...inThread,
  replies: Type.Optional(Replies),
  poll: Type.Optional(Poll),
  preview: Type.Optional(Preview),
})
export type Message = Static<typeof Message>

/** A message that was looked for, and where it was said. */
export const Found = Type.Object({ room: RoomId, message: Message })
export type Found = Static<typeof Found>

/** A place in a room's log. */
export const Place = Type.Object({ room: RoomId, seq: Seq }, { additionalProperties: false })
export type Place = Static<typeof Place>

export const Session = Type.Object({
  id: SessionId,
  client: Type.String({ description: 'what the device said of itself' }),
  address: Type.Optional(Type.String({ description: 'where it was when it signed in' })),
  createdAt: At,
  seenAt: At,
  current: Type.Boolean(),
})
export type Session = Static<typeof Session>

/** A token for a program: it may do what its scope says, until its time is over. The secret itself is told once, when it is made. */
export const AccessToken = Type.Object({
  id: SessionId,
  name: Type.String({ description: 'what it is for' }),
  scope: Type.Array(Scope),
  createdAt: At,
  seenAt: At,
  expiresAt: At,
})
export type AccessToken = Static<typeof AccessToken>

export const Presence = Type.Object({
  user: UserId,
  state: Type.Union([Type.Literal('online'), Type.Literal('offline')]),
  as: Type.Optional(
    Type.Union([
      Type.Literal('away', { description: 'connected, and not looking' }),
      Type.Literal('busy', { description: 'here, and not to be disturbed' }),
    ]),
  ),
  seenAt: orNull(At),
})
export type Presence = Static<typeof Presence>
