// Codes of an authenticator app as a second step: setting them up, new recovery codes, switching them off.
import type { Gives } from '@hearth/protocol/commands.ts'
import { type ReactElement, Suspense, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Skeleton } from '../../parts/empty.tsx'
import { Field, FormError } from '../../parts/field.tsx'
import { late } from '../../parts/late.ts'
import { useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { useAsked } from '../admin/use-asked.ts'
import { useForm } from '../welcome/use-form.ts'
import { Part } from './part.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import styles from './security.module.css'
import { SelfFields, useSelf } from './self.tsx'
import settings from './settings.module.css'
import { SurePassword } from './sure-password.tsx'

const Qr = late(() => import('../../parts/qr.tsx').then((module) => module.Qr))

type Begun = Gives<'factor.begin'>
type Step =
  | { readonly is: 'still' }
  | { readonly is: 'password'; readonly then: 'begin' }
  | { readonly is: 'scan'; readonly begun: Begun }
  | { readonly is: 'both'; readonly then: 'renew' | 'end' }
  | { readonly is: 'codes'; readonly codes: readonly string[] }

/** `onDone`: the recovery codes were seen. */
export function SecondStep({ onDone }: { readonly onDone?: () => void }): ReactElement {
  const { answer, failed, again } = useAsked('factor.show', {})
  const [step, setStep] = useState<Step>({ is: 'still' })
  const still = (): void => {
    setStep({ is: 'still' })
    again()
  }
  const hasPassword = answer?.password ?? true
  return (
    <Part
      title={t('Second step')}
      says={t('Signing in takes your password and a code that your phone shows, so that a password alone opens nothing.')}
    >
      {!answer && !failed && <Skeleton rows={1} />}
      <FormError says={failed} again={again} />
      {answer && step.is === 'still' && <Now answer={answer} onStep={setStep} />}
      {step.is === 'password' && (
        <PasswordStep hasPassword={hasPassword} onBegun={(begun) => setStep({ is: 'scan', begun })} onBack={still} />
      )}
      {step.is === 'scan' && <ScanStep begun={step.begun} onCodes={(codes) => setStep({ is: 'codes', codes })} onBack={still} />}
      {step.is === 'both' && (
        <BothStep then={step.then} hasPassword={hasPassword} onCodes={(codes) => setStep({ is: 'codes', codes })} onDone={still} />
      )}
      {step.is === 'codes' && (
        <RecoveryCodes
          codes={step.codes}
          onDone={() => {
            still()
            onDone?.()
          }}
        />
      )}
    </Part>
  )
}

function Now({ answer, onStep }: { readonly answer: Gives<'factor.show'>; readonly onStep: (step: Step) => void }): ReactElement {
  if (!answer.codes)
    return (
      <div className={settings.row}>
        <span>{t('Off. You need an app for codes on your phone; it works without any network.')}</span>
        <Button onClick={() => onStep({ is: 'password', then: 'begin' })}>{t('Set it up')}</Button>
      </div>
    )
  return (
    <>
      <div className={settings.row}>
        <span>{t.many(answer.recovery, 'On. {count} recovery code is left.', 'On. {count} recovery codes are left.')}</span>
        <Button onClick={() => onStep({ is: 'both', then: 'renew' })}>{t('New recovery codes')}</Button>
      </div>
      <div className={settings.row}>
        <span>{t('Without it your password alone lets in whoever knows it.')}</span>
        <Button look="danger" onClick={() => onStep({ is: 'both', then: 'end' })}>
          {t('Switch it off')}
        </Button>
      </div>
    </>
  )
}

type PasswordProps = { readonly hasPassword: boolean; readonly onBegun: (begun: Begun) => void; readonly onBack: () => void }

function PasswordStep({ hasPassword, onBegun, onBack }: PasswordProps): ReactElement {
  const client = useClient()
  const self = useSelf(hasPassword, async (shown) => onBegun(await client.ask('factor.begin', shown)))
  return (
    <form className={settings.form} onSubmit={self.form.onSubmit} aria-label={t('Second step')}>
      <SelfFields self={self} />
      <div className={settings.deeds}>
        <Button onClick={onBack}>{t('Not now')}</Button>
        <Button look="main" type="submit" busy={self.form.isBusy}>
          {t('Go on')}
        </Button>
      </div>
    </form>
  )
}

type ScanProps = { readonly begun: Begun; readonly onCodes: (codes: readonly string[]) => void; readonly onBack: () => void }

function ScanStep({ begun, onCodes, onBack }: ScanProps): ReactElement {
  const client = useClient()
  const [code, setCode] = useState('')
  const form = useForm(async () => onCodes((await client.ask('factor.confirm', { code })).recovery), ['code_wrong', 'code_skewed'])
  return (
    <form className={settings.form} onSubmit={form.onSubmit} aria-label={t('Second step')}>
      <div className={styles.setup}>
        <Suspense fallback={null}>
          <Qr text={begun.uri} label={t('Code for your authenticator app')} />
        </Suspense>
        <div>
          <p>{t('Point your authenticator app at this picture, or type this into it:')}</p>
          <code className={styles.secret}>{(begun.secret.match(/.{1,4}/g) ?? []).join(' ')}</code>
          <Field
            label={t('The code it shows now')}
            value={code}
            onValue={setCode}
            error={form.about('code_wrong', 'code_skewed')}
            autoComplete="one-time-code"
            inputMode="numeric"
            required
            minLength={6}
            maxLength={10}
          />
        </div>
      </div>
      <FormError says={form.other} />
      <div className={settings.deeds}>
        <Button onClick={onBack}>{t('Not now')}</Button>
        <Button look="main" type="submit" busy={form.isBusy}>
          {t('Switch it on')}
        </Button>
      </div>
    </form>
  )
}

type BothProps = {
  readonly then: 'renew' | 'end'
  readonly hasPassword: boolean
  readonly onCodes: (codes: readonly string[]) => void
  readonly onDone: () => void
}

function BothStep({ then, hasPassword, onCodes, onDone }: BothProps): ReactElement {
  const client = useClient()
  const say = useUi((ui) => ui.say)
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const form = useForm(async () => {
    const takes = { code, ...(hasPassword ? { password } : {}) }
    if (then === 'renew') return onCodes((await client.ask('factor.recovery', takes)).recovery)
    await client.ask('factor.end', takes)
    say(t('The second step is off'))
    onDone()
  }, ['bad_credentials', 'code_wrong', 'code_skewed'])
  return (
    <form className={settings.form} onSubmit={form.onSubmit} aria-label={t('Second step')}>
      {hasPassword && <SurePassword form={form} value={password} onValue={setPassword} />}
      <Field
        label={t('Code')}
        value={code}
        onValue={setCode}
        error={form.about('code_wrong', 'code_skewed')}
        autoComplete="one-time-code"
        required
        minLength={6}
        maxLength={40}
      />
      <FormError says={form.other} />
      <div className={settings.deeds}>
        <Button onClick={onDone}>{t('Not now')}</Button>
        <Button look={then === 'end' ? 'danger' : 'main'} type="submit" busy={form.isBusy}>
          {then === 'end' ? t('Switch it off') : t('New recovery codes')}
        </Button>
      </div>
    </form>
  )
}
