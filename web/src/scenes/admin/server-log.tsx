// What the server has written to its log: never a secret, nor a word that was said.
import type { LogLevel, LogLine } from '@hearth/protocol/machine-shapes.ts'
import { type ReactElement, useState } from 'react'
import { Chip } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { Skeleton } from '../../parts/empty.tsx'
import { FormError, Segments } from '../../parts/field.tsx'
import { t } from '../../text/t.ts'
import { wholeTime } from '../../words.ts'
import { Part } from '../settings/part.tsx'
import styles from './admin.module.css'
import { useAsked } from './use-asked.ts'

type Shown = Extract<LogLevel, 'info' | 'warn' | 'error'>

export function ServerLog(): ReactElement {
  const [least, setLeast] = useState<Shown>('info')
  const [before, setBefore] = useState<number>()
  const { answer, failed, again } = useAsked('admin.log', { least, ...(before !== undefined && { before }) })
  const last = answer?.lines.at(-1)?.n
  const choose = (level: Shown): void => {
    setBefore(undefined)
    setLeast(level)
  }
  return (
    <Part title={t('Server log')} says={t('Since the server started, the newest first. It holds no secrets, and no word that was said.')}>
      <Segments
        label={t('Which')}
        value={least}
        onValue={choose}
        choices={[
          { value: 'info', label: t('Everything') },
          { value: 'warn', label: t('Warnings') },
          { value: 'error', label: t('Errors') },
        ]}
      />
      {!answer && !failed && <Skeleton rows={4} />}
      <FormError says={failed} again={again} />
      {answer?.lines.length === 0 && <p className={styles.quiet}>{t('Nothing of that kind was written.')}</p>}
      <ul className={styles.rows}>
        {answer?.lines.map((line) => (
          <OneLine key={line.n} line={line} />
        ))}
      </ul>
      <div className={styles.deeds}>
        <Button onClick={() => (before === undefined ? again() : setBefore(undefined))}>{t('The newest')}</Button>
        {answer?.more && last !== undefined && <Button onClick={() => setBefore(last)}>{t('Older ones')}</Button>}
      </div>
    </Part>
  )
}

function OneLine({ line: { at, level, says, about } }: { readonly line: LogLine }): ReactElement {
  return (
    <li className={styles.row}>
      <div>
        <b lang="en">{says}</b> {(level === 'warn' || level === 'error') && <Chip>{level === 'warn' ? t('warning') : t('error')}</Chip>}
        <p>{wholeTime(at)}</p>
        {about && <p className={styles.about}>{about}</p>}
      </div>
    </li>
  )
}
