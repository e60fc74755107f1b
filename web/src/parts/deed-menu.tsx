// What one may do, as a menu beside the button that opened it.
import { Check, type LucideIcon } from 'lucide-react'
import type { ReactElement, RefObject } from 'react'
import { Menu, MenuItem, Popover } from 'react-aria-components'
import { Icon } from './icon.tsx'
import styles from './menu.module.css'

export type DeedInMenu = {
  readonly id: string
  readonly label: string
  readonly icon: LucideIcon
  readonly danger?: boolean
  readonly act: () => void
}

type Props = {
  readonly at: RefObject<HTMLElement | null>
  readonly label: string
  /** `false`: not here; so a list may say under which condition each stands in it. */
  readonly deeds: readonly (DeedInMenu | false)[]
  /** Where it is a choice: the one that holds. */
  readonly chosen?: string
  readonly placement?: 'bottom end' | 'bottom start' | 'top end' | 'top start'
  readonly onClose: () => void
}

export function DeedMenu({ at, label, deeds, chosen, placement = 'bottom end', onClose }: Props): ReactElement {
  const there = deeds.filter((deed) => deed !== false)
  return (
    <Popover
      isOpen
      aria-label={label}
      triggerRef={at}
      placement={placement}
      offset={placement.startsWith('top') ? 9 : 5}
      onOpenChange={(open) => open || onClose()}
      className={styles.menu}
    >
      <Menu
        aria-label={label}
        autoFocus="first"
        selectionMode={chosen === undefined ? 'none' : 'single'}
        selectedKeys={chosen === undefined ? [] : [chosen]}
        disallowEmptySelection
        onAction={(key) => there.find((deed) => deed.id === key)?.act()}
        onClose={onClose}
        className={styles.list}
      >
        {there.map((deed) => (
          <MenuItem key={deed.id} id={deed.id} textValue={deed.label} className={styles.item} data-danger={deed.danger || undefined}>
            <Icon of={deed.icon} />
            <span>{deed.label}</span>
            {deed.id === chosen && <Icon of={Check} />}
          </MenuItem>
        ))}
      </Menu>
    </Popover>
  )
}
