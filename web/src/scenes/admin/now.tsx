// How the server is doing, again and again while one looks.
import type { Figures } from '@hearth/protocol/admin-shapes.ts'
import { type ReactElement, useEffect, useState } from 'react'
import { Skeleton } from '../../parts/empty.tsx'
import { FormError } from '../../parts/field.tsx'
import { t } from '../../text/t.ts'
import { inBytes, lasting } from '../../words.ts'
import { Part } from '../settings/part.tsx'
import styles from './admin.module.css'
import { useAsked } from './use-asked.ts'

const EVERY_MS = 2000
const SHOWN = 60

export function Now(): ReactElement {
  const { answer, failed, again } = useAsked('server.figures', {})
  const [seen, setSeen] = useState<readonly Figures[]>([])
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && again(), EVERY_MS)
    return () => clearInterval(timer)
  }, [again])
  useEffect(() => {
    if (answer) setSeen((before) => [...before.slice(1 - SHOWN), answer.figures])
  }, [answer])
  const now = answer?.figures
  return (
    <>
      <Part
        title={t('Now')}
        says={now && t('Hearth {version}, up for {time}', { version: now.version, time: lasting((now.at - now.startedAt) / 1000) })}
      >
        {!now && !failed && <Skeleton rows={3} />}
        <FormError says={failed} again={again} />
        {now && <All now={now} seen={seen} />}
      </Part>
    </>
  )
}

function All({ now, seen }: { readonly now: Figures; readonly seen: readonly Figures[] }): ReactElement {
  const rates = (of: (figures: Figures) => number): number[] => seen.slice(1).map((one, at) => rate(seen[at] ?? one, one, of))
  const said = rates((figures) => figures.said)
  const busy = rates((figures) => figures.processorMs).map((ms) => ms / 10)
  return (
    <dl className={styles.figures}>
      <Figure name={t('People')} value={String(now.people)} chart={seen.map(({ people }) => people)} />
      <Figure name={t('Connections')} value={String(now.connections)} chart={seen.map(({ connections }) => connections)} />
      <Figure name={t('Messages a second')} value={(said.at(-1) ?? 0).toFixed(1)} chart={said} />
      <Figure name={t('Processor')} value={`${(busy.at(-1) ?? 0).toFixed(0)} %`} chart={busy} />
      <Figure name={t('Memory')} value={inBytes(now.memoryBytes)} chart={seen.map(({ memoryBytes }) => memoryBytes)} />
      <Figure name={t('Late by')} value={`${now.lagMs.toFixed(1)} ms`} chart={seen.map(({ lagMs }) => lagMs)} />
      <Figure name={t('Database')} value={now.databaseBytes === 0 ? t('elsewhere') : inBytes(now.databaseBytes)} />
      <Figure name={t('Free on the disk')} value={inBytes(now.diskFreeBytes)} />
    </dl>
  )
}

const rate = (before: Figures, after: Figures, of: (figures: Figures) => number): number =>
  after.at <= before.at ? 0 : ((of(after) - of(before)) * 1000) / (after.at - before.at)

function Figure({
  name,
  value,
  chart,
}: {
  readonly name: string
  readonly value: string
  readonly chart?: readonly number[]
}): ReactElement {
  return (
    <div className={styles.figure}>
      <dt>{name}</dt>
      <dd>{value}</dd>
      {chart && <Chart values={chart} />}
    </div>
  )
}

/** The last two minutes, from its least to its most. The number above says what it is. */
function Chart({ values }: { readonly values: readonly number[] }): ReactElement {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const height = (value: number): number => (most === least ? 30 : 30 - (28 * (value - least)) / (most - least))
  const points = values.map((value, at) => `${(((SHOWN - values.length + at) * 100) / (SHOWN - 1)).toFixed(1)},${height(value).toFixed(1)}`)
  return (
    <svg className={styles.chart} viewBox="0 0 100 32" preserveAspectRatio="none" aria-hidden="true">
      <polyline points={points.join(' ')} fill="none" stroke="currentColor" strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
    </svg>
  )
}
