import { type ReactElement, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Field, FormError } from '../../parts/field.tsx'
import { comeIn } from '../../session.ts'
import { useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useForm } from './use-form.ts'
import styles from './welcome.module.css'

export function GuestForm({ invite }: { readonly invite?: string | undefined }): ReactElement {
  const client = useClient()
  const [typed, setTyped] = useState('')
  const form = useForm(
    () => comeIn(client, 'guest.enter', { name: typed, ...(invite ? { invite } : {}) }, invite),
    ['name_taken', 'name_invalid'],
  )
  return (
    <form className={styles.form} onSubmit={form.onSubmit} aria-label={t('Look around')}>
      <Field
        label={t('Your name')}
        value={typed}
        onValue={setTyped}
        error={form.about('name_taken', 'name_invalid')}
        autoComplete="nickname"
        required
        autoFocus
        maxLength={64}
      />
      <FormError says={form.other} />
      <Button look="main" wide type="submit" busy={form.isBusy}>
        {t('Come in')}
      </Button>
    </form>
  )
}
