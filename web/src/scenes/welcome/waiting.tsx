// There is an account, and somebody is to let it in first. Nothing is to be done here: the connection asks again by itself.
import { type ReactElement, useEffect } from 'react'
import { Button } from '../../parts/button.tsx'
import { DoorDrawing } from '../../parts/drawings.tsx'
import { Logo } from '../../parts/logo.tsx'
import { useChat, useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import styles from './welcome.module.css'

export function Waiting(): ReactElement {
  const client = useClient()
  const server = useChat((state) => state.hello?.name)
  useEffect(() => {
    // Whoever looks at the page again need not wait for the next look.
    const look = (): void => void (document.visibilityState === 'visible' && client.nudge())
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [client])
  const leave = (): void => {
    useUi.setState({ isLeaving: true })
    void client.signOut()
  }
  return (
    <main className={styles.welcome}>
      <div className={styles.door}>
        <header className={styles.head} role="status">
          <Logo size={44} />
          <h1>{t('You are at the door of {server}', { server: server || 'Hearth' })}</h1>
          <p>{t('Your account is made. Whoever looks after this server was told, and lets you in.')}</p>
          <p>{t('This page goes on by itself. You may close it and come back with your name and password.')}</p>
        </header>
        <div className={styles.others}>
          <Button look="quiet" onClick={leave}>
            {t('Sign in as somebody else')}
          </Button>
        </div>
      </div>
      <div className={styles.drawing}>
        <DoorDrawing />
      </div>
    </main>
  )
}
