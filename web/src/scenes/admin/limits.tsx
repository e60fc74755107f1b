// How much of anything there may be, and how long things are kept: changed while the server runs.
import type { LimitSet } from '@hearth/protocol/machine-shapes.ts'
import { type FormEvent, type ReactElement, useEffect, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Skeleton } from '../../parts/empty.tsx'
import { Field, FormError } from '../../parts/field.tsx'
import { t } from '../../text/t.ts'
import { capital } from '../../words.ts'
import { Part } from '../settings/part.tsx'
import styles from './admin.module.css'
import { useAsked, useDeed } from './use-asked.ts'

export function Limits(): ReactElement {
  const { answer, failed, again } = useAsked('admin.limits', {})
  const [text, setText] = useState('')
  const deed = useDeed(again)
  const wanted = text.trim().toLowerCase()
  const all = (answer?.limits ?? []).filter((one) => `${one.name} ${one.says} ${t(one.says)}`.toLowerCase().includes(wanted))
  const rows = (limits: readonly LimitSet[]): ReactElement => (
    <ul className={styles.rows}>
      {limits.map((limit) => (
        <OneLimit
          key={limit.name}
          limit={limit}
          change={(value) =>
            deed(
              'admin.limit',
              { name: limit.name, value },
              limit.from === 'now' ? t('This holds from now on.') : t('This holds from the next start on.'),
            )
          }
        />
      ))}
    </ul>
  )
  const [times, amounts] = [all.filter(isAboutTime), all.filter((limit) => !isAboutTime(limit))]
  return (
    <>
      <Field label={t('Find a limit')} value={text} onValue={setText} type="search" maxLength={64} />
      {!answer && !failed && <Skeleton rows={6} />}
      <FormError says={failed} again={again} />
      {times.length > 0 && (
        <Part
          title={t('How long things are kept')}
          says={t('In days; 0: for ever. Then the bytes of files go, and old messages are kept compressed.')}
        >
          {rows(times)}
        </Part>
      )}
      {amounts.length > 0 && (
        <Part title={t('How much there may be')} says={t('What is there already stays when a limit becomes smaller.')}>
          {rows(amounts)}
        </Part>
      )}
    </>
  )
}

const isAboutTime = ({ name }: LimitSet): boolean => name.endsWith('Days')

function OneLimit({ limit, change }: { readonly limit: LimitSet; readonly change: (value: number | null) => void }): ReactElement {
  const { name, value, given, least, set, from } = limit
  const [typed, setTyped] = useState(String(value))
  useEffect(() => setTyped(String(value)), [value])
  const number = /^\d{1,15}$/.test(typed.trim()) ? Number(typed) : undefined
  const isWrong = number === undefined || number < least
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    if (number !== undefined && !isWrong) change(number)
  }
  return (
    <li className={styles.row}>
      <form className={styles.limit} onSubmit={onSubmit} aria-label={name}>
        <Field
          label={capital(t(limit.says))}
          hint={from === 'now' ? name : t('{name} · from the next start of the server on', { name })}
          error={isWrong ? t('A whole number of at least {least}', { least }) : undefined}
          value={typed}
          onValue={setTyped}
          inputMode="numeric"
          maxLength={15}
          autoComplete="off"
        />
        <span className={styles.deeds} hidden={!set && (typed === String(value) || isWrong)}>
          {typed !== String(value) && !isWrong && (
            <Button type="submit" look="main">
              {t('Set')}
            </Button>
          )}
          {set && <Button onClick={() => change(null)}>{t('Back to {given}', { given })}</Button>}
        </span>
      </form>
    </li>
  )
}
