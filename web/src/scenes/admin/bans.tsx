// Who is shut out or muted, since when, and why.
import type { Takes } from '@hearth/protocol/commands.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import type { Ban } from '@hearth/protocol/moderation-shapes.ts'
import { type ReactElement, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Skeleton } from '../../parts/empty.tsx'
import { FormError } from '../../parts/field.tsx'
import { t } from '../../text/t.ts'
import { wholeTime } from '../../words.ts'
import { Part } from '../settings/part.tsx'
import styles from './admin.module.css'
import { useAsked, useDeed } from './use-asked.ts'

const whom = (kind: Ban['kind'], value: string, user: UserId | undefined): Takes<'moderation.unban'> =>
  kind === 'device' ? { device: value } : user === undefined ? { address: value } : { user }

export function Bans(): ReactElement {
  const bans = useAsked('moderation.bans', {})
  const mutes = useAsked('moderation.mutes', {})
  const lift = useDeed(bans.again)
  const unmute = useDeed(mutes.again)
  const [now] = useState(Date.now)
  const muted = mutes.answer?.mutes.filter(({ until }) => until > now)
  return (
    <>
      <Part title={t('Shut out')} says={t('People, devices, and for admins addresses. They see that they are not let in.')}>
        {!bans.answer && !bans.failed && <Skeleton rows={2} />}
        <FormError says={bans.failed} again={bans.again} />
        {bans.answer?.bans.length === 0 && <p className={styles.quiet}>{t('Nobody is shut out.')}</p>}
        <ul className={styles.rows}>
          {bans.answer?.bans.map(({ kind, value, user, reason, at, until }) => (
            <li key={value} className={styles.row}>
              <div>
                <b>{kind === 'device' ? t('A device of {name}', { name: user?.displayName ?? '' }) : (user?.displayName ?? value)}</b>
                <p>
                  {until === null ? wholeTime(at) : t('{from} until {until}', { from: wholeTime(at), until: wholeTime(until) })}
                  {reason && ` · ${reason}`}
                </p>
              </div>
              <Button
                aria-label={t('Let in again: {name}', { name: user?.displayName ?? value })}
                onClick={() => lift('moderation.unban', whom(kind, value, user?.id), t('Let in again.'))}
              >
                {t('Let in again')}
              </Button>
            </li>
          ))}
        </ul>
      </Part>
      <Part title={t('Muted')}>
        {muted?.length === 0 && <p className={styles.quiet}>{t('Nobody is muted.')}</p>}
        <FormError says={mutes.failed} again={mutes.again} />
        <ul className={styles.rows}>
          {muted?.map(({ user, room, until, reason }) => (
            <li key={`${user.id} ${room ?? ''}`} className={styles.row}>
              <div>
                <b>{user.displayName}</b>
                <p>
                  {room === null
                    ? t('everywhere until {when}', { when: wholeTime(until) })
                    : t('in one room until {when}', { when: wholeTime(until) })}
                  {reason && ` · ${reason}`}
                </p>
              </div>
              {room === null && (
                <Button
                  aria-label={t('Let them speak: {name}', { name: user.displayName })}
                  onClick={() => unmute('moderation.unmute', { user: user.id }, t('{name} may speak.', { name: user.displayName }))}
                >
                  {t('Let them speak')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      </Part>
    </>
  )
}
