// Who may do what: in a room by the table that the protocol tells everybody (kind of room × deed), on the server by the one below (deed → who
// may). Which command is which deed stands in policy.ts.
import { ChatError, type ErrorCode } from '@hearth/protocol/errors.ts'
import type { ServerRole } from '@hearth/protocol/moderation-shapes.ts'
import { type Deed, knows, may } from '@hearth/protocol/permissions.ts'
import type { Role, RoomKind } from '@hearth/protocol/shapes.ts'

export { type Deed, isAbove, may } from '@hearth/protocol/permissions.ts'

/** Throws room_is_fixed where the kind knows no such deed, else `refusal` (not_allowed) when the role is too low. */
export function checkMay(kind: RoomKind, role: Role, deed: Deed, refusal: ErrorCode = 'not_allowed'): void {
  if (may(kind, role, deed)) return
  const isUnknownHere = !knows(kind, deed) && deed !== 'deleteOthersMessage'
  throw new ChatError(isUnknownHere ? 'room_is_fixed' : refusal)
}

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
