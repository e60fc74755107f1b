import type { LucideIcon } from 'lucide-react'
import type { ButtonHTMLAttributes, ReactElement, ReactNode, Ref } from 'react'
import { shownKeys, useKeys } from '../keys/keys.ts'
import { type KeyDeed, keysOf } from '../keys/table.ts'
import styles from './button.module.css'
import { cx } from './cx.ts'
import { Icon } from './icon.tsx'

type Plain = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className'>

type ButtonProps = Plain & {
  readonly look?: 'main' | 'soft' | 'quiet' | 'danger'
  readonly icon?: LucideIcon
  readonly wide?: boolean
  /** Something is on its way: the words stay, so that nothing moves. */
  readonly busy?: boolean
  readonly children: ReactNode
}

export function Button({ look = 'soft', icon, wide, busy, children, ...rest }: ButtonProps): ReactElement {
  return (
    <button
      type="button"
      {...rest}
      aria-busy={busy || undefined}
      disabled={rest.disabled || busy}
      className={cx(styles.button, styles[look], wide && styles.wide)}
    >
      {icon && <Icon of={icon} />}
      <span>{children}</span>
    </button>
  )
}

type IconButtonProps = Plain & {
  readonly icon: LucideIcon
  readonly label: string
  readonly size?: number
  readonly small?: boolean
  readonly tipAt?: 'above' | 'above-start' | 'above-end' | 'below' | 'start' | 'end'
  /** What does the same from the keyboard: shown behind the name. */
  readonly keys?: KeyDeed
  readonly ref?: Ref<HTMLButtonElement>
}

/** Where no word fits. The label is its name, and shown as a tip on hover and focus. */
export function IconButton({ icon, label, size = 18, small, tipAt = 'below', keys, ...rest }: IconButtonProps): ReactElement {
  const chosen = useKeys((held) => held.chosen)
  return (
    <button
      type="button"
      aria-label={label}
      {...rest}
      data-tip={keys ? `${label}  ${shownKeys(keysOf(keys, chosen))}` : label}
      data-tip-at={tipAt}
      className={cx(styles.icon, small && styles.small)}
    >
      <Icon of={icon} size={size} />
    </button>
  )
}
