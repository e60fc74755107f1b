import type { LastSeen } from '@hearth/protocol/own-shapes.ts'
import type { ReactElement } from 'react'
import { Segments } from '../../parts/field.tsx'
import { useChat, useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { sentence } from '../../words.ts'
import { Part } from './part.tsx'
import styles from './settings.module.css'

export function Privacy(): ReactElement {
  const client = useClient()
  const say = useUi((ui) => ui.say)
  const lastSeen = useChat((state) => state.own.settings.lastSeen)
  const choices: readonly { readonly value: LastSeen; readonly label: string }[] = [
    { value: 'everyone', label: t('Everybody') },
    { value: 'contacts', label: t('My contacts') },
    { value: 'nobody', label: t('Nobody') },
  ]
  const choose = (to: LastSeen): void =>
    void client.ask('own.change', { lastSeen: to }).catch((failure: unknown) => say(sentence(failure), 'bad'))
  return (
    <Part title={t('Privacy')} says={t('On all your devices.')}>
      <div className={styles.row}>
        <span>{t('Who sees when you were last here')}</span>
        <Segments label={t('Who sees when you were last here')} value={lastSeen} choices={choices} onValue={choose} />
      </div>
    </Part>
  )
}
