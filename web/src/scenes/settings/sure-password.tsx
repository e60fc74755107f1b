// One's password once more, before what nobody may do who only found the device unlocked.
import type { ReactElement } from 'react'
import { PasswordField } from '../../parts/field.tsx'
import { t } from '../../text/t.ts'
import type { FormHold } from '../welcome/use-form.ts'

type Props = {
  /** It is about `bad_credentials`, too. */
  readonly form: FormHold
  readonly value: string
  readonly onValue: (value: string) => void
}

export const SurePassword = ({ form, value, onValue }: Props): ReactElement => (
  <PasswordField
    label={t('Your password, to be sure')}
    value={value}
    onValue={onValue}
    error={form.about('bad_credentials') && t('That is not your password.')}
    autoComplete="current-password"
    required
    autoFocus
  />
)
