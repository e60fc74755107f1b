// The way back in for who has lost the password, or never had one.
import { type ReactElement, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { FormError, PasswordField } from '../../parts/field.tsx'
import { Logo } from '../../parts/logo.tsx'
import { goInstead } from '../../route.ts'
import { signIn } from '../../session.ts'
import { useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import { SecondStepForm, type Ticket, ticketIn } from './code-form.tsx'
import { useForm } from './use-form.ts'
import styles from './welcome.module.css'

/** A new password, by the link that an admin made. */
export function ResetForm({ token }: { readonly token: string }): ReactElement {
  const client = useClient()
  const [password, setPassword] = useState('')
  const [ticket, setTicket] = useState<Ticket>()
  const form = useForm(async () => {
    try {
      await signIn(client, 'account.reset', { token, password })
    } catch (failure) {
      const next = ticketIn(failure)
      if (next === undefined) throw failure
      return setTicket(next)
    }
    goInstead({ at: 'home' })
  }, ['password_weak', 'password_too_long'])
  if (ticket) return <SecondStepForm ticket={ticket} onBack={() => setTicket(undefined)} onDone={() => goInstead({ at: 'home' })} />
  return (
    <>
      <header className={styles.head}>
        <Logo size={44} />
        <h1>{t('Choose a new password')}</h1>
        <p>{t('Whoever looks after this server gave you this link. It works once.')}</p>
      </header>
      <form className={styles.form} onSubmit={form.onSubmit} aria-label={t('Choose a new password')}>
        <PasswordField
          label={t('A new password')}
          value={password}
          onValue={setPassword}
          hint={t('At least 8 characters. A few words in a row are easy to remember.')}
          error={form.about('password_weak', 'password_too_long')}
          autoComplete="new-password"
          required
          autoFocus
          minLength={8}
        />
        <FormError says={form.other} />
        <Button look="main" wide type="submit" busy={form.isBusy}>
          {t('Keep it, and go in')}
        </Button>
      </form>
    </>
  )
}
