// A thread in which something is half written, on whichever device.
import { inThread } from '@hearth/client/draft-places.ts'
import type { MessageId, RoomId } from '@hearth/protocol/ids.ts'
import { Pencil } from 'lucide-react'
import type { ReactElement } from 'react'
import { Icon } from '../../../parts/icon.tsx'
import { useChat } from '../../../state.ts'
import { t } from '../../../text/t.ts'
import styles from './thread-draft.module.css'

export function ThreadDraft({ room, root }: { readonly room: RoomId; readonly root: MessageId }): ReactElement | null {
  const isThere = useChat((state) => (state.drafts.get(inThread(room, root)) ?? '').trim() !== '')
  if (!isThere) return null
  return (
    <span className={styles.draft}>
      <Icon of={Pencil} size={13} />
      {t('Draft')}
    </span>
  )
}
