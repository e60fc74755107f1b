import { type ReactElement, type ReactNode, useId } from 'react'
import styles from './calls.module.css'

export function Part({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactElement {
  const id = useId()
  return (
    <div>
      <h2 id={id}>{title}</h2>
      <ul aria-labelledby={id} className={styles.card}>
        {children}
      </ul>
    </div>
  )
}
