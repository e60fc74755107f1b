// What one did with a message, a person or a room and the server does not know yet: that it waits, and the way back as long as nobody was told.
import type { HeldMark } from '@hearth/client/marks.ts'
import type { ReactElement } from 'react'
import { isUntold, waits } from '../../marks.ts'
import { useChat, useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import styles from './message.module.css'

type Props = {
  readonly id: string
  readonly own: readonly HeldMark[] /** Where several stand below each other: whose it is. */
  readonly whose?: string
}

export function Untold({ id, own, whose }: Props): ReactElement | null {
  const client = useClient()
  const isOnline = useChat((state) => state.connection.is === 'open')
  if (!waits(own)) return null
  return (
    <p className={styles.waits}>
      <span>{isOnline ? t('Sending…') : t('Waiting for the connection')}</span>
      {isUntold(own) && (
        <button type="button" aria-label={whose === undefined ? undefined : undoFor(own, whose)} onClick={() => client.undo(id)}>
          {own.length > 1 ? t('Undo all') : t('Undo')}
        </button>
      )}
    </p>
  )
}

const undoFor = (own: readonly HeldMark[], name: string): string =>
  own.length > 1 ? t('Undo all for {name}', { name }) : t('Undo for {name}', { name })
