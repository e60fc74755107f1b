import type { LastSeen, ShownAs } from '@hearth/protocol/own-shapes.ts'
import type { ReactElement } from 'react'
import { useOwnSettings } from '../../own-settings.ts'
import { Segments } from '../../parts/field.tsx'
import { Switch } from '../../parts/switch.tsx'
import { t } from '../../text/t.ts'
import { Part } from './part.tsx'
import { Pending } from './pending.tsx'
import styles from './settings.module.css'

type Choices<T extends string> = readonly { readonly value: T; readonly label: string }[]

export function Privacy(): ReactElement {
  const [settings, change] = useOwnSettings()
  const ways: Choices<ShownAs> = [
    { value: 'auto', label: t('As I am') },
    { value: 'away', label: t('Away') },
    { value: 'busy', label: t('Do not disturb') },
    { value: 'hidden', label: t('Not here') },
  ]
  const circles: Choices<LastSeen> = [
    { value: 'everyone', label: t('Everybody') },
    { value: 'contacts', label: t('My contacts') },
    { value: 'nobody', label: t('Nobody') },
  ]
  return (
    <Part title={t('Privacy')} says={t('On all your devices.')}>
      <div className={styles.row}>
        <span>
          {t('How others see you')}
          <small className={styles.small}>
            {t('As I am: away after ten minutes without a touch, not to be disturbed in your quiet hours.')}
          </small>
        </span>
        <Segments label={t('How others see you')} value={settings.shownAs} choices={ways} onValue={(shownAs) => change({ shownAs })} />
      </div>
      <div className={styles.row}>
        <span>{t('Who sees when you were last here')}</span>
        <Segments
          label={t('Who sees when you were last here')}
          value={settings.lastSeen}
          choices={circles}
          onValue={(lastSeen) => change({ lastSeen })}
        />
      </div>
      <Switch label={t('Others see that I am writing')} on={settings.typing} onChange={(typing) => change({ typing })} />
      <Pending />
    </Part>
  )
}
