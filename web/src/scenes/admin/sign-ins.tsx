// Where somebody is signed in, and the end of one of those sign-ins.
import type { UserId } from '@hearth/protocol/ids.ts'
import type { ReactElement } from 'react'
import { Chip } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { Skeleton } from '../../parts/empty.tsx'
import { FormError } from '../../parts/field.tsx'
import { t } from '../../text/t.ts'
import { ago } from '../../words.ts'
import { deviceName } from '../settings/device.ts'
import styles from './admin.module.css'
import { useAsked, useDeed } from './use-asked.ts'

export function SignIns({ user, changed }: { readonly user: UserId; readonly changed: () => void }): ReactElement {
  const { answer, failed, again } = useAsked('admin.sessions', { user })
  const deed = useDeed(() => {
    again()
    changed()
  })
  return (
    <section className={styles.wide} aria-label={t('Where they are signed in')}>
      {!answer && !failed && <Skeleton rows={2} />}
      <FormError says={failed} again={again} />
      {answer?.sessions.length === 0 && <p className={styles.quiet}>{t('Signed in nowhere.')}</p>}
      <ul className={styles.rows}>
        {answer?.sessions.map(({ id, client, seenAt, program }) => (
          <li key={id} className={styles.row}>
            <div>
              <b>{program ? client : deviceName(client)}</b> {program && <Chip>{t('a program')}</Chip>}
              <p>{t('last here {when}', { when: ago(seenAt, Date.now()) })}</p>
            </div>
            <Button look="quiet" onClick={() => deed('admin.end', { user, session: id }, t('Signed out there'))}>
              {t('Sign out there')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
