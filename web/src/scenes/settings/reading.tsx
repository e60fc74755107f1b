import { type ReactElement, useEffect, useState } from 'react'
import { Segments } from '../../parts/field.tsx'
import { useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { sentence } from '../../words.ts'
import { Part } from './part.tsx'
import styles from './settings.module.css'

type Shown = 'shown' | 'hidden'

/** May others see how far one has read? */
export function Reading(): ReactElement {
  const client = useClient()
  const say = useUi((ui) => ui.say)
  const [shown, setShown] = useState<Shown>('shown')
  useEffect(() => {
    client.ask('account.reading', {}).then(
      (answer) => setShown(answer.shown ? 'shown' : 'hidden'),
      () => undefined,
    )
  }, [client])
  const change = (to: Shown): void => {
    client.ask('account.reading', { shown: to === 'shown' }).then(
      () => setShown(to),
      (failure: unknown) => say(sentence(failure), 'bad'),
    )
  }
  return (
    <Part title={t('Seen by')} says={t('Who hides what they have seen does not see it of others either.')}>
      <div className={styles.row}>
        <span>{t('Others see what I have seen')}</span>
        <Segments
          label={t('Others see what I have seen')}
          value={shown}
          choices={[
            { value: 'shown', label: t('Shown') },
            { value: 'hidden', label: t('Hidden') },
          ]}
          onValue={change}
        />
      </div>
    </Part>
  )
}
