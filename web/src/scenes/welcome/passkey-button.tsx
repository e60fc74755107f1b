// Signing in with a passkey: alone, or as the second step.
import { KeyRound } from 'lucide-react'
import type { ReactElement } from 'react'
import { Button } from '../../parts/button.tsx'
import { FormError } from '../../parts/field.tsx'
import { showPasskey } from '../../passkeys.ts'
import { signIn } from '../../session.ts'
import { useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useForm } from './use-form.ts'
import styles from './welcome.module.css'

type Props = { readonly ticket?: string; readonly onDone?: (() => void) | undefined }

export function PasskeyButton({ ticket, onDone }: Props): ReactElement {
  const client = useClient()
  const form = useForm(async () => {
    const asked = await client.ask('session.challenge', { site: location.hostname, ...(ticket === undefined ? {} : { ticket }) })
    const passkey = await showPasskey(asked.options)
    await signIn(client, 'session.prove', { ticket: asked.ticket, passkey })
    onDone?.()
  })
  return (
    <form className={styles.form} onSubmit={form.onSubmit} aria-label={t('Sign in with a passkey')}>
      <FormError says={form.other} />
      <Button wide type="submit" icon={KeyRound} busy={form.isBusy}>
        {t('Sign in with a passkey')}
      </Button>
    </form>
  )
}
