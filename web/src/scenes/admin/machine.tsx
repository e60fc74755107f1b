// The machine the server runs on: what it is made of, its certificate, its backups.
import type { BackupsKept, Certificate, Versions } from '@hearth/protocol/machine-shapes.ts'
import { type ReactElement, useEffect, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Skeleton } from '../../parts/empty.tsx'
import { FormError } from '../../parts/field.tsx'
import { Pick } from '../../parts/pick.tsx'
import { t } from '../../text/t.ts'
import { inBytes, wholeTime } from '../../words.ts'
import { Part } from '../settings/part.tsx'
import { troubleWord } from '../trouble-words.ts'
import styles from './admin.module.css'
import { useAsked, useDeed } from './use-asked.ts'

type Deed = ReturnType<typeof useDeed>
const LOOK_MS = 1500
const HOUR_MS = 3_600_000

export function Machine(): ReactElement {
  const { answer, failed, again } = useAsked('admin.machine', {})
  const deed = useDeed(again)
  const isMaking = answer?.machine.backups.making === true
  useEffect(() => {
    if (!isMaking) return undefined
    const timer = setInterval(again, LOOK_MS)
    return () => clearInterval(timer)
  }, [isMaking, again])
  if (!answer)
    return (
      <Part title={t('Server')}>
        {!failed && <Skeleton rows={4} />}
        <FormError says={failed} again={again} />
      </Part>
    )
  const { versions, certificate, backups } = answer.machine
  return (
    <>
      <WhatRuns versions={versions} />
      <Trust certificate={certificate} deed={deed} />
      <Backups backups={backups} deed={deed} />
    </>
  )
}

function WhatRuns({ versions: { hearth, protocol, node, database, system } }: { readonly versions: Versions }): ReactElement {
  const rows: readonly (readonly [string, string])[] = [
    ['Hearth', hearth],
    [t('Protocol'), String(protocol)],
    ['Node.js', node],
    [t('Database'), database],
    [t('System'), system],
  ]
  return (
    <Part title={t('Versions')}>
      <Facts rows={rows} />
    </Part>
  )
}

function Facts({ rows }: { readonly rows: readonly (readonly [name: string, value: string])[] }): ReactElement {
  return (
    <dl className={styles.facts}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Trust({ certificate, deed }: { readonly certificate: Certificate; readonly deed: Deed }): ReactElement {
  const { own, names, fingerprint, from, to, authority } = certificate
  const rows: (readonly [string, string])[] = [
    [t('Good from'), wholeTime(from)],
    [t('Good until'), wholeTime(to)],
    [t('For'), names.join(', ')],
    [t('Fingerprint (SHA-256)'), fingerprint],
  ]
  if (authority) rows.push([t('Fingerprint of the authority'), authority.fingerprint], [t('Authority good until'), wholeTime(authority.to)])
  return (
    <Part
      title={t('Certificate')}
      says={
        own
          ? t('It comes from files of yours, and is read anew by itself when they change.')
          : t(
              'Devices trust this server by its authority. A new device is led there by the page at port 8080; compare the fingerprint of the authority.',
            )
      }
    >
      <Facts rows={rows} />
      <div className={styles.deeds}>
        <Button onClick={() => deed('admin.renew', {}, t('A new certificate is in use.'))}>
          {own ? t('Read the files again') : t('Renew it now')}
        </Button>
        {!own && (
          <a className={styles.plain} href="/ca.crt" download>
            {t('Download the authority’s certificate')}
          </a>
        )}
      </div>
    </Part>
  )
}

const plans = (): { value: string; label: string }[] => [
  { value: '0', label: t('Not by themselves') },
  { value: '6', label: t.many(6, 'Every hour', 'Every {count} hours') },
  { value: '24', label: t('Once a day') },
  { value: '168', label: t('Once a week') },
]

function Backups({ backups, deed }: { readonly backups: BackupsKept; readonly deed: Deed }): ReactElement {
  const { plan, last, files, making } = backups
  const [keep, setKeep] = useState(String(plan?.keep ?? 7))
  const hours = plan === null ? 0 : Math.round(plan.everyMs / HOUR_MS)
  const choices = plans()
  if (!choices.some(({ value }) => value === String(hours)))
    choices.push({ value: String(hours), label: t.many(hours, 'Every hour', 'Every {count} hours') })
  const set = (everyHours: number, most: string): void =>
    deed('admin.plan', { everyHours: everyHours === 0 ? null : everyHours, keep: Number(most) }, t('The plan of backups is kept.'))
  return (
    <Part
      title={t('Backups')}
      says={t('Each holds everything, in one checked file on the server’s own disk. Copy it elsewhere now and then.')}
    >
      <Pick label={t('When')} value={String(hours)} choices={choices} onValue={(value) => set(Number(value), keep)} />
      {hours > 0 && (
        <Pick
          label={t('How many are kept')}
          value={keep}
          choices={[...new Set(['3', '7', '14', '30', keep])].map((value) => ({ value, label: value }))}
          onValue={(value) => {
            setKeep(value)
            set(hours, value)
          }}
        />
      )}
      {plan && (
        <p className={styles.quiet}>
          {t('In the folder {folder}; another is chosen on the server itself: hearth backup --every 1d --to FOLDER', {
            folder: plan.folder,
          })}
        </p>
      )}
      {last && (
        <p className={last.says === null ? styles.quiet : styles.said}>
          {(last.about && troubleWord(last.about)) ?? last.says ?? t('The last one was made {when}.', { when: wholeTime(last.at) })}
        </p>
      )}
      <div className={styles.deeds}>
        <Button busy={making} onClick={() => deed('admin.backup', {}, t('A backup is being made.'))}>
          {t('Make one now')}
        </Button>
      </div>
      <ul className={styles.rows}>
        {files.map(({ name, bytes, at }) => (
          <li key={name} className={styles.row}>
            <div>
              <b>{name}</b>
              <p>
                {wholeTime(at)} · {inBytes(bytes)}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </Part>
  )
}
