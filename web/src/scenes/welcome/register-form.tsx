import { type ReactElement, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Field, FormError, PasswordField } from '../../parts/field.tsx'
import { comeIn } from '../../session.ts'
import { useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import { nameFrom } from './name.ts'
import { useForm } from './use-form.ts'
import styles from './welcome.module.css'

type Props = {
  readonly invite?: string | undefined
  readonly setup?: string | undefined
  readonly act?: string
  readonly onDone?: () => void
  /** Somebody lets in who makes one. */
  readonly waits?: boolean
}

const FIELDS = ['name_taken', 'name_invalid', 'password_weak', 'password_too_long'] as const

export function RegisterForm({ invite, setup, act = t('Make my account'), onDone, waits = false }: Props): ReactElement {
  const client = useClient()
  const [typed, setTyped] = useState('')
  const [password, setPassword] = useState('')
  const name = nameFrom(typed)
  const form = useForm(async () => {
    const takes = { name, password, displayName: typed.trim(), ...(invite ? { invite } : {}), ...(setup ? { setup } : {}) }
    await comeIn(client, 'account.register', takes, invite)
    onDone?.()
  }, FIELDS)
  const hint =
    name && name !== typed.trim()
      ? t('You sign in, and are mentioned, as {name}', { name })
      : t('What people call you. You can change it later.')
  return (
    <form className={styles.form} onSubmit={form.onSubmit} aria-label={t('Make an account')}>
      <Field
        label={t('Your name')}
        value={typed}
        onValue={setTyped}
        hint={hint}
        error={form.about('name_taken', 'name_invalid')}
        autoComplete="username"
        required
        autoFocus
        maxLength={64}
      />
      <PasswordField
        label={t('Password')}
        value={password}
        onValue={setPassword}
        hint={t('At least 8 characters. A few words in a row are easy to remember.')}
        error={form.about('password_weak', 'password_too_long')}
        autoComplete="new-password"
        required
        minLength={8}
      />
      {waits && <p className={styles.note}>{t('Then somebody who looks after this server lets you in.')}</p>}
      <FormError says={form.other} />
      <Button look="main" wide type="submit" busy={form.isBusy}>
        {act}
      </Button>
    </form>
  )
}
