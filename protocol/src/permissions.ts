// Who may do what in a room: kind of room × deed → who may; `nobody`: the room's kind does not know the deed. The server decides by this table;
// clients read it to keep away what would be refused.
import type { Role, RoomKind } from './shapes.ts'

export type Deed =
  | 'speak'
  | 'retopic'
  | 'rename'
  | 'seeCode'
  | 'invite'
  | 'remove'
  | 'setRole'
  | 'deleteOthersMessage'
  | 'pin'
  | 'leave'
  | 'keepFiles'
  | 'archive'
  | 'deleteRoom'
  | 'startCall'
  | 'speakInCall'
  | 'endCall'
  | 'leadCall'
  | 'mute'
  | 'rule'
  | 'callAll'
type Least = Role | 'nobody'

const table: Readonly<Record<RoomKind, Readonly<Record<Deed, Least>>>> = {
  lobby: {
    speak: 'member',
    retopic: 'admin',
    rename: 'nobody',
    seeCode: 'nobody',
    invite: 'nobody',
    remove: 'nobody',
    setRole: 'nobody',
    deleteOthersMessage: 'admin',
    pin: 'admin',
    leave: 'nobody',
    keepFiles: 'admin',
    archive: 'admin',
    deleteRoom: 'nobody',
    startCall: 'member',
    speakInCall: 'member',
    endCall: 'admin',
    leadCall: 'admin',
    mute: 'admin',
    rule: 'admin',
    callAll: 'admin',
  },
  direct: {
    speak: 'member',
    retopic: 'nobody',
    rename: 'nobody',
    seeCode: 'nobody',
    invite: 'nobody',
    remove: 'nobody',
    setRole: 'nobody',
    deleteOthersMessage: 'nobody',
    pin: 'member',
    leave: 'nobody',
    keepFiles: 'nobody',
    archive: 'nobody',
    deleteRoom: 'nobody',
    startCall: 'member',
    speakInCall: 'member',
    endCall: 'member',
    leadCall: 'nobody',
    mute: 'nobody',
    rule: 'nobody',
    callAll: 'nobody',
  },
  group: {
    speak: 'member',
    retopic: 'admin',
    rename: 'admin',
    seeCode: 'admin',
    invite: 'member',
    remove: 'admin',
    setRole: 'owner',
    deleteOthersMessage: 'admin',
    pin: 'member',
    leave: 'member',
    keepFiles: 'owner',
    archive: 'owner',
    deleteRoom: 'owner',
    startCall: 'member',
    speakInCall: 'member',
    endCall: 'admin',
    leadCall: 'admin',
    mute: 'admin',
    rule: 'admin',
    callAll: 'member',
  },
  channel: {
    speak: 'admin',
    retopic: 'admin',
    rename: 'admin',
    seeCode: 'admin',
    invite: 'admin',
    remove: 'admin',
    setRole: 'owner',
    deleteOthersMessage: 'admin',
    pin: 'admin',
    leave: 'member',
    keepFiles: 'owner',
    archive: 'owner',
    deleteRoom: 'owner',
    startCall: 'admin',
    speakInCall: 'admin',
    endCall: 'admin',
    leadCall: 'admin',
    mute: 'admin',
    rule: 'admin',
    callAll: 'admin',
  },
}

const rank: Readonly<Record<Least, number>> = { member: 1, admin: 2, owner: 3, nobody: 4 }

export const may = (kind: RoomKind, role: Role, deed: Deed): boolean => rank[role] >= rank[table[kind][deed]]

/** Does this kind of room know the deed at all? */
export const knows = (kind: RoomKind, deed: Deed): boolean => table[kind][deed] !== 'nobody'

/** Is the first of higher standing than the second? */
export const isAbove = (one: Role, other: Role): boolean => rank[one] > rank[other]

/** `@all` and `@here` call everybody in a room, or everybody who is connected there, in rooms of at most so many people. */
export const MOST_CALLED = 500
