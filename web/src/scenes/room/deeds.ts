// What one may do with a message: one list for the menu, the sheet and the keys.
import type { Message, Room, User } from '@hearth/protocol/shapes.ts'
import {
  AlarmClock,
  Bookmark,
  BookmarkX,
  Copy,
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
import { t } from '../../text/t.ts'
import { mayDeleteOthers, mayPin, maySpeak } from './room-context.ts'

export type Deed = 'reply' | 'thread' | 'copy' | 'link' | 'forward' | 'save' | 'pin' | 'unread' | 'remind' | 'edit' | 'delete'
export type DeedRow = {
  readonly deed: Deed
  readonly label: string
  readonly icon: LucideIcon
  readonly key?: string
  readonly danger?: boolean
}

/** @param isSaved by oneself, for oneself */
export function deedsFor(message: Message, room: Pick<Room, 'kind' | 'role'>, me: User, isSaved: boolean): readonly DeedRow[] {
  if (message.text === null) return []
  const own = message.author === me.id
  const rows: (DeedRow | false)[] = [
    maySpeak(room) && { deed: 'reply', label: t('Reply'), icon: Reply, key: 'R' },
    maySpeak(room) && { deed: 'thread', label: t('Reply in a thread'), icon: MessagesSquare, key: 'T' },
    message.text !== '' && { deed: 'copy', label: t('Copy text'), icon: Copy, key: 'C' },
    { deed: 'link', label: t('Copy link'), icon: Link2, key: 'L' },
    { deed: 'forward', label: t('Forward'), icon: Forward, key: 'F' },
    isSaved
      ? { deed: 'save', label: t('Remove from saved'), icon: BookmarkX, key: 'S' }
      : { deed: 'save', label: t('Save for myself'), icon: Bookmark, key: 'S' },
    mayPin(room) &&
      (message.pinned ? { deed: 'pin', label: t('Unpin'), icon: PinOff, key: 'P' } : { deed: 'pin', label: t('Pin'), icon: Pin, key: 'P' }),
    { deed: 'unread', label: t('Mark unread from here'), icon: MailOpen, key: 'U' },
    { deed: 'remind', label: t('Remind me'), icon: AlarmClock },
    own && maySpeak(room) && !message.poll && { deed: 'edit', label: t('Edit'), icon: Pencil, key: 'E' },
    (own || mayDeleteOthers(room)) && { deed: 'delete', label: t('Delete'), icon: Trash2, key: 'Del', danger: true },
  ]
  return rows.filter((row) => row !== false)
}
