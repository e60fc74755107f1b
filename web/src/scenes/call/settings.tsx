import { type ReactElement, useState } from 'react'
import type { CallDeeds, CallView } from '../../calls/view.ts'
import { useChoices } from '../../media/choices.ts'
import { cx } from '../../parts/cx.ts'
import { Switch } from '../../parts/pick.tsx'
import side from '../../parts/side.module.css'
import { t } from '../../text/t.ts'
import { Level } from './level.tsx'
import styles from './panel.module.css'
import { PanelHead } from './people.tsx'
import { Pickers } from './pickers.tsx'

type Props = { readonly view: CallView; readonly deeds: CallDeeds; readonly onClose: () => void }

/** Devices are changed in mid-call; what is chosen holds at once, and for the next call. */
export function SettingsPanel({ view, deeds, onClose }: Props): ReactElement {
  const { pushToTalk, preview, choose } = useChoices()
  const [changed, setChanged] = useState(0)
  return (
    <aside className={cx(side.side, styles.panel)} aria-label={t('Devices and settings')} data-landmark="panel">
      <PanelHead title={t('Devices and settings')} onClose={onClose} />
      <div className={styles.scroll}>
        <div className={styles.settings}>
          <Level level={deeds.level} says={view.isHeard ? t('You are heard') : t('You are muted')} />
          <Pickers
            opened={`${changed} ${view.opening.size} ${view.isSeen}`}
            onChange={(what) => {
              setChanged(changed + 1)
              deeds.renew(what)
            }}
          />
          <Switch
            label={t('Push to talk')}
            hint={t('You are heard while you hold the space bar.')}
            isOn={pushToTalk}
            onChange={(isOn) => {
              choose({ pushToTalk: isOn })
              if (isOn) deeds.hear(false)
            }}
          />
          <Switch label={t('Look in the mirror before a call')} isOn={preview} onChange={(isOn) => choose({ preview: isOn })} />
        </div>
      </div>
    </aside>
  )
}
