import type { Room } from '@hearth/protocol/shapes.ts'
import {
  Bell,
  Download,
  HardDrive,
  Info,
  Link2,
  LogOut,
  Pencil,
  Pin,
  QrCode,
  Search,
  ShieldCheck,
  Trash2,
  UserPlus,
  Video,
  Vote,
} from 'lucide-react'
import type { ReactElement, RefObject } from 'react'
import { type DeedInMenu, DeedMenu } from '../../parts/deed-menu.tsx'
import { useClient, useMe } from '../../state.ts'
import { takeAlong } from '../../take-along.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { useBeginning } from './call-buttons.tsx'
import { mayDeleteRoom, mayInvite, mayKeepFiles, mayLeave, mayRename, mayRule, maySpeak } from './room-context.ts'
import { askDeleteRoom, askLeave } from './room-questions.ts'

type Props = { readonly room: Room; readonly at: RefObject<HTMLElement | null>; readonly onClose: () => void }

export const RoomMenu = ({ room, at, onClose }: Props): ReactElement => (
  <DeedMenu at={at} label={t('Room actions')} deeds={useRows(room)} onClose={onClose} />
)

/** Where the head of the room has no place for it. */
const videoCall = (begin: (video: boolean) => void): DeedInMenu | false =>
  matchMedia('(max-width: 399px)').matches && { id: 'video', label: t('Start a video call'), icon: Video, act: () => begin(true) }

function useRows(room: Room): readonly (DeedInMenu | false)[] {
  const client = useClient()
  const isAdmin = useMe().admin
  const { show, setPanel } = useUi.getState()
  const begin = useBeginning(room)
  return [
    begin !== undefined && videoCall(begin),
    { id: 'notify', label: t('Notifications'), icon: Bell, act: () => show({ is: 'notify', room: room.id }) },
    { id: 'members', label: room.kind === 'direct' ? t('Details') : t('Members'), icon: Info, act: () => setPanel(true) },
    { id: 'search', label: t('Search here'), icon: Search, act: () => show({ is: 'search', room: room.id }) },
    { id: 'pins', label: t('Pinned messages'), icon: Pin, act: () => show({ is: 'pins', room: room.id }) },
    maySpeak(room) && { id: 'poll', label: t('New poll'), icon: Vote, act: () => show({ is: 'new-poll', room: room.id }) },
    mayInvite(room) && { id: 'invite', label: t('Add people'), icon: UserPlus, act: () => show({ is: 'invite', room: room.id }) },
    mayInvite(room) && { id: 'links', label: t('Invitation links'), icon: Link2, act: () => show({ is: 'invitations', room: room.id }) },
    room.code !== undefined && { id: 'share', label: t('Code and link'), icon: QrCode, act: () => show({ is: 'share', room: room.id }) },
    mayRename(room) && {
      id: 'rename',
      label: t('Name, topic, picture'),
      icon: Pencil,
      act: () => show({ is: 'edit-room', room: room.id }),
    },
    mayKeepFiles(room) && {
      id: 'files',
      label: t('Files and storage'),
      icon: HardDrive,
      act: () => show({ is: 'room-files', room: room.id }),
    },
    mayRule(room) && {
      id: 'rules',
      label: t('Rules, who comes in'),
      icon: ShieldCheck,
      act: () => show({ is: 'room-rules', room: room.id }),
    },
    { id: 'take', label: t('Take its words along'), icon: Download, act: () => takeAlong(room.id) },
    isAdmin && { id: 'take-all', label: t('Take all of it, as admin'), icon: Download, act: () => takeAlong(room.id, 'server') },
    mayLeave(room) && { id: 'leave', label: t('Leave'), icon: LogOut, act: () => show(askLeave(client, room)) },
    mayDeleteRoom(room) && {
      id: 'delete',
      label: t('Delete for everybody'),
      icon: Trash2,
      danger: true,
      act: () => show(askDeleteRoom(client, room)),
    },
  ]
}
