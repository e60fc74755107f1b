// What one may do with a message: one list for the menu, the sheet and the keys.
import type { Message, Room, User } from '@hearth/protocol/shapes.ts'
import { Copy, Flag, Link2, type LucideIcon, Pencil, Reply, Trash2 } from 'lucide-react'
import { t } from '../../text/t.ts'
import { mayDeleteOthers, maySpeak } from './room-context.ts'

export type Deed = 'reply' | 'copy' | 'link' | 'edit' | 'delete' | 'report'
export type DeedRow = {
  readonly deed: Deed
  readonly label: string
  readonly icon: LucideIcon
  readonly key?: string
  readonly danger?: boolean
}

export function deedsFor(message: Message, room: Pick<Room, 'kind' | 'role' | 'rules'>, me: User): readonly DeedRow[] {
  if (message.text === null) return []
  const own = message.author === me.id
  const rows: (DeedRow | false)[] = [
    maySpeak(room) && { deed: 'reply', label: 'Reply', icon: Reply, key: 'R' },
    message.text !== '' && { deed: 'copy', label: 'Copy text', icon: Copy, key: 'C' },
    { deed: 'link', label: 'Copy link', icon: Link2, key: 'L' },
    own && maySpeak(room) && { deed: 'edit', label: 'Edit', icon: Pencil, key: 'E' },
    !own && { deed: 'report', label: t('Report…'), icon: Flag },
    (own || mayDeleteOthers(room)) && { deed: 'delete', label: 'Delete', icon: Trash2, key: 'Del', danger: true },
  ]
  return rows.filter((row) => row !== false)
}
