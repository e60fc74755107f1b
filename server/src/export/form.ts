// The JSON of an export, as data: docs/export.md says it in words, `json.ts` writes it, `import.ts` reads it.
//
// Files of many things are JSON arrays with one thing per line, so that they can be written and read as streams:
//   [
//   {"seq":1,…},
//   {"seq":2,…}
//   ]
import { CallEnd } from '@hearth/protocol/call-shapes.ts'
import { CallId, ClientId, FileId, LaterId, MessageId, RoomId, Seq, UserId } from '@hearth/protocol/ids.ts'
import { Later } from '@hearth/protocol/later-shapes.ts'
import { PollTerms } from '@hearth/protocol/mark-shapes.ts'
import { LastSeen, Level, OwnSettings } from '@hearth/protocol/own-shapes.ts'
import { FileKind, orNull, Role, RoomKind } from '@hearth/protocol/shapes.ts'
import { type Static, Type } from 'typebox'

/** 1 knew no files; it is still read. */
export const FORMAT = 2

const strict = { additionalProperties: false } as const
const When = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const word = (most: number) => Type.String({ maxLength: most })

/** export.json */
export const About = Type.Object(
  {
    format: Type.Integer({ minimum: 1 }),
    version: word(64),
    name: word(250),
    at: When,
    scope: Type.Union([Type.Literal('all'), Type.Literal('room'), Type.Literal('person')]),
    rooms: Type.Array(RoomId),
  },
  strict,
)
export type About = Static<typeof About>

const Measure = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })

/** A file of a message, or somebody's picture. `path`: where its bytes lie in the archive; null when they are no more. */
export const File = Type.Object(
  {
    id: FileId,
    owner: UserId,
    name: Type.String({ minLength: 1, maxLength: 255 }),
    size: When,
    hash: orNull(Type.String({ pattern: '^[0-9a-f]{64}$' })),
    kind: FileKind,
    type: word(255),
    width: orNull(Measure),
    height: orNull(Measure),
    durationMs: orNull(When),
    at: When,
    gone: orNull(Type.Literal('expired')),
    path: orNull(word(600)),
  },
  strict,
)
export type File = Static<typeof File>

const { lastSeen: _ofThePerson, ...settingsProperties } = OwnSettings.properties
const settings = Type.Partial(Type.Object(settingsProperties), strict)

/** Somebody who waits to be let in: since when, and by which invitation. */
const Waiting = Type.Object(
  {
    at: When,
    by: Type.Optional(UserId),
    room: Type.Optional(RoomId),
    role: Type.Optional(Type.Union([Type.Literal('member'), Type.Literal('admin')])),
    asks: Type.Optional(Type.Literal(true)),
  },
  strict,
)

/** A line of people.json. */
export const Person = Type.Object(
  {
    id: UserId,
    name: word(250),
    displayName: word(1000),
    colour: Type.Integer({ minimum: 0, maximum: 11 }),
    status: word(10_000),
    admin: Type.Boolean(),
    guest: Type.Boolean(),
    createdAt: When,
    seenAt: orNull(When),
    deletedAt: orNull(When),
    bannedAt: orNull(When),
    rank: Type.Optional(Type.Union([Type.Literal('owner'), Type.Literal('moderator')])),
    pending: Type.Optional(Waiting),
    picture: Type.Optional(orNull(File)),
    readingHidden: Type.Optional(Type.Literal(true)),
    lastSeen: Type.Optional(LastSeen),
  },
  strict,
)

/** Of what is half written in a thread: its room, and the message or call it began with. */
const OfThread = Type.Unsafe<`${string}/${string}`>(Type.String({ pattern: '^[0-9a-hjkmnp-tv-z]{26}/[0-9a-hjkmnp-tv-z]{26}$' }))

/** A line of own.json: what somebody keeps for themselves. */
export const Kept = Type.Union([
  Type.Object({ owner: UserId, kind: Type.Literal('settings'), about: Type.Literal(''), body: settings, at: When }, strict),
  Type.Object(
    {
      owner: UserId,
      kind: Type.Literal('mark'),
      about: UserId,
      body: Type.Object({ nickname: Type.Optional(word(1000)), blocked: Type.Optional(Type.Literal(true)) }, strict),
      at: When,
    },
    strict,
  ),
  Type.Object(
    { owner: UserId, kind: Type.Literal('draft'), about: RoomId, body: Type.Object({ text: word(70_000) }, strict), at: When },
    strict,
  ),
  Type.Object(
    { owner: UserId, kind: Type.Literal('thread'), about: OfThread, body: Type.Object({ text: word(70_000) }, strict), at: When },
    strict,
  ),
  Type.Object({ owner: UserId, kind: Type.Literal('room'), about: RoomId, body: Type.Object({ notify: Level }, strict), at: When }, strict),
])

