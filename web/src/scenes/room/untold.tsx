// What one did with a message and the server does not know yet: that it waits, and the way back as long as nobody was told.
import type { MessageId } from '@hearth/protocol/ids.ts'
import type { ReactElement } from 'react'
import { useIsUntold, useWaits } from '../../marks.ts'
import { useChat, useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import styles from './message.module.css'

export function Untold({ id }: { readonly id: MessageId }): ReactElement | null {
  const client = useClient()
  const waits = useWaits(id)
  const isUntold = useIsUntold(id)
  const isOnline = useChat((state) => state.connection.is === 'open')
  if (!waits) return null
  return (
    <p className={styles.waits}>
      <span>{isOnline ? t('Sending…') : t('Waiting for the connection')}</span>
      {isUntold && (
        <button type="button" onClick={() => client.undo(id)}>
          {t('Undo')}
        </button>
      )}
    </p>
  )
}
