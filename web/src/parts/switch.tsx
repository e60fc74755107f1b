import type { ReactElement } from 'react'
import styles from './switch.module.css'

type Props = { readonly label: string; readonly on: boolean; readonly onChange: (on: boolean) => void }

/** Something that is so, or is not; it holds at once. */
export function Switch({ label, on, onChange }: Props): ReactElement {
  return (
    <label className={styles.switch}>
      <span>{label}</span>
      <input type="checkbox" role="switch" checked={on} aria-checked={on} onChange={(event) => onChange(event.target.checked)} />
    </label>
  )
}
