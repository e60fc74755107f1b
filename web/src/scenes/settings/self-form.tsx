// Showing once more that it is oneself, for what takes a guard away: the password, and where it is on the second step, asked for when it is.
import type { Takes } from '@hearth/protocol/commands.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import { type ReactElement, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Field, FormError } from '../../parts/field.tsx'
import { canPasskeys, showPasskey } from '../../passkeys.ts'
import { useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import { ticketIn } from '../welcome/code-form.tsx'
import { useForm } from '../welcome/use-form.ts'
import settings from './settings.module.css'
import { SurePassword } from './sure-password.tsx'

export type Shown = Takes<'account.delete'>
type Props = {
  readonly label: string
  readonly act: string
  readonly hasPassword: boolean
  readonly ask: (shown: Shown) => Promise<unknown>
  readonly onBack?: () => void
}

export function SelfForm({ label, act, hasPassword, ask, onBack }: Props): ReactElement {
  const prove = useStep()
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [step, setStep] = useState<'none' | 'code' | 'elsewhere'>('none')
  const form = useForm(async () => {
    const mine = hasPassword ? { password } : {}
    if (step === 'code') return ask({ ...mine, code })
    return ask(mine).catch(async (failure: unknown) => setStep(await prove(failure, (shown) => ask({ ...mine, shown }))))
  }, ['bad_credentials', 'code_wrong', 'code_skewed'])
  return (
    <form className={settings.form} onSubmit={form.onSubmit} aria-label={label}>
      {hasPassword && <SurePassword form={form} value={password} onValue={setPassword} />}
      {step === 'code' && (
        <Field
          label={t('Code')}
          value={code}
          onValue={setCode}
          hint={t('The six digits that your authenticator app shows now, or one of your recovery codes.')}
          error={form.about('code_wrong', 'code_skewed')}
          autoComplete="one-time-code"
          required
          autoFocus
          minLength={6}
          maxLength={40}
        />
      )}
      <FormError
        says={
          step === 'elsewhere'
            ? t('Your second step is a passkey, and it cannot be asked for here. Open this page where you made it, by the server’s name.')
            : form.other
        }
      />
      <div className={settings.deeds}>
        {onBack && <Button onClick={onBack}>{t('Not now')}</Button>}
        <Button look="danger" type="submit" busy={form.isBusy}>
          {act}
        </Button>
      </div>
    </form>
  )
}

type ByPasskey = NonNullable<Shown['shown']>

/** What is to be shown besides: a passkey at once where this browser can, else a code. Throws what was no question for the second step. */
function useStep(): (failure: unknown, again: (shown: ByPasskey) => Promise<unknown>) => Promise<'none' | 'code' | 'elsewhere'> {
  const client = useClient()
  return async (failure, again) => {
    const asked = ticketIn(failure)
    if (asked === undefined) throw failure
    const { ticket, ways } = asked
    const otherwise = ways.includes('code') ? 'code' : 'elsewhere'
    if (!ways.includes('passkey') || !canPasskeys()) return otherwise
    const { options } = await client.ask('session.challenge', { site: location.hostname, ticket })
    try {
      await again({ ticket, passkey: await showPasskey(options) })
      return 'none'
    } catch (why) {
      // Called off, or not this one.
      if (otherwise === 'code' && why instanceof ChatError && why.code === 'passkey_refused') return 'code'
      throw why
    }
  }
}
