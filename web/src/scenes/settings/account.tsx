// The name one signs in with, and the password; for a guest: becoming somebody who can come back.
import { type ReactElement, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Field, FormError, PasswordField } from '../../parts/field.tsx'
import { useChat, useClient, useMe } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { useForm } from '../welcome/use-form.ts'
import { Part } from './part.tsx'
import styles from './settings.module.css'

export function Account(): ReactElement {
  const isOpen = useChat((state) => state.hello?.registration === 'open')
  const { guest } = useMe()
  if (guest && !isOpen)
    return (
      <Part title={t('Make it an account')}>
        <p>{t('Accounts are made by invitation here. Ask whoever looks after the server for one.')}</p>
      </Part>
    )
  return guest ? <FromGuest /> : <NameAndPassword />
}

function FromGuest(): ReactElement {
  const client = useClient()
  const me = useMe()
  const say = useUi((ui) => ui.say)
  const [name, setName] = useState(me.name)
  const [password, setPassword] = useState('')
  const form = useForm(async () => {
    await client.ask('account.change', { ...(name === me.name ? {} : { name }), password })
    say(t('You have an account now'))
  }, ['name_invalid', 'name_taken', 'password_weak', 'password_too_long'])
  return (
    <Part
      title={t('Make it an account')}
      says={t(
        'You are a guest: when this browser forgets you, nobody can let you back in. With a password you keep your name and everything you said.',
      )}
    >
      <form className={styles.form} onSubmit={form.onSubmit} aria-label={t('Make it an account')}>
        <Field
          label={t('Name to sign in with')}
          value={name}
          onValue={setName}
          error={form.about('name_invalid', 'name_taken')}
          autoComplete="username"
          required
        />
        <PasswordField
          label={t('Password')}
          value={password}
          onValue={setPassword}
          error={form.about('password_weak', 'password_too_long')}
          autoComplete="new-password"
          required
        />
        <FormError says={form.other} />
        <div className={styles.deeds}>
          <Button look="main" type="submit" busy={form.isBusy}>
            {t('Make my account')}
          </Button>
        </div>
      </form>
    </Part>
  )
}

function NameAndPassword(): ReactElement {
  return (
    <Part title={t('Signing in')}>
      <NameForm />
      <hr className={styles.rule} />
      <PasswordForm />
    </Part>
  )
}

function NameForm(): ReactElement {
  const client = useClient()
  const me = useMe()
  const say = useUi((ui) => ui.say)
  const [name, setName] = useState(me.name)
  const form = useForm(async () => {
    await client.ask('account.change', { name })
    say(t('Name changed'))
  }, ['name_invalid', 'name_taken'])
  return (
    <form className={styles.form} onSubmit={form.onSubmit} aria-label={t('Change name')}>
      <Field
        label={t('Name')}
        value={name}
        onValue={setName}
        error={form.about('name_invalid', 'name_taken')}
        hint={t('What you sign in with, and are mentioned by with an @.')}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
      />
      <FormError says={form.other} />
      <div className={styles.deeds}>
        <Button type="submit" busy={form.isBusy} disabled={name === me.name}>
          {t('Change name')}
        </Button>
      </div>
    </form>
  )
}

function PasswordForm(): ReactElement {
  const client = useClient()
  const say = useUi((ui) => ui.say)
  const [oldPassword, setOld] = useState('')
  const [password, setPassword] = useState('')
  const form = useForm(async () => {
    await client.ask('account.change', { oldPassword, password })
    setOld('')
    setPassword('')
    say(t('Password changed. Other devices are signed out.'))
  }, ['bad_credentials', 'password_weak', 'password_too_long'])
  return (
    <form className={styles.form} onSubmit={form.onSubmit} aria-label={t('Change password')}>
      <PasswordField
        label={t('Password now')}
        value={oldPassword}
        onValue={setOld}
        error={form.about('bad_credentials') && t('That is not your password.')}
        autoComplete="current-password"
        required
      />
      <PasswordField
        label={t('New password')}
        value={password}
        onValue={setPassword}
        error={form.about('password_weak', 'password_too_long')}
        hint={t('Every other device is signed out with it.')}
        autoComplete="new-password"
        required
      />
      <FormError says={form.other} />
      <div className={styles.deeds}>
        <Button type="submit" busy={form.isBusy} disabled={oldPassword === '' || password === ''}>
          {t('Change password')}
        </Button>
      </div>
    </form>
  )
}
