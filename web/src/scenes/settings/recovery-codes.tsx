// Recovery codes, the one time they are shown.
import { type ReactElement, useId } from 'react'
import { copy } from '../../copy.ts'
import { Button } from '../../parts/button.tsx'
import { t } from '../../text/t.ts'
import styles from './security.module.css'
import settings from './settings.module.css'

export function RecoveryCodes({ codes, onDone }: { readonly codes: readonly string[]; readonly onDone: () => void }): ReactElement {
  const title = useId()
  return (
    <section aria-labelledby={title} className={settings.form}>
      <div>
        <h3 id={title}>{t('Your recovery codes')}</h3>
        <p className={settings.says}>
          {t(
            'Each lets you in once when your phone is gone. They are shown now and never again: keep them on paper, or where you keep passwords.',
          )}
        </p>
      </div>
      <ul className={styles.codes}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className={settings.deeds}>
        <Button onClick={() => void copy(codes.join('\n'), t('Copied'))}>{t('Copy')}</Button>
        <Button look="main" onClick={onDone}>
          {t('I have kept them')}
        </Button>
      </div>
    </section>
  )
}
