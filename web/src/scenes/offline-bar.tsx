import { WifiOff } from 'lucide-react'
import { type ReactElement, useEffect, useState } from 'react'
import { cx } from '../parts/cx.ts'
import { Icon } from '../parts/icon.tsx'
import type { Route } from '../route.ts'
import { useChat, useClient } from '../state.ts'
import { t } from '../text/t.ts'
import styles from './offline-bar.module.css'

/** A short stumble is not worth a word. */
const PATIENCE_MS = 1200

/** Says what still works while the server cannot be reached. */
/** @param over the scene it lies over; absent: the words of a room */
export function OfflineBar({ over }: { readonly over?: Route['at'] }): ReactElement {
  const client = useClient()
  const isOpen = useChat((state) => state.connection.is === 'open')
  const waiting = useChat((state) => state.outbox.length + state.marks.size)
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    setLong(false)
    if (isOpen) return
    const timer = setTimeout(() => setLong(true), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [isOpen])
  return (
    <div role="status" className={cx(styles.holder, over !== undefined && styles.house)}>
      {!isOpen && isLong && (
        <div className={styles.bar}>
          <Icon of={WifiOff} size={16} />
          <span>
            <b>{t('No connection.')}</b>{' '}
            {waiting > 0
              ? t.many(
                  waiting,
                  'Write on: {count} waiting, sent as soon as the server is back.',
                  'Write on: {count} waiting, all sent as soon as the server is back.',
                )
              : stillWorks(over)}
          </span>
          <button type="button" onClick={client.nudge}>
            {t('Try now')}
          </button>
        </div>
      )}
    </div>
  )
}

/** Each place promises what holds there. */
function stillWorks(over: Route['at'] | undefined): string {
  switch (over) {
    case undefined:
      return t('Write on: it is kept here and sent as soon as the server is back.')
    case 'settings':
      return t('Switches wait here until the server is back; what has a button to save needs it.')
    case 'calls':
    case 'call':
      return t('Calls need the server. Rooms can be read and written in.')
    default:
      return t('Rooms can be read and written in; what is new comes when the server is back.')
  }
}
