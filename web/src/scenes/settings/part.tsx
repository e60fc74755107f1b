import { type ReactElement, type ReactNode, useId } from 'react'
import styles from './settings.module.css'

export function Part({
  title,
  says,
  children,
}: {
  readonly title: string
  readonly says?: string
  readonly children: ReactNode
}): ReactElement {
  const id = useId()
  return (
    <section aria-labelledby={id} className={styles.part}>
      <h2 id={id}>{title}</h2>
      {says && <p className={styles.says}>{says}</p>}
      <div className={styles.card}>{children}</div>
    </section>
  )
}
