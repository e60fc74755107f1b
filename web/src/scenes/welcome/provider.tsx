// Coming in by way of another server: out by its button, back with a ticket.
import { type ReactElement, useEffect, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Logo } from '../../parts/logo.tsx'
import { began, goOut, isBack } from '../../provider.ts'
import { goInstead } from '../../route.ts'
import { signIn } from '../../session.ts'
import { useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import { sentence } from '../../words.ts'
import { SecondStepForm, type Ticket, ticketIn } from './code-form.tsx'
import styles from './welcome.module.css'

export function ProviderButton({ called }: { readonly called: string }): ReactElement {
  return (
    <Button wide onClick={() => goOut()}>
      {t('Sign in with {server}', { server: called })}
    </Button>
  )
}

/** Somebody came back. A ticket that nobody here has gone out for is somebody else's, and not used. */
export function Entering({ ticket }: { readonly ticket: string }): ReactElement {
  const client = useClient()
  const [second, setSecond] = useState<Ticket>()
  const [failed, setFailed] = useState<string>()
  useEffect(() => {
    if (!isBack()) return goInstead({ at: 'home' })
    signIn(client, 'session.enter', { ticket }).then(
      () => {
        began()
        goInstead({ at: 'home' })
      },
      (failure: unknown) => {
        const next = ticketIn(failure)
        if (next) setSecond(next)
        else setFailed(sentence(failure))
      },
    )
  }, [client, ticket])
  return (
    <>
      <header className={styles.head}>
        <Logo size={44} />
        <h1>{failed ? t('This did not work') : t('One moment')}</h1>
        {failed && <p role="alert">{failed}</p>}
      </header>
      {second && (
        <SecondStepForm
          ticket={second}
          onBack={() => goInstead({ at: 'home' })}
          onDone={() => {
            began()
            goInstead({ at: 'home' })
          }}
        />
      )}
      {failed && <Button onClick={() => goInstead({ at: 'home' })}>{t('Sign in another way')}</Button>}
    </>
  )
}
