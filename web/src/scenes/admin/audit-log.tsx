// Who did what, to whom, and when. Nobody can change it, and it holds no word of a message.
import type { UserId } from '@hearth/protocol/ids.ts'
import { type ReactElement, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Skeleton } from '../../parts/empty.tsx'
import { FormError } from '../../parts/field.tsx'
import { useChat } from '../../state.ts'
import { t } from '../../text/t.ts'
import { wholeTime } from '../../words.ts'
import { Part } from '../settings/part.tsx'
import styles from './admin.module.css'
import { deedInWords } from './deeds.tsx'
import { useAsked } from './use-asked.ts'

export function AuditLog(): ReactElement {
  const [before, setBefore] = useState<number>()
  const { answer, failed, again } = useAsked('moderation.audit', before === undefined ? {} : { before })
  const rooms = useChat((state) => state.rooms)
  const people = new Map((answer?.people ?? []).map((user) => [user.id, user.displayName]))
  const last = answer?.entries.at(-1)?.n
  return (
    <Part title={t('Log')} says={t('Who did what, to whom, and when. Nobody can change it.')}>
      {!answer && !failed && <Skeleton rows={4} />}
      <FormError says={failed} again={again} />
      {answer?.entries.length === 0 && <p className={styles.quiet}>{t('Nothing was done yet.')}</p>}
      <ul className={styles.rows}>
        {answer?.entries.map(({ n, at, by, deed, user, room, detail }) => (
          <li key={n} className={styles.row}>
            <div>
              {deedInWords(deed, <b>{user === null ? t('A device or an address') : (people.get(user) ?? user)}</b>)}
              <p>
                {wholeTime(at)}
                {doer(by, user, deed, people)}
                {room !== null && ` · ${rooms.get(room)?.name ?? room}`}
                {detail && ` · ${detail}`}
              </p>
            </div>
          </li>
        ))}
      </ul>
      <div className={styles.deeds}>
        {before !== undefined && <Button onClick={() => setBefore(undefined)}>{t('The newest')}</Button>}
        {answer?.more && last !== undefined && <Button onClick={() => setBefore(last)}>{t('Older ones')}</Button>}
      </div>
    </Part>
  )
}

/** Nothing where the sentence says it already. Who could not sign in was not let in, so nobody knows who it was. */
function doer(by: UserId | null, user: UserId | null, deed: string, people: ReadonlyMap<UserId, string>): string {
  if (deed === 'sign-in.failed' || (by !== null && by === user)) return ''
  return ` · ${by === null ? t('the server, or its command line') : (people.get(by) ?? by)}`
}
