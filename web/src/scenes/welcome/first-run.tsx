// The first minute of a server: its first account, then the second device.
import { type ReactElement, Suspense, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { late } from '../../parts/late.ts'
import { Logo } from '../../parts/logo.tsx'
import { goInstead } from '../../route.ts'
import { useChat } from '../../state.ts'
import { isOnlyHere, ONLY_HERE } from '../../words.ts'
import { RegisterForm } from './register-form.tsx'
import styles from './welcome.module.css'

const Qr = late(() => import('../../parts/qr.tsx').then((module) => module.Qr))

export function FirstRun({ token }: { readonly token: string }): ReactElement {
  const [isMade, setMade] = useState(false)
  const name = useChat((state) => state.hello?.name)
  return (
    <>
      <header className={styles.head}>
        <Logo size={44} />
        <p className={styles.step}>Step {isMade ? 2 : 1} of 2</p>
        <h1>{isMade ? 'Bring your phone' : `${name || 'Hearth'} is running`}</h1>
        <p>
          {isMade
            ? 'Point its camera at this picture while it is on the same network, and sign in with your name and password.'
            : 'Make the first account. It looks after this server: it can invite people and put them out.'}
        </p>
      </header>
      {isMade ? (
        <div className={styles.form}>
          <Suspense fallback={<div className={styles.qrHole} />}>
            <Qr text={`${location.origin}/`} label={`Code that opens ${location.origin}`} />
          </Suspense>
          <p className={styles.address}>{location.origin}</p>
          {isOnlyHere() && <p className={styles.note}>{ONLY_HERE}</p>}
          <Button look="main" wide onClick={() => goInstead({ at: 'home' })}>
            Go in
          </Button>
        </div>
      ) : (
        <RegisterForm setup={token} act="Make the first account" onDone={() => setMade(true)} />
      )}
    </>
  )
}
