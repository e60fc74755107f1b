import { type ReactElement, type ReactNode, useId } from 'react'
import styles from './calls.module.css'

export function Part({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactElement {
  const id = useId()
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul className={styles.card}>{children}</ul>
    </section>
  )
}
