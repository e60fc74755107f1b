// What the connection says of itself, for who wants to know why it is as it is.
import { type ReactElement, useEffect } from 'react'
import type { CallDeeds, CallView } from '../../calls/view.ts'
import type { Flow } from '../../media/stats.ts'
import styles from './panel.module.css'
import { PanelHead } from './people.tsx'

type Props = { readonly view: CallView; readonly deeds: CallDeeds; readonly onClose: () => void }

export function StatisticsPanel({ view: { report }, deeds, onClose }: Props): ReactElement {
  useEffect(() => {
    deeds.look(true)
    return () => deeds.look(false)
  }, [deeds])
  return (
    <aside className={styles.panel} aria-label="Statistics" data-landmark="panel">
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

/** 'opus', '640 × 360, 15 fps, VP8', with what holds it back. */
function whatIs({ kind, codec, picture, held }: Flow): string {
  const size = picture ? `${picture.width} × ${picture.height}, ${picture.fps} fps` : kind
  return [size, codec, held ? `held by ${held}` : ''].filter(Boolean).join(', ')
}
