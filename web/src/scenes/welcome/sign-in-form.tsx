import { type ReactElement, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Field, FormError, PasswordField } from '../../parts/field.tsx'
import { canPasskeys } from '../../passkeys.ts'
import { signIn } from '../../session.ts'
import { useChat, useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import { SecondStepForm, type Ticket, ticketIn } from './code-form.tsx'
import { PasskeyButton } from './passkey-button.tsx'
import { ProviderButton } from './provider.tsx'
import { useForm } from './use-form.ts'
import styles from './welcome.module.css'

export function SignInForm(): ReactElement {
  const client = useClient()
  const provider = useChat((state) => state.hello?.provider)
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [ticket, setTicket] = useState<Ticket>()
  const form = useForm(async () => {
    await signIn(client, 'session.open', { name, password }).catch((failure: unknown) => {
      const next = ticketIn(failure)
      if (next === undefined) throw failure
      setTicket(next)
    })
  })
  if (ticket) return <SecondStepForm ticket={ticket} onBack={() => setTicket(undefined)} />
  return (
    <>
      <form className={styles.form} onSubmit={form.onSubmit} aria-label={t('Sign in')}>
        <Field
          label={t('Name')}
          value={name}
          onValue={setName}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          autoFocus
        />
        <PasswordField label={t('Password')} value={password} onValue={setPassword} autoComplete="current-password" required />
        <FormError says={form.other} />
        <Button look="main" wide type="submit" busy={form.isBusy}>
          {t('Sign in')}
        </Button>
      </form>
      {canPasskeys() && <PasskeyButton />}
      {provider !== undefined && <ProviderButton called={provider} />}
    </>
  )
}
