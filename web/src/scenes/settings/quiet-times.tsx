import { isQuiet } from '@hearth/client/attention.ts'
import type { Quiet } from '@hearth/protocol/own-shapes.ts'
import { BellOff } from 'lucide-react'
import { type ReactElement, useId } from 'react'
import { Button } from '../../parts/button.tsx'
import { Switch } from '../../parts/switch.tsx'
import { t } from '../../text/t.ts'
import { clockTime } from '../../words.ts'
import styles from './settings.module.css'

const HOUR_MS = 3_600_000
const NIGHT = { from: '22:00', to: '07:00' }

type Props = { readonly quiet: Quiet; readonly onChange: (quiet: Quiet) => void }

/** Do not disturb: for a while from now, and each day between two hours. */
export function QuietTimes({ quiet, onChange }: Props): ReactElement {
  const now = Date.now()
  const isNow = quiet.until !== null && quiet.until > now
  const rest = (hours: number): void => onChange({ ...quiet, until: Date.now() + hours * HOUR_MS })
  return (
    <>
      <div className={styles.row}>
        <span>
          {isNow && quiet.until !== null
            ? t('Nothing disturbs you until {time}.', { time: clockTime(quiet.until) })
            : isQuiet(quiet, now)
              ? t('Nothing disturbs you at this hour.')
              : t('Do not disturb')}
        </span>
        <div className={styles.buttons}>
          {isNow ? (
            <Button onClick={() => onChange({ ...quiet, until: null })}>{t('Disturb me again')}</Button>
          ) : (
            [1, 4, 12].map((hours) => (
              <Button key={hours} icon={hours === 1 ? BellOff : undefined} onClick={() => rest(hours)}>
                {t.many(hours, '{count} hour', '{count} hours')}
              </Button>
            ))
          )}
        </div>
      </div>
      <Switch
        label={t('Do not disturb me each day')}
        on={quiet.hours !== null}
        onChange={(on) => onChange({ ...quiet, hours: on ? NIGHT : null })}
      />
      {quiet.hours && (
        <Hours key={`${quiet.hours.from} ${quiet.hours.to}`} hours={quiet.hours} onChange={(hours) => onChange({ ...quiet, hours })} />
      )}
    </>
  )
}

type Span = { readonly from: string; readonly to: string }

function Hours({ hours, onChange }: { readonly hours: Span; readonly onChange: (hours: Span) => void }): ReactElement {
  const id = useId()
  // A field that is half typed is empty: nothing is kept of that.
  const set = (change: Partial<Span>): void => {
    const wanted = { ...hours, ...change }
    if (wanted.from !== '' && wanted.to !== '') onChange(wanted)
  }
  return (
    <div className={styles.hours}>
      <span className={styles.hour}>
        <label htmlFor={`${id}-from`}>{t('From')}</label>
        <input id={`${id}-from`} type="time" defaultValue={hours.from} onBlur={(event) => set({ from: event.target.value })} />
      </span>
      <span className={styles.hour}>
        <label htmlFor={`${id}-to`}>{t('until')}</label>
        <input id={`${id}-to`} type="time" defaultValue={hours.to} onBlur={(event) => set({ to: event.target.value })} />
      </span>
    </div>
  )
}
