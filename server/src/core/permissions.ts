// Who may do what, in two tables: in a room (kind of room × deed → who may; `nobody`: the room's kind does not know the deed) and on the
// server (deed → who may). Which command is which deed stands in policy.ts.
import { ChatError, type ErrorCode } from '@hearth/protocol/errors.ts'
import type { ServerRole } from '@hearth/protocol/moderation-shapes.ts'
import type { Role, RoomKind } from '@hearth/protocol/shapes.ts'

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
type Least = Role | 'nobody'

const table: Record<RoomKind, Record<Deed, Least>> = {
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
  },
}

const rank: Record<Least, number> = { member: 1, admin: 2, owner: 3, nobody: 4 }

export const may = (kind: RoomKind, role: Role, deed: Deed): boolean => rank[role] >= rank[table[kind][deed]]

/** Throws room_is_fixed where the kind knows no such deed, else `refusal` (not_allowed) when the role is too low. */
export function checkMay(kind: RoomKind, role: Role, deed: Deed, refusal: ErrorCode = 'not_allowed'): void {
  if (may(kind, role, deed)) return
  const isUnknownHere = table[kind][deed] === 'nobody' && deed !== 'deleteOthersMessage'
  throw new ChatError(isUnknownHere ? 'room_is_fixed' : refusal)
}

/** Is the first of higher standing than the second? */
export const isAbove = (one: Role, other: Role): boolean => rank[one] > rank[other]

export type ServerDeed =
  | 'giveServerRole'
  | 'muteEverywhere'
  | 'signOutOthers'
  | 'seeWhereabouts'
  | 'ban'
  | 'banAddress'
  | 'purgeEverywhere'
  | 'readAudit'
  | 'settleReports'
  | 'admit'
  | 'seeFigures'
  | 'runServer'

const onServer: Record<ServerDeed, ServerRole> = {
  giveServerRole: 'admin',
  muteEverywhere: 'moderator',
  signOutOthers: 'moderator',
  seeWhereabouts: 'admin',
  ban: 'moderator',
  banAddress: 'admin',
  purgeEverywhere: 'moderator',
  readAudit: 'admin',
  settleReports: 'moderator',
  admit: 'moderator',
  seeFigures: 'admin',
  runServer: 'admin',
}

const serverRank: Record<ServerRole, number> = { guest: 0, member: 1, moderator: 2, admin: 3, owner: 4 }

/** What somebody is on the server. */
export const roleOf = ({
  rank,
  admin,
  guest,
}: {
  readonly rank: 'owner' | 'moderator' | null
  admin: boolean
  guest: boolean
}): ServerRole => rank ?? (admin ? 'admin' : guest ? 'guest' : 'member')

export const mayOnServer = (role: ServerRole, deed: ServerDeed): boolean => serverRank[role] >= serverRank[onServer[deed]]

/** Is the first of higher standing on the server than the second? */
export const isAboveOnServer = (one: ServerRole, other: ServerRole): boolean => serverRank[one] > serverRank[other]
