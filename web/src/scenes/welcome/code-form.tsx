// The second step of a sign-in: the code that an app shows now, a recovery code, or a passkey.
import { ChatError } from '@hearth/protocol/errors.ts'
import { type ReactElement, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Field, FormError } from '../../parts/field.tsx'
import { canPasskeys } from '../../passkeys.ts'
import { signIn } from '../../session.ts'
import { useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import { PasskeyButton } from './passkey-button.tsx'
import { useForm } from './use-form.ts'
import styles from './welcome.module.css'

/** A first step that was right. */
export type Ticket = { readonly ticket: string; readonly ways: readonly ('code' | 'passkey')[] }

/** What the second step begins with, if that is what it failed for. */
export function ticketIn(failure: unknown): Ticket | undefined {
  if (!(failure instanceof ChatError) || failure.code !== 'second_factor_needed') return undefined
  const { ticket = '', ways = ['code'] } = failure.more
  return { ticket, ways }
}

type Props = { readonly ticket: Ticket; readonly onBack: () => void; readonly onDone?: (() => void) | undefined }

export function SecondStepForm({ ticket: { ticket, ways }, onBack, onDone }: Props): ReactElement {
  const takesPasskey = ways.includes('passkey') && canPasskeys()
  const takesCode = ways.includes('code')
  return (
    <>
      {takesPasskey && <PasskeyButton ticket={ticket} onDone={onDone} />}
      {takesCode && <CodeForm ticket={ticket} onDone={onDone} />}
      {!takesPasskey && !takesCode && (
        <p role="alert" className={styles.ended}>
          {t('Your second step is a passkey, and it cannot be asked for here. Open this page where you made it, by the server’s name.')}
        </p>
      )}
      <Button wide onClick={onBack}>
        {t('Begin anew')}
      </Button>
    </>
  )
}

function CodeForm({ ticket, onDone }: { readonly ticket: string; readonly onDone: Props['onDone'] }): ReactElement {
  const client = useClient()
  const [code, setCode] = useState('')
  const form = useForm(async () => {
    await signIn(client, 'session.prove', { ticket, code })
    onDone?.()
  }, ['code_wrong', 'code_skewed'])
  return (
    <form className={styles.form} onSubmit={form.onSubmit} aria-label={t('Second step')}>
      <Field
        label={t('Code')}
        value={code}
        onValue={setCode}
        hint={t('The six digits that your authenticator app shows now, or one of your recovery codes.')}
        error={form.about('code_wrong', 'code_skewed')}
        autoComplete="one-time-code"
        autoCapitalize="none"
        spellCheck={false}
        required
        autoFocus
        minLength={6}
        maxLength={40}
      />
      <FormError says={form.other} />
      <Button look="main" wide type="submit" busy={form.isBusy}>
        {t('Sign in')}
      </Button>
    </form>
  )
}
