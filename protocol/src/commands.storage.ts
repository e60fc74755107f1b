// The requests about what a room takes up on the disk, and for how long.
import { Type } from 'typebox'
import { type CommandRow, nothing, takes } from './command-row.ts'
import { RoomId } from './ids.ts'
import { Archive, orNull, Storage } from './shapes.ts'

const room = { room: RoomId }
const fails = ['room_unknown', 'not_a_member', 'not_allowed', 'room_is_fixed'] as const

export const storageCommands = {
  'room.storage': {
    says: 'What the files and the archived messages of the room take up, the limits of its own (bytes and number of its files, after how many days they are deleted and messages archived; null: as the server says), as owner; in the lobby as admin.',
    by: 'signed-in',
    takes: takes(room),
    gives: Type.Object({
      storage: Storage,
      days: orNull(Type.Integer()),
      bytes: orNull(Type.Integer()),
      count: orNull(Type.Integer()),
      archive: Archive,
    }),
    fails,
  },
  'room.keep': {
    says: 'Delete the bytes of the room’s files after so many days; take so many bytes of files, and so many files, at most; as owner; in the lobby as admin. Null: as the server says; absent: as it was. The stricter of both holds; files that are there already stay.',
    by: 'signed-in',
    takes: takes({
      ...room,
      days: Type.Optional(orNull(Type.Integer({ minimum: 1, maximum: 36_500 }))),
      bytes: Type.Optional(orNull(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }))),
      count: Type.Optional(orNull(Type.Integer({ minimum: 1, maximum: 1_000_000_000 }))),
    }),
    gives: nothing,
    fails,
  },
  'room.archive': {
    says: 'Keep the room’s messages compressed once they are so many days old, as owner; in the lobby as admin. They are read and found as before. 0: never; null: when the server says.',
    by: 'signed-in',
    takes: takes({ ...room, afterDays: orNull(Type.Integer({ minimum: 0, maximum: 36_500 })) }),
    gives: nothing,
    fails,
  },
} as const satisfies Record<string, CommandRow>
