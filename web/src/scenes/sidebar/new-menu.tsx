import { Compass, MessageCirclePlus, Ticket, Users } from 'lucide-react'
import type { ReactElement, RefObject } from 'react'
import { Menu, MenuItem, Popover } from 'react-aria-components'
import { Icon } from '../../parts/icon.tsx'
import styles from '../../parts/menu.module.css'
import { t } from '../../text/t.ts'
import { type OpenDialog, useUi } from '../../ui.ts'

const rows = () =>
  [
    { id: 'new-chat', label: t('Write to somebody'), icon: MessageCirclePlus },
    { id: 'new-room', label: t('New group or channel'), icon: Users },
    { id: 'browse', label: t('Look for rooms'), icon: Compass },
    { id: 'join', label: t('Join with a code'), icon: Ticket },
  ] as const satisfies readonly { readonly id: OpenDialog['is']; readonly label: string; readonly icon: unknown }[]

export function NewMenu({ at, onClose }: { readonly at: RefObject<HTMLElement | null>; readonly onClose: () => void }): ReactElement {
  const show = useUi((ui) => ui.show)
  const open = (key: unknown): void => {
    const row = rows().find((one) => one.id === key)
    if (row) show({ is: row.id })
  }
  return (
    <Popover
      isOpen
      aria-label={t('New')}
      triggerRef={at}
      placement="bottom start"
      offset={6}
      onOpenChange={(open) => open || onClose()}
      className={styles.menu}
    >
      <Menu aria-label={t('New')} autoFocus="first" onAction={open} onClose={onClose} className={styles.list}>
        {rows().map((row) => (
          <MenuItem key={row.id} id={row.id} textValue={row.label} className={styles.item}>
            <Icon of={row.icon} />
            <span>{row.label}</span>
          </MenuItem>
        ))}
      </Menu>
    </Popover>
  )
}
