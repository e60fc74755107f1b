// What one may do about a person: told to the moderators by everybody, silence and shutting out by those who may.
import type { Room, User } from '@hearth/protocol/shapes.ts'
import { Ban, Flag, type LucideIcon, MicOff } from 'lucide-react'
import { t } from '../../text/t.ts'
import type { OpenDialog } from '../../ui.ts'

export type PersonDeed = {
  readonly id: string
  readonly label: string
  readonly icon: LucideIcon
  readonly danger?: boolean
  readonly act: () => void
}
type Show = (dialog: OpenDialog) => void

const rank = { owner: 3, admin: 2, moderator: 1 } as const
const rankOf = ({ role, admin }: User): number => (role === undefined ? (admin ? rank.admin : 0) : rank[role])

/** Does this person look after the server, further than that one? The server decides; this keeps buttons away that it would refuse. */
export const isStaffOver = (me: User, user: User): boolean => rankOf(me) > rankOf(user)

export const isStaff = (user: User): boolean => rankOf(user) > 0

/** @param isAbove stands the caller above them in the room? */
export function deedsAbout(me: User, user: User, room: Room, isAbove: boolean, show: Show): readonly PersonDeed[] {
  const leads = room.kind !== 'direct' && (room.role === 'admin' || room.role === 'owner')
  const deeds: (PersonDeed | false)[] = [
    { id: 'report', label: t('Report…'), icon: Flag, act: () => show({ is: 'report', user: user.id }) },
    leads &&
      isAbove &&
      room.kind !== 'lobby' && {
        id: 'mute',
        label: t('Mute here…'),
        icon: MicOff,
        act: () => show({ is: 'mute', user: user.id, room: room.id }),
      },
    isStaffOver(me, user) && {
      id: 'mute-all',
      label: t('Mute everywhere…'),
      icon: MicOff,
      act: () => show({ is: 'mute', user: user.id }),
    },
    isStaffOver(me, user) && { id: 'ban', label: t('Ban…'), icon: Ban, danger: true, act: () => show({ is: 'ban', user: user.id }) },
  ]
  return deeds.filter((deed) => deed !== false)
}
