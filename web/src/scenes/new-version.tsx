import { RefreshCw } from 'lucide-react'
import { type ReactElement, useRef } from 'react'
import { Button } from '../parts/button.tsx'
import { Icon } from '../parts/icon.tsx'
import { useChat } from '../state.ts'
import { t } from '../text/t.ts'
import styles from './new-version.module.css'

/** The server came back as a newer one, and brought a newer page along. What is written is kept, so loading it costs nothing. */
export function NewVersion(): ReactElement {
  const version = useChat((state) => state.hello?.version)
  const first = useRef(version)
  first.current ??= version
  const isNew = version !== undefined && version !== first.current
  return (
    <div role="status" className={styles.holder}>
      {isNew && (
        <p className={styles.bar}>
          <Icon of={RefreshCw} size={16} />
          <span>{t('A new version is here.')}</span>
          <Button look="soft" onClick={() => location.reload()}>
            {t('Reload')}
          </Button>
        </p>
      )}
    </div>
  )
}
