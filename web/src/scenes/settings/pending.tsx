import type { ReactElement } from 'react'
import { usePending } from '../../own-settings.ts'
import { useChat } from '../../state.ts'
import { t } from '../../text/t.ts'
import styles from './settings.module.css'

/** What was chosen while the server is away is not forgotten, and does not hold yet. */
export function Pending(): ReactElement {
  const isAway = useChat((state) => state.connection.is !== 'open')
  const some = usePending(({ wanted }) => Object.keys(wanted).length > 0)
  return (
    <p role="status" className={styles.pending}>
      {isAway && some ? t('What you changed waits here, and holds as soon as the server is back.') : ''}
    </p>
  )
}