/** A line of later.json. */
export const PutOff = Type.Object(
  {
    id: LaterId,
    owner: UserId,
    kind: Later.properties.kind,
    room: RoomId,
    message: orNull(MessageId),
    text: word(1_000_000),
    clientId: word(64),
    due: When,
    state: Later.properties.state,
    failure: orNull(word(64)),
  },
  strict,
)

/** A line of contacts.json. */
export const Contact = Type.Object({ owner: UserId, user: UserId, at: When }, strict)

/** A line of stars.json: a message somebody saved for themselves. */
export const Star = Type.Object({ owner: UserId, room: RoomId, message: MessageId, at: When }, strict)

/** What holds in a room besides roles. `words`: for which a message is refused. */
const Rules = Type.Object(
  {
    slowSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 21_600 })),
    locked: Type.Optional(Type.Literal(true)),
    approval: Type.Optional(Type.Literal(true)),
    words: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 200 })),
  },
  strict,
)

/** rooms/ID/room.json */
export const Room = Type.Object(
  {
    id: RoomId,
    kind: RoomKind,
    name: word(1000),
    topic: word(10_000),
    public: Type.Boolean(),
    code: orNull(word(64)),
    directKey: orNull(word(64)),
    seq: Seq,
    createdAt: When,
    deletedAt: orNull(When),
    picture: Type.Optional(orNull(File)),
    fileDays: Type.Optional(orNull(Type.Integer({ minimum: 1, maximum: 36_500 }))),
    fileBytes: Type.Optional(Type.Integer({ minimum: 1 })),
    fileCount: Type.Optional(Type.Integer({ minimum: 1 })),
    archiveDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 36_500 })),
    voice: Type.Optional(Type.Literal(true)),
    rules: Type.Optional(Rules),
  },
  strict,
)

/** A line of rooms/ID/members.json. */
export const Member = Type.Object({ user: UserId, role: Role, joinedAt: When, joinedSeq: Seq, readSeq: Seq }, strict)

/** What few messages hold besides words. In a person’s own export without where it was said first. */
const Extra = Type.Object(
  {
    forwarded: Type.Optional(Type.Object({ author: UserId, at: When, room: RoomId, message: MessageId }, strict)),
    thread: Type.Optional(MessageId),
    also: Type.Optional(Type.Literal(true)),
    poll: Type.Optional(PollTerms),
    deletedBy: Type.Optional(UserId),
  },
  strict,
)

const Vote = Type.Object({ user: UserId, choice: Type.Integer({ minimum: 0, maximum: 9 }), at: When }, strict)
const Reacted = Type.Object({ user: UserId, emoji: word(64), at: When }, strict)
const Message = Type.Object(
  {
    id: MessageId,
    author: UserId,
    text: orNull(word(1_000_000)),
    clientId: ClientId,
    replyTo: orNull(MessageId),
    at: When,
    mentions: Type.Array(UserId),
    counted: Type.Array(UserId),
    editedAt: orNull(When),
    deletedAt: orNull(When),
    reactions: Type.Array(Reacted),
    files: Type.Optional(Type.Array(File, { minItems: 1, maxItems: 10_000 })),
    extra: Type.Optional(Extra),
    votes: Type.Optional(Type.Array(Vote, { minItems: 1 })),
    versions: Type.Optional(Type.Array(Type.Object({ text: word(1_000_000), at: When }, strict), { minItems: 1 })),
  },
  strict,
)

/** A line of rooms/ID/log.json: what was said, or another lasting change. */
export const Line = Type.Union([
  Type.Object({ seq: Seq, message: Message }, strict),
  Type.Object(
    {
      seq: Seq,
      event: Type.String({ pattern: '^(?!message\\.said$)[a-z_.]{1,64}$' }),
      by: UserId,
      at: When,
      about: orNull(MessageId),
      // As core keeps it (core/log.ts): people by their ids, under these names.
      body: Type.Object({
        user: Type.Optional(UserId),
        people: Type.Optional(Type.Array(Type.Union([Type.Object({ user: UserId, role: Role }), UserId]))),
      }),
    },
    strict,
  ),
])
export type Line = Static<typeof Line>

/** What a line says of a call that began, or ended. */
export const Began = Type.Object({ call: CallId, video: Type.Boolean() })
export const Ended = Type.Object({ call: CallId, why: CallEnd, by: orNull(UserId), people: Type.Array(UserId) })
