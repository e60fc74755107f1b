import type { ReactElement } from 'react'
import { short } from '../words.ts'
import styles from './badge.module.css'

/** How much waits. Amber: it is meant for you. */
export function Badge({ count, says }: { readonly count: number; readonly says: string }): ReactElement | null {
  return count > 0 ? (
    <span className={styles.badge} data-number>
      <span aria-hidden="true">{short(count)}</span>
      <span className="out-of-sight">{says}</span>
    </span>
  ) : null
}

/** A small word beside a name. */
export function Chip({ children }: { readonly children: string }): ReactElement {
  return <span className={styles.chip}>{children}</span>
}
