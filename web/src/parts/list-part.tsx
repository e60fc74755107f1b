import { type ReactElement, type ReactNode, useId } from 'react'
import styles from './page.module.css'

/** A card of rows under its name, on a page of such. */
export function ListPart({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactElement {
  const id = useId()
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul aria-labelledby={id} className={styles.card}>
        {children}
      </ul>
    </section>
  )
}
