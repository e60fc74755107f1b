// What one may do with a message: one list for the menu, the sheet and the keys.
import type { Message, Room, User } from '@hearth/protocol/shapes.ts'
import {
  AlarmClock,
  Bookmark,
  BookmarkX,
  Copy,
  Flag,
  Forward,
  Link2,
  type LucideIcon,
  MailOpen,
  MessagesSquare,
  Pencil,
  Pin,
  PinOff,
  Reply,
  Trash2,
} from 'lucide-react'
import type { KeyDeed } from '../../keys/table.ts'
import { t } from '../../text/t.ts'
import { mayDeleteOthers, mayPin, maySpeak } from './room-context.ts'

export type Deed = 'reply' | 'thread' | 'copy' | 'link' | 'forward' | 'save' | 'pin' | 'unread' | 'remind' | 'edit' | 'delete' | 'report'
export type DeedRow = {
  readonly deed: Deed
  readonly label: string
  readonly icon: LucideIcon
  readonly key?: KeyDeed
  readonly danger?: boolean
}

/** @param isSaved by oneself, for oneself */
export function deedsFor(message: Message, room: Pick<Room, 'kind' | 'role' | 'rules'>, me: User, isSaved: boolean): readonly DeedRow[] {
  if (message.text === null) return []
  const own = message.author === me.id
  const rows: (DeedRow | false)[] = [
    maySpeak(room) && { deed: 'reply', label: t('Reply'), icon: Reply, key: 'reply' },
    maySpeak(room) && { deed: 'thread', label: t('Reply in a thread'), icon: MessagesSquare, key: 'thread' },
    message.text !== '' && { deed: 'copy', label: t('Copy text'), icon: Copy, key: 'copy' },
    { deed: 'link', label: t('Copy link'), icon: Link2, key: 'copyLink' },
    { deed: 'forward', label: t('Forward'), icon: Forward, key: 'forward' },
    isSaved
      ? { deed: 'save', label: t('Remove from saved'), icon: BookmarkX, key: 'save' }
      : { deed: 'save', label: t('Save for myself'), icon: Bookmark, key: 'save' },
    mayPin(room) &&
      (message.pinned
        ? { deed: 'pin', label: t('Unpin'), icon: PinOff, key: 'pin' }
        : { deed: 'pin', label: t('Pin'), icon: Pin, key: 'pin' }),
    { deed: 'unread', label: t('Mark unread from here'), icon: MailOpen, key: 'unread' },
    { deed: 'remind', label: t('Remind me'), icon: AlarmClock },
    own && maySpeak(room) && !message.poll && { deed: 'edit', label: t('Edit'), icon: Pencil, key: 'edit' },
    !own && { deed: 'report', label: t('Report…'), icon: Flag },
    (own || mayDeleteOthers(room)) && { deed: 'delete', label: t('Delete'), icon: Trash2, key: 'delete', danger: true },
  ]
  return rows.filter((row) => row !== false)
}
