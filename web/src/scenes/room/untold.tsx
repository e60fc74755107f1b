// What one did with a message, a person, a room or what is put off and the server does not know yet: that it waits, and the way back as long as
// nobody was told.
import type { HeldMark } from '@hearth/client/marks.ts'
import type { ReactElement } from 'react'
import { isUntold, waits } from '../../marks.ts'
import { cx } from '../../parts/cx.ts'
import { useChat, useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import message from './message.module.css'
import styles from './untold.module.css'

type Props = {
  readonly id: string
  readonly own: readonly HeldMark[]
  /** Where several stand below each other: whose it is. */
  readonly whose?: string
  /** In a row of a list: on a phone it stands below, where the words of the row begin, so many px from its edge. */
  readonly below?: number
  /** Not on a phone alone. */
  readonly always?: true
}

export function Untold({ id, own, whose, below, always }: Props): ReactElement | null {
  const client = useClient()
  const isOnline = useChat((state) => state.connection.is === 'open')
  if (!waits(own)) return null
  return (
    <p
      className={cx(message.waits, below !== undefined && styles.below, always && styles.always)}
      style={below === undefined ? undefined : { '--begins': `${below}px` }}
    >
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
