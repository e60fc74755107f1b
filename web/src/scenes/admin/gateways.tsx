// Older programs: which are let in, and what each leaves readable on the network.
import type { GatewaySet } from '@hearth/protocol/machine-shapes.ts'
import type { ReactElement } from 'react'
import { Chip } from '../../parts/badge.tsx'
import { Skeleton } from '../../parts/empty.tsx'
import { FormError } from '../../parts/field.tsx'
import { Switch } from '../../parts/pick.tsx'
import { t } from '../../text/t.ts'
import { Part } from '../settings/part.tsx'
import styles from './admin.module.css'
import { useAsked, useDeed } from './use-asked.ts'

export function Gateways(): ReactElement {
  const { answer, failed, again } = useAsked('admin.gateways', {})
  const deed = useDeed(again)
  return (
    <Part
      title={t('Older programs')}
      says={t(
        'Chat programs of a time before. Each is let in at a port of its own; anybody on the network can read along what stands beside it.',
      )}
    >
      {!answer && !failed && <Skeleton rows={5} />}
      <FormError says={failed} again={again} />
      <ul className={styles.rows}>
        {answer?.gateways.map((gateway) => (
          <li key={gateway.name} className={styles.row}>
            <Gateway
              gateway={gateway}
              change={(on) => deed('admin.gateway', { name: gateway.name, on }, on ? t('They are let in.') : t('They are let in no more.'))}
            />
          </li>
        ))}
      </ul>
    </Part>
  )
}

function Gateway({ gateway, change }: { readonly gateway: GatewaySet; readonly change: (on: boolean) => void }): ReactElement {
  const { name, wanted, ports } = gateway
  const isOpen = ports.length > 0
  return (
    <div>
      <Switch label={name} hint={t(gateway.speaks)} isOn={wanted} onChange={change} />
      <p>
        {isOpen && <Chip>{t('open at {ports}', { ports: ports.join(', ') })}</Chip>}{' '}
        {wanted && !isOpen && <Chip>{t('from the next start on')}</Chip>}{' '}
        {gateway.readable === null ? t('Nothing can be read along.') : t('Readable: {what}', { what: t(gateway.readable) })}
      </p>
    </div>
  )
}
