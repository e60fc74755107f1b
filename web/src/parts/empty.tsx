import { type ReactElement, type ReactNode, useEffect, useState } from 'react'
import { t } from '../text/t.ts'
import styles from './empty.module.css'

/** An empty or failing place: a drawing, a sentence, what to do next. */
export function Empty({
  drawing,
  title,
  says,
  whole = false,
  children,
}: {
  readonly drawing: ReactElement
  readonly title: string
  readonly says: string
  /** It is all there is on the page. */
  readonly whole?: boolean
  readonly children?: ReactNode
}): ReactElement {
  return (
    <div className={styles.empty}>
      {drawing}
      {whole ? <h1 className={styles.title}>{title}</h1> : <h2 className={styles.title}>{title}</h2>}
      <p className={styles.says}>{says}</p>
      {children && <div className={styles.deeds}>{children}</div>}
    </div>
  )
}

/** Grey bars where lines will be, but only when it takes longer than 300 ms. */
export function Skeleton({ rows, faces = false }: { readonly rows: number; readonly faces?: boolean }): ReactElement {
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className={styles.skeleton} role="status" aria-label={t('Loading')}>
      {late &&
        Array.from({ length: rows }, (_, index) => (
          <div key={index} className={styles.bone}>
            {faces && <span className={styles.face} />}
            <span className={styles.lines}>
              <span style={{ width: `${22 + ((index * 13) % 20)}%` }} />
              <span style={{ width: `${48 + ((index * 29) % 44)}%` }} />
            </span>
          </div>
        ))}
    </div>
  )
}
