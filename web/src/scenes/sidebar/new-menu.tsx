import { Compass, MessageCirclePlus, Ticket, Users } from 'lucide-react'
import type { ReactElement, RefObject } from 'react'
import { DeedMenu } from '../../parts/deed-menu.tsx'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'

export function NewMenu({ at, onClose }: { readonly at: RefObject<HTMLElement | null>; readonly onClose: () => void }): ReactElement {
  const show = useUi((ui) => ui.show)
  const deeds = [
    { id: 'new-chat', label: t('Write to somebody'), icon: MessageCirclePlus, act: () => show({ is: 'new-chat' }) },
    { id: 'new-room', label: t('New group or channel'), icon: Users, act: () => show({ is: 'new-room' }) },
    { id: 'browse', label: t('Look for rooms'), icon: Compass, act: () => show({ is: 'browse' }) },
    { id: 'join', label: t('Join with a code'), icon: Ticket, act: () => show({ is: 'join' }) },
  ]
  return <DeedMenu at={at} label={t('New')} deeds={deeds} placement="bottom start" onClose={onClose} />
}
