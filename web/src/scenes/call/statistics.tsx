// What the connection says of itself, for who wants to know why it is as it is.
import { type ReactElement, useEffect } from 'react'
import type { CallDeeds, CallView } from '../../calls/view.ts'
import type { Flow } from '../../media/stats.ts'
import { cx } from '../../parts/cx.ts'
import side from '../../parts/side.module.css'
import { usePeopleShown } from '../../state.ts'
import { t } from '../../text/t.ts'
import { number } from '../../words.ts'
import styles from './panel.module.css'
import { PanelHead } from './people.tsx'

type Props = { readonly view: CallView; readonly deeds: CallDeeds; readonly onClose: () => void }

export function StatisticsPanel({ view, deeds, onClose }: Props): ReactElement {
  const { report } = view
  useEffect(() => {
    deeds.look(true)
    return () => deeds.look(false)
  }, [deeds])
  return (
    <aside className={cx(side.side, styles.panel)} aria-label={t('Statistics')} data-landmark="panel">
      <PanelHead title={t('Statistics')} onClose={onClose} />
      <div className={styles.scroll}>
        {report ? (
          <>
            <dl className={styles.facts}>
              <dt>{t('To the server and back')}</dt>
              <dd data-number>{report.roundTripMs === null ? t('not known') : t('{many} ms', { many: report.roundTripMs })}</dd>
              <dt>{t('Way')}</dt>
              <dd data-number>{report.route ?? t('none yet')}</dd>
              <dt>{t('May send')}</dt>
              <dd data-number>{report.mayKbps === null ? t('not known') : t('{many} kbit/s', { many: report.mayKbps })}</dd>
            </dl>
            <Flows title={t('Sent')} flows={report.flows.filter(({ way }) => way === 'sent')} />
            <Flows title={t('Received')} flows={report.flows.filter(({ way, kbps }) => way === 'received' && kbps > 0)} />
          </>
        ) : (
          <p className={styles.label}>{t('Nothing to tell yet.')}</p>
        )}
        {view.atServer && <AtServer view={view} told={view.atServer} />}
      </div>
    </aside>
  )
}

function Flows({ title, flows }: { readonly title: string; readonly flows: readonly Flow[] }): ReactElement {
  return (
    <section aria-label={title}>
      <h3 className={styles.label}>{title}</h3>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('What')}</th>
            <th scope="col">{t('kbit/s')}</th>
            <th scope="col">{t('Lost')}</th>
            <th scope="col">{t('Jitter')}</th>
          </tr>
        </thead>
        <tbody>
          {flows.map((flow) => (
            <tr key={`${flow.mid} ${flow.layer}`}>
              <th scope="row" title={whatIs(flow)}>
                {whatIs(flow)}
              </th>
              <td data-number>{number(flow.kbps)}</td>
              <td data-number>{(flow.lost * 100).toFixed(1)} %</td>
              <td data-number>{t('{many} ms', { many: flow.jitterMs })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

type AtServerProps = { readonly view: CallView; readonly told: NonNullable<CallView['atServer']> }

/** What the server gets of everybody, and sends them. */
function AtServer({ view: { people }, told: { engine, participants } }: AtServerProps): ReactElement {
  const known = usePeopleShown()
  const nameOf = (id: string): string => {
    const user = people.find(({ key }) => key === id)?.user
    return (user && known.get(user)?.displayName) ?? '…'
  }
  return (
    <section aria-label={t('At the server')}>
      <h3 className={styles.label}>{t('At the server ({engine})', { engine })}</h3>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('Who')}</th>
            <th scope="col">{t('kbit/s in')}</th>
            <th scope="col">{t('out')}</th>
            <th scope="col">{t('Lost')}</th>
          </tr>
        </thead>
        <tbody>
          {participants.map(({ participant, kilobitsIn, kilobitsOut, lossOut }) => (
            <tr key={participant}>
              <th scope="row">{nameOf(participant)}</th>
              <td data-number>{number(kilobitsIn)}</td>
              <td data-number>{number(kilobitsOut)}</td>
              <td data-number>{(lossOut * 100).toFixed(1)} %</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** 'opus', '640 × 360, 15 fps, VP8', with what holds it back. */
function whatIs({ kind, codec, picture, held }: Flow): string {
  const size = picture ? t('{width} × {height}, {fps} fps', picture) : kind === 'audio' ? t('sound') : t('picture')
  return [size, codec, held ? t('held by {what}', { what: held }) : ''].filter(Boolean).join(', ')
}
