import type { ReactElement } from 'react'
import { useOwnSettings } from '../../own-settings.ts'
import { Segments } from '../../parts/field.tsx'
import { t } from '../../text/t.ts'
import { Part } from './part.tsx'
import { Pending } from './pending.tsx'
import styles from './settings.module.css'

/** May others see how far one has read? */
export function Reading(): ReactElement {
  const [{ showsReading }, change] = useOwnSettings()
  return (
    <Part title={t('Seen by')} says={t('Who hides what they have seen does not see it of others either.')}>
      <div className={styles.row}>
        <span>{t('Others see what I have seen')}</span>
        <Segments
          label={t('Others see what I have seen')}
          value={showsReading ? 'shown' : 'hidden'}
          choices={[
            { value: 'shown', label: t('Shown') },
            { value: 'hidden', label: t('Hidden') },
          ]}
          onValue={(value) => change({ showsReading: value === 'shown' })}
        />
      </div>
      <Pending />
    </Part>
  )
}
