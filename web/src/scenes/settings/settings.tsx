// Oneself: what others see, how the page looks, where one is signed in, and the ways out.
import { ArrowLeft, ShieldCheck } from 'lucide-react'
import type { ReactElement } from 'react'
import { Button, IconButton } from '../../parts/button.tsx'
import { go } from '../../route.ts'
import { useMe } from '../../state.ts'
import { t } from '../../text/t.ts'
import { isStaff } from '../room/moderation.ts'
import { Account } from './account.tsx'
import { LinkPreviews } from './link-previews.tsx'
import { Looks } from './looks.tsx'
import { Notifications } from './notifications.tsx'
import { Part } from './part.tsx'
import { Privacy } from './privacy.tsx'
import { Profile } from './profile.tsx'
import { Reading } from './reading.tsx'
import { Sessions } from './sessions.tsx'
import styles from './settings.module.css'
import { OwnStorage } from './storage.tsx'
import { WaysOut } from './ways-out.tsx'
import { Words } from './words.tsx'

export function Settings(): ReactElement {
  const me = useMe()
  return (
    <main className={styles.settings} data-landmark="messages">
      <div className={styles.column}>
        <header className={styles.head}>
          <span className={styles.back}>
            <IconButton icon={ArrowLeft} tipAt="start" label={t('Back')} onClick={() => go({ at: 'home' })} />
          </span>
          <h1>{t('Settings')}</h1>
        </header>
        {isStaff(me) && (
          <Part title={t('Looking after the server')}>
            <div className={styles.row}>
              <span>{t('Reports, people, who comes in, and how the server does.')}</span>
              <Button icon={ShieldCheck} onClick={() => go({ at: 'admin', part: me.admin ? 'now' : 'reports' })}>
                {t('Look after it')}
              </Button>
            </div>
          </Part>
        )}
        <Profile />
        <Notifications />
        <Privacy />
        <Looks />
        <Reading />
        <LinkPreviews />
        <OwnStorage />
        <Account key={String(me.guest)} />
        <Sessions />
        <Words />
        <WaysOut />
      </div>
    </main>
  )
}
