import { type ReactElement, useEffect, useRef } from 'react'
import { t } from '../../text/t.ts'
import styles from './level.module.css'

const BARS = 14

/** How loud one is: bars that fill. Drawn past React, sixty times a second. */
export function Level({ level, says }: { readonly level: () => number; readonly says: string }): ReactElement {
  const box = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    let frame = 0
    let shown = 0
    const look = (): void => {
      // Falls slower than it rises, as a hand would follow it.
      shown = Math.max(level(), shown * 0.9)
      box.current?.style.setProperty('--lit', String(Math.round(shown * BARS)))
      frame = requestAnimationFrame(look)
    }
    look()
    return () => cancelAnimationFrame(frame)
  }, [level])
  return (
    <span className={styles.line}>
      <span ref={box} className={styles.level} role="img" aria-label={t('Level of the microphone')}>
        {Array.from({ length: BARS }, (_, index) => (
          <i key={index} style={{ '--at': index }} />
        ))}
      </span>
      <span>{says}</span>
    </span>
  )
}
