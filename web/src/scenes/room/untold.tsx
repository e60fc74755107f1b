// What one did with a message, a person or a room and the server does not know yet: that it waits, and the way back as long as nobody was told.
import type { HeldMark } from '@hearth/client/marks.ts'
import type { ReactElement } from 'react'
import { isUntold, waits } from '../../marks.ts'
import { useChat, useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import styles from './message.module.css'

export function Untold({ id, own }: { readonly id: string; readonly own: readonly HeldMark[] }): ReactElement | null {
  const client = useClient()
  const isOnline = useChat((state) => state.connection.is === 'open')
  if (!waits(own)) return null
  return (
    <p className={styles.waits}>
      <span>{isOnline ? t('Sending…') : t('Waiting for the connection')}</span>
      {isUntold(own) && (
        <button type="button" onClick={() => client.undo(id)}>
          {t('Undo')}
        </button>
      )}
    </p>
  )
}
