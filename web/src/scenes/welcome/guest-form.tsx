import { type ReactElement, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Field, FormError } from '../../parts/field.tsx'
import { signIn } from '../../session.ts'
import { useClient } from '../../state.ts'
import { nameFrom } from './name.ts'
import { useForm } from './use-form.ts'
import styles from './welcome.module.css'

export function GuestForm(): ReactElement {
  const client = useClient()
  const [typed, setTyped] = useState('')
  // Others see the name as it was typed, with its spaces; that can be said only once one is in.
  const enter = async (): Promise<void> => {
    const name = nameFrom(typed)
    await signIn(client, 'guest.enter', { name })
    if (name !== typed.trim()) await client.ask('account.change', { displayName: typed.trim() }).catch(() => undefined)
  }
  const form = useForm(enter, ['name_taken', 'name_invalid'])
  return (
    <form className={styles.form} onSubmit={form.onSubmit} aria-label="Look around">
      <Field
        label="Your name"
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
        Come in
      </Button>
    </form>
  )
}
