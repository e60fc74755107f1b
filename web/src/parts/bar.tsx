import type { ReactElement } from 'react'
import styles from './bar.module.css'
import { cx } from './cx.ts'

/** How far something is: `at` of 1. `says` is heard instead of a percentage. */
export function Bar({
  at,
  label,
  says,
  still,
}: {
  readonly at: number
  readonly label: string
  readonly says?: string
  readonly still?: boolean
}): ReactElement {
  const percent = Math.round(Math.min(1, Math.max(0, at)) * 100)
  return (
    <span
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuetext={says}
      className={cx(styles.bar, still && styles.still)}
    >
      <span style={{ width: `${percent}%` }} />
    </span>
  )
}
