import { RefreshCw, X } from 'lucide-react'
import { type ReactElement, useEffect, useRef, useState } from 'react'
import { Button, IconButton } from '../parts/button.tsx'
import { Icon } from '../parts/icon.tsx'
import { lookForNewer, useShell } from '../shell/shell.ts'
import { useChat } from '../state.ts'
import { t } from '../text/t.ts'
import styles from './new-version.module.css'

/** The server came back as a newer one, or brought a newer page along. What is written is kept, so loading it costs nothing. */
export function NewVersion(): ReactElement {
  const version = useChat((state) => state.hello?.version)
  const first = useRef(version)
  first.current ??= version
  const isOpen = useChat((state) => state.connection.is === 'open')
  useEffect(() => {
    if (isOpen) lookForNewer()
  }, [isOpen])
  const isNewer = useShell((shell) => shell.isNewer)
  const [isLater, setLater] = useState(false)
  const isNew = !isLater && (isNewer || (version !== undefined && version !== first.current))
  return (
    <div role="status" className={styles.holder}>
      {isNew && (
        <p className={styles.bar}>
          <Icon of={RefreshCw} size={16} />
          <span>{t('A new version is here.')}</span>
          <Button look="soft" onClick={() => location.reload()}>
            {t('Reload')}
          </Button>
          <IconButton small icon={X} tipAt="end" label={t('Not now')} onClick={() => setLater(true)} />
        </p>
      )}
    </div>
  )
}
