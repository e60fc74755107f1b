import type { User } from '@hearth/protocol/shapes.ts'
import { Ban, CircleUserRound, type LucideIcon, MessageCircle, UserMinus, UserPlus } from 'lucide-react'
import type { ReactElement, RefObject } from 'react'
import { Menu, MenuItem, Popover } from 'react-aria-components'
import { Icon } from '../../parts/icon.tsx'
import styles from '../../parts/menu.module.css'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { usePersonDeeds } from './deeds.ts'

type Row = { readonly id: string; readonly label: string; readonly icon: LucideIcon; readonly danger?: boolean; readonly act: () => void }
type Props = { readonly user: User; readonly at: RefObject<HTMLElement | null>; readonly onClose: () => void }

export function PersonMenu({ user, at, onClose }: Props): ReactElement {
  const rows = useRows(user)
  const label = t('Actions for {name}', { name: user.displayName })
  return (
    <Popover
      isOpen
      aria-label={label}
      triggerRef={at}
      placement="bottom end"
      offset={4}
      onOpenChange={(open) => open || onClose()}
      className={styles.menu}
    >
      <Menu
        aria-label={label}
        autoFocus="first"
        onAction={(key) => rows.find((row) => row.id === key)?.act()}
        onClose={onClose}
        className={styles.list}
      >
        {rows.map((row) => (
          <MenuItem key={row.id} id={row.id} textValue={row.label} className={styles.item} data-danger={row.danger || undefined}>
            <Icon of={row.icon} />
            <span>{row.label}</span>
          </MenuItem>
        ))}
      </Menu>
    </Popover>
  )
}

function useRows(user: User): readonly Row[] {
  const deeds = usePersonDeeds(user)
  const show = useUi((ui) => ui.show)
  const rows: (Row | false)[] = [
    { id: 'profile', label: t('Profile and nickname'), icon: CircleUserRound, act: () => show({ is: 'profile', user: user.id }) },
    !deeds.isBlocked && { id: 'write', label: t('Message'), icon: MessageCircle, act: deeds.write },
    !deeds.isKept && !deeds.isBlocked && { id: 'add', label: t('Add to contacts'), icon: UserPlus, act: deeds.add },
    deeds.isKept && { id: 'remove', label: t('Remove from contacts'), icon: UserMinus, act: deeds.remove },
    deeds.isBlocked
      ? { id: 'unblock', label: t('Unblock'), icon: Ban, act: deeds.unblock }
      : { id: 'block', label: t('Block'), icon: Ban, danger: true, act: deeds.block },
  ]
  return rows.filter((row) => row !== false)
}
