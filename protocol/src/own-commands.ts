// What somebody can ask for themselves alone: settings, names of their own, whom they block, how far they have read.
import { Type } from 'typebox'
import { type CommandRow, Name, nothing, takes } from './command-row.ts'
import { RoomId, UserId } from './ids.ts'
import { LastSeen, Level, Mark, OwnSettings, Quiet, ReadWhen, ShownAs } from './own-shapes.ts'
import { Found, orNull, Place } from './shapes.ts'

/** Rooms in one `room.mark`. */
const MOST_MARKS = 500

/** How somebody is at one device. */
const Bearing = Type.Union([Type.Literal('here'), Type.Literal('away'), Type.Literal('busy')])

export const ownCommands = {
  'own.change': {
    says: 'Change those of one’s settings that are given; the others stay as they are.',
    by: 'signed-in',
    takes: takes({
      lastSeen: Type.Optional(LastSeen),
      notify: Type.Optional(Level),
      words: Type.Optional(OwnSettings.properties.words),
      quiet: Type.Optional(Quiet),
      sound: Type.Optional(Type.Boolean()),
      hideContent: Type.Optional(Type.Boolean()),
      readWhen: Type.Optional(ReadWhen),
      shownAs: Type.Optional(ShownAs),
      showsReading: Type.Optional(Type.Boolean()),
      typing: Type.Optional(Type.Boolean()),
      previews: Type.Optional(Type.Boolean()),
    }),
    gives: Type.Object({ settings: OwnSettings }),
    fails: [],
  },
  'presence.tell': {
    says: 'How one is at this device: looking, away from it, or not to be disturbed. Holds until the device says otherwise or its last connection is gone. Others see the liveliest of one’s devices, and “busy” as soon as one says so; `shownAs` of one’s settings is above all of them.',
    by: 'signed-in',
    takes: takes({ as: Bearing }),
    gives: nothing,
    fails: [],
  },
  'contact.mark': {
    says: 'Call somebody by a name of one’s own (null: by theirs again), or block them. They are not told. Who is blocked opens no new private chat with one, takes one into no room and cannot ring; what they say in shared rooms is for one’s client to fold.',
    by: 'signed-in',
    takes: takes({ user: UserId, nickname: Type.Optional(orNull(Name)), blocked: Type.Optional(Type.Boolean()) }),
    gives: Type.Object({ mark: Mark }),
    fails: ['user_unknown', 'name_invalid', 'not_allowed', 'too_many_contacts'],
  },
  'room.notify': {
    says: 'Say what of a room calls for one’s attention. Null: what one’s settings say.',
    by: 'signed-in',
    takes: takes({ room: RoomId, level: orNull(Level) }),
    gives: nothing,
    fails: ['room_unknown', 'not_a_member'],
  },
  'room.mark': {
    says: 'Set how far one has read in several rooms at once, back as well as on: to mark messages as unread, all as read, and to undo that. Each place is the last that counts as read.',
    by: 'signed-in',
    takes: takes({ places: Type.Array(Place, { minItems: 1, maxItems: MOST_MARKS }) }),
    gives: nothing,
    fails: ['room_unknown', 'not_a_member'],
  },
  'message.mentions': {
    says: 'The newest messages that mention oneself, in all of one’s rooms, newest first.',
    by: 'signed-in',
    takes: takes({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })) }),
    gives: Type.Object({ found: Type.Array(Found) }),
    fails: [],
  },
} as const satisfies Record<string, CommandRow>
