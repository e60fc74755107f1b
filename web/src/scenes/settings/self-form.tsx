// A form of nothing but showing once more that it is oneself, for what takes a guard away.
import type { ReactElement } from 'react'
import { Button } from '../../parts/button.tsx'
import { t } from '../../text/t.ts'
import { SelfFields, type Shown, useSelf } from './self.tsx'
import settings from './settings.module.css'

type Props = {
  readonly label: string
  readonly act: string
  readonly hasPassword: boolean
  readonly ask: (shown: Shown) => Promise<unknown>
  readonly onBack?: () => void
}

export function SelfForm({ label, act, hasPassword, ask, onBack }: Props): ReactElement {
  const self = useSelf(hasPassword, ask)
  return (
    <form className={settings.form} onSubmit={self.form.onSubmit} aria-label={label}>
      <SelfFields self={self} />
      <div className={settings.deeds}>
        {onBack && <Button onClick={onBack}>{t('Not now')}</Button>}
        <Button look="danger" type="submit" busy={self.form.isBusy}>
          {act}
        </Button>
      </div>
    </form>
  )
}
