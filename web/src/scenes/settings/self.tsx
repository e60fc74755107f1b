// Showing once more that it is oneself: the password, and the second step where it is asked for. Who has neither signs in anew at the server that
// vouches for them.
import type { Takes } from '@hearth/protocol/commands.ts'
import { ChatError, type ErrorCode } from '@hearth/protocol/errors.ts'
import { type ReactElement, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Field, FormError } from '../../parts/field.tsx'
import { canPasskeys, showPasskey } from '../../passkeys.ts'
import { goOut } from '../../provider.ts'
import { useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useAsked } from '../admin/use-asked.ts'
import { ticketIn } from '../welcome/code-form.tsx'
import { type FormHold, useForm } from '../welcome/use-form.ts'
import settings from './settings.module.css'
import { SurePassword } from './sure-password.tsx'

export type Shown = Takes<'account.delete'>
type Step = 'none' | 'code' | 'elsewhere'
export type Self = {
  readonly form: FormHold
  readonly hasPassword: boolean
  readonly password: string
  readonly setPassword: (value: string) => void
  readonly code: string
  readonly setCode: (value: string) => void
  readonly step: Step
}

/**
 * @param act what it is shown for; done again with more where more is asked for
 * @param fields failures that the form says beside its own fields
 */
export function useSelf(hasPassword: boolean, act: (shown: Shown) => Promise<unknown>, fields: readonly ErrorCode[] = []): Self {
  const prove = useStep()
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [step, setStep] = useState<Step>('none')
  const form = useForm(async () => {
    const mine = hasPassword ? { password } : {}
    if (step === 'code') return act({ ...mine, code })
    return act(mine).catch(async (failure: unknown) => setStep(await prove(failure, (shown) => act({ ...mine, shown }))))
  }, ['bad_credentials', 'code_wrong', 'code_skewed', ...fields])
  return { form, hasPassword, password, setPassword, code, setCode, step }
}

/** With what went wrong, so last in its form. */
export function SelfFields({ self }: { readonly self: Self }): ReactElement {
  const { form, step } = self
  return (
    <>
      {self.hasPassword && <SurePassword form={form} value={self.password} onValue={self.setPassword} />}
      {step === 'code' && (
        <Field
          label={t('Code')}
          value={self.code}
          onValue={self.setCode}
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
      {form.about('sign_in_anew') !== undefined && <Anew />}
    </>
  )
}

/** The page is left for the other server, and comes back to the settings. */
function Anew(): ReactElement | null {
  const client = useClient()
  const provider = useAsked('factor.show', {}).answer?.provider
  const form = useForm(async () => goOut((await client.ask('outside.again', {})).start))
  if (provider === undefined || provider.account === null) return null
  return (
    <div className={settings.deeds}>
      <FormError says={form.other} />
      <Button look="main" busy={form.isBusy} onClick={form.onSubmit}>
        {t('Sign in with {server} again', { server: provider.called })}
      </Button>
    </div>
  )
}

type ByPasskey = NonNullable<Shown['shown']>

/** What is to be shown besides: a passkey at once where this browser can, else a code. Throws what was no question for the second step. */
function useStep(): (failure: unknown, again: (shown: ByPasskey) => Promise<unknown>) => Promise<Step> {
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
