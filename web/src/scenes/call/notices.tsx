// What is wrong just now, above the stage, each with what to do.

import type { LucideIcon } from 'lucide-react'
import { Hourglass, MicOff, RefreshCw, VolumeX, WifiOff } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import type { CallDeeds, CallView } from '../../calls/view.ts'
import { Button } from '../../parts/button.tsx'
import { cx } from '../../parts/cx.ts'
import { Icon } from '../../parts/icon.tsx'
import { t } from '../../text/t.ts'
import styles from './call.module.css'
import { TroubleNote } from './trouble-note.tsx'

export function Notices({ view, deeds }: { readonly view: CallView; readonly deeds: CallDeeds }): ReactElement {
  return (
    <div className={styles.notices}>
      {view.network === 'blocked' ? (
        <Notice
          icon={WifiOff}
          isWarning
          says={t(
            'Sound and pictures do not get through. This network may block them (UDP): try another Wi-Fi, or ask whoever looks after the server about TURN. It is tried again all the time.',
          )}
        />
      ) : (
        view.phase === 'reconnecting' && (
          <Notice icon={RefreshCw} isWarning says={t('The connection was lost. Coming back by itself; you are still in the call.')} />
        )
      )}
      {view.isWaiting && view.phase === 'in' && (
        <Notice icon={Hourglass} says={t('The other lost the connection. The call waits for them for twenty seconds.')} />
      )}
      {view.isBlocked && (
        <Notice icon={VolumeX} isWarning says={t('The browser keeps this page silent until you touch it.')}>
          <Button look="soft" onClick={deeds.unblock}>
            {t('Turn the sound on')}
          </Button>
        </Notice>
      )}
      {view.isUnheard && (
        <Notice icon={MicOff} says={t('You are muted, but you are speaking.')}>
          <Button look="main" onClick={() => deeds.hear(true)}>
            {t('Unmute')}
          </Button>
        </Notice>
      )}
      {view.troubles.map((trouble) => (
        <TroubleNote
          key={trouble.what}
          trouble={trouble}
          onRetry={() => deeds.retry(trouble.what)}
          onDismiss={() => deeds.dismiss(trouble.what)}
        />
      ))}
    </div>
  )
}

type NoticeProps = { readonly icon: LucideIcon; readonly says: string; readonly isWarning?: boolean; readonly children?: ReactNode }

function Notice({ icon, says, isWarning, children }: NoticeProps): ReactElement {
  return (
    <div className={cx(styles.notice, isWarning && styles.warn)} role="status">
      <Icon of={icon} size={17} />
      <span>{says}</span>
      {children}
    </div>
  )
}
