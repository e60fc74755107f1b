import { TriangleAlert, X } from 'lucide-react'
import type { ReactElement } from 'react'
import type { Trouble } from '../../media/trouble.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { t } from '../../text/t.ts'
import styles from './trouble-note.module.css'

type Props = { readonly trouble: Trouble; readonly onRetry: () => void; readonly onDismiss?: () => void }

/** What stands in the way of a device, and what to do. Where trying again helps, it can be. */
export function TroubleNote({ trouble, onRetry, onDismiss }: Props): ReactElement {
  const isHopeless = trouble.is === 'insecure' || trouble.is === 'unsupported'
  return (
    <div className={styles.note} role="alert">
      <Icon of={TriangleAlert} size={17} />
      <p>
        <b>{trouble.title}.</b> {trouble.says}
      </p>
      {!isHopeless && (
        <Button look="quiet" onClick={onRetry}>
          {t('Try again')}
        </Button>
      )}
      {onDismiss && <IconButton small icon={X} size={16} label={t('Dismiss')} tipAt="end" onClick={onDismiss} />}
    </div>
  )
}
