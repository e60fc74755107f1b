// What one may do about a person: told to the moderators by everybody, silence and shutting out by those who may.
import type { Room, User } from '@hearth/protocol/shapes.ts'
import { Ban, Flag, MicOff } from 'lucide-react'
import type { DeedInMenu } from '../../parts/deed-menu.tsx'
import { t } from '../../text/t.ts'
import type { OpenDialog } from '../../ui.ts'
import { mayMute } from './room-context.ts'

type Show = (dialog: OpenDialog) => void

const rank = { owner: 3, admin: 2, moderator: 1 } as const
const rankOf = ({ role, admin }: User): number => (role === undefined ? (admin ? rank.admin : 0) : rank[role])

/** Does this person look after the server, further than that one? The server decides; this keeps buttons away that it would refuse. */
export const isStaffOver = (me: User, user: User): boolean => rankOf(me) > rankOf(user)

export const isStaff = (user: User): boolean => rankOf(user) > 0

/** @param isAbove stands the caller above them in the room? */
export function deedsAbout(me: User, user: User, room: Room, isAbove: boolean, show: Show): readonly DeedInMenu[] {
  const deeds: (DeedInMenu | false)[] = [
    { id: 'report', label: t('Report…'), icon: Flag, act: () => show({ is: 'report', user: user.id }) },
    mayMute(room) &&
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
