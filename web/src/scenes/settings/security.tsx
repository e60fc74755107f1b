// How one signs in besides the password; and, where the server wants a second step of who has none, nothing but that.
import type { ReactElement } from 'react'
import { Logo } from '../../parts/logo.tsx'
import { useMe } from '../../state.ts'
import { t } from '../../text/t.ts'
import { AppPasswords } from './app-passwords.tsx'
import { Connected } from './connected.tsx'
import { Passkeys } from './passkeys.tsx'
import { SecondStep } from './second-step.tsx'
import styles from './settings.module.css'

export function Security(): ReactElement | null {
  // A guest has no password that could be guarded.
  if (useMe().guest) return null
  return (
    <>
      <SecondStep />
      <Passkeys />
      <Connected />
      <AppPasswords />
    </>
  )
}

/** All that somebody sees who must set up a second step first. */
export function Unguarded(): ReactElement {
  return (
    <main className={styles.alone}>
      <div className={styles.column}>
        <header className={styles.head}>
          <Logo size={36} />
          <h1>{t('One thing first')}</h1>
        </header>
        <p>{t('Whoever looks after this server wants you to sign in with a second step. Set it up, then go in.')}</p>
        <SecondStep onDone={() => location.reload()} />
      </div>
    </main>
  )
}
