import type { User } from '@hearth/protocol/shapes.ts'
import { Ban, CircleUserRound, MessageCircle, UserMinus, UserPlus } from 'lucide-react'
import type { ReactElement, RefObject } from 'react'
import { type DeedInMenu, DeedMenu } from '../../parts/deed-menu.tsx'
import { usePerson } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { usePersonDeeds } from './deeds.ts'

type Props = { readonly user: User; readonly at: RefObject<HTMLElement | null>; readonly onClose: () => void }

export const PersonMenu = ({ user, at, onClose }: Props): ReactElement => (
  <DeedMenu
    at={at}
    label={t('Actions for {name}', { name: usePerson(user.id)?.displayName ?? user.displayName })}
    deeds={useRows(user)}
    onClose={onClose}
  />
)

function useRows(user: User): readonly (DeedInMenu | false)[] {
  const deeds = usePersonDeeds(user)
  const show = useUi((ui) => ui.show)
  return [
    { id: 'profile', label: t('Profile and nickname'), icon: CircleUserRound, act: () => show({ is: 'profile', user: user.id }) },
    !deeds.isBlocked && { id: 'write', label: t('Message'), icon: MessageCircle, act: deeds.write },
    !deeds.isKept && !deeds.isBlocked && { id: 'add', label: t('Add to contacts'), icon: UserPlus, act: deeds.add },
    deeds.isKept && { id: 'remove', label: t('Remove from contacts'), icon: UserMinus, act: deeds.remove },
    deeds.isBlocked
      ? { id: 'unblock', label: t('Unblock'), icon: Ban, act: deeds.unblock }
      : { id: 'block', label: t('Block'), icon: Ban, danger: true, act: deeds.block },
  ]
}
