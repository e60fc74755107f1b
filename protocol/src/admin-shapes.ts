// What whoever looks after the server sees of it.
import { type Static, Type } from 'typebox'
import { At, RoomId } from './ids.ts'
import { ServerRole } from './moderation-shapes.ts'
import { orNull, RoomKind, User } from './shapes.ts'

const count = (description: string) => Type.Integer({ minimum: 0, description })

export const Figures = Type.Object({
  version: Type.String(),
  at: At,
  startedAt: At,
  people: count('here now'),
  connections: count('signed in'),
  asked: count('requests since the start'),
  said: count('messages since the start'),
  memoryBytes: count('of the process, calls and pictures not counted'),
  processorMs: count('of the process since the start'),
  lagMs: Type.Number({ minimum: 0, description: 'how late the process comes to what is due: 99 of 100 times no later than this, lately' }),
  databaseBytes: count('0: it is elsewhere'),
  diskFreeBytes: count('where the data is'),
  gateways: Type.Array(Type.Object({ name: Type.String(), port: Type.Integer() })),
})
export type Figures = Static<typeof Figures>

/** Somebody, as admins see them. */
export const Account = Type.Object({
  user: User,
  role: ServerRole,
  createdAt: At,
  seenAt: orNull(At),
  banned: Type.Boolean(),
  mutedUntil: orNull(At),
  sessions: Type.Integer({ minimum: 0, description: 'sign-ins and tokens' }),
})
export type Account = Static<typeof Account>

export const Registration = Type.Union([
  Type.Literal('open'),
  Type.Literal('approval', { description: 'everybody, and a moderator lets them in' }),
  Type.Literal('invite'),
  Type.Literal('closed'),
])
export type Registration = Static<typeof Registration>

/** Who comes in without an admin. `set`: chosen here, and no longer by the settings of the start. */
export const Doors = Type.Object({ registration: Registration, guests: Type.Boolean(), set: Type.Boolean() })
export type Doors = Static<typeof Doors>

const Kept = Type.Object({ called: Type.String(), bytes: Type.Integer({ minimum: 0 }), count: Type.Integer({ minimum: 0 }) })
export const House = Type.Object({
  doors: Doors,
  rooms: Type.Array(
    Type.Object({
      id: RoomId,
      kind: RoomKind,
      name: Type.String(),
      members: Type.Integer({ minimum: 0 }),
      entries: Type.Integer({ minimum: 0 }),
    }),
    { description: 'the biggest ones; direct ones left out' },
  ),
  storage: Type.Object({ files: Kept, archived: Kept, people: Type.Array(Kept), rooms: Type.Array(Kept) }),
  backups: Type.Object({
    everyMs: orNull(Type.Integer({ minimum: 1 })),
    last: orNull(Type.Object({ at: At, failed: Type.Boolean() })),
  }),
})
export type House = Static<typeof House>
