// The first minute of a server: its first account, then the second device.
import { type ReactElement, Suspense, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { late } from '../../parts/late.ts'
import { Logo } from '../../parts/logo.tsx'
import { goInstead } from '../../route.ts'
import { useChat } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useIsOnlyHere, useOrigin } from '../../ways-here.ts'
import { onlyHere } from '../../words.ts'
import { RegisterForm } from './register-form.tsx'
import styles from './welcome.module.css'

const Qr = late(() => import('../../parts/qr.tsx').then((module) => module.Qr))

export function FirstRun({ token }: { readonly token: string }): ReactElement {
  const [isMade, setMade] = useState(false)
  const name = useChat((state) => state.hello?.name)
  const origin = useOrigin()
  const isOnlyHere = useIsOnlyHere()
  return (
    <>
      <header className={styles.head}>
        <Logo size={44} />
        <p className={styles.step}>{t('Step {step} of {steps}', { step: isMade ? 2 : 1, steps: 2 })}</p>
        <h1>{isMade ? t('Bring your phone') : t('{server} is running', { server: name || 'Hearth' })}</h1>
        <p>
          {isMade
            ? t('Point its camera at this picture while it is on the same network, and sign in with your name and password.')
            : t('Make the first account. It looks after this server: it can invite people and put them out.')}
        </p>
      </header>
      {isMade ? (
        <div className={styles.form}>
          <Suspense fallback={<div className={styles.qrHole} />}>
            <Qr text={`${origin}/`} label={t('Code that opens {link}', { link: origin })} />
          </Suspense>
          <p className={styles.address}>{origin}</p>
          {isOnlyHere && <p className={styles.note}>{onlyHere()}</p>}
          <Button look="main" wide onClick={() => goInstead({ at: 'home' })}>
            {t('Go in')}
          </Button>
        </div>
      ) : (
        <RegisterForm setup={token} act={t('Make the first account')} onDone={() => setMade(true)} />
      )}
    </>
  )
}
