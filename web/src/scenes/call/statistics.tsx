// What the connection says of itself, for who wants to know why it is as it is.
import { type ReactElement, useEffect } from 'react'
import type { CallDeeds, CallView } from '../../calls/view.ts'
import type { Flow } from '../../media/stats.ts'
import { cx } from '../../parts/cx.ts'
import side from '../../parts/side.module.css'
import { useChat } from '../../state.ts'
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
    <aside className={cx(side.side, styles.panel)} aria-label="Statistics" data-landmark="panel">
      <PanelHead title="Statistics" onClose={onClose} />
      <div className={styles.scroll}>
        {report ? (
          <>
            <dl className={styles.facts}>
              <dt>To the server and back</dt>
              <dd data-number>{report.roundTripMs === null ? 'not known' : `${report.roundTripMs} ms`}</dd>
              <dt>Way</dt>
              <dd data-number>{report.route ?? 'none yet'}</dd>
              <dt>May send</dt>
              <dd data-number>{report.mayKbps === null ? 'not known' : `${report.mayKbps.toLocaleString()} kbit/s`}</dd>
            </dl>
            <Flows title="Sent" flows={report.flows.filter(({ way }) => way === 'sent')} />
            <Flows title="Received" flows={report.flows.filter(({ way, kbps }) => way === 'received' && kbps > 0)} />
          </>
        ) : (
          <p className={styles.label}>Nothing to tell yet.</p>
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
            <th scope="col">What</th>
            <th scope="col">kbit/s</th>
            <th scope="col">Lost</th>
            <th scope="col">Jitter</th>
          </tr>
        </thead>
        <tbody>
          {flows.map((flow) => (
            <tr key={`${flow.mid} ${flow.layer}`}>
              <th scope="row" title={whatIs(flow)}>
                {whatIs(flow)}
              </th>
              <td data-number>{flow.kbps.toLocaleString()}</td>
              <td data-number>{(flow.lost * 100).toFixed(1)} %</td>
              <td data-number>{flow.jitterMs} ms</td>
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
  const known = useChat((state) => state.people)
  const nameOf = (id: string): string => {
    const user = people.find(({ key }) => key === id)?.user
    return (user && known.get(user)?.displayName) ?? '…'
  }
  return (
    <section aria-label="At the server">
      <h3 className={styles.label}>At the server ({engine})</h3>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Who</th>
            <th scope="col">kbit/s in</th>
            <th scope="col">out</th>
            <th scope="col">Lost</th>
          </tr>
        </thead>
        <tbody>
          {participants.map(({ participant, kilobitsIn, kilobitsOut, lossOut }) => (
            <tr key={participant}>
              <th scope="row">{nameOf(participant)}</th>
              <td data-number>{kilobitsIn.toLocaleString()}</td>
              <td data-number>{kilobitsOut.toLocaleString()}</td>
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
  const size = picture ? `${picture.width} × ${picture.height}, ${picture.fps} fps` : kind
  return [size, codec, held ? `held by ${held}` : ''].filter(Boolean).join(', ')
}
