import type { Session } from '@hearth/protocol/shapes.ts'
import { Laptop, Smartphone } from 'lucide-react'
import { type ReactElement, useCallback, useEffect, useState } from 'react'
import { Chip } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { Skeleton } from '../../parts/empty.tsx'
import { FormError } from '../../parts/field.tsx'
import { Icon } from '../../parts/icon.tsx'
import { useChat, useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { ago, sentence } from '../../words.ts'
import { deviceName } from './device.ts'
import { Part } from './part.tsx'
import styles from './settings.module.css'

export function Sessions(): ReactElement {
  const client = useClient()
  const say = useUi((ui) => ui.say)
  const isOpen = useChat((state) => state.connection.is === 'open')
  const [sessions, setSessions] = useState<readonly Session[]>()
  const [failed, setFailed] = useState<string>()
  const load = useCallback(() => {
    client.ask('session.list', {}).then(
      (answer) => {
        setSessions(answer.sessions.toSorted((a, b) => Number(b.current) - Number(a.current) || b.seenAt - a.seenAt))
        setFailed(undefined)
      },
      (failure: unknown) => setFailed(sentence(failure)),
    )
  }, [client])
  useEffect(() => {
    if (isOpen) load()
  }, [isOpen, load])
  const end = (session: Session): void => {
    client.ask('session.revoke', { session: session.id }).then(
      () => {
        say(t('Signed out there'))
        load()
      },
      (failure: unknown) => say(sentence(failure), 'bad'),
    )
  }
  return (
    <Part title={t('Where you are signed in')}>
      {!sessions && !failed && <Skeleton rows={2} />}
      <FormError says={sessions ? undefined : failed} />
      <ul>
        {sessions?.map((session) => (
          <OneSession key={session.id} session={session} onEnd={() => end(session)} />
        ))}
      </ul>
    </Part>
  )
}

function OneSession({ session, onEnd }: { readonly session: Session; readonly onEnd: () => void }): ReactElement {
  const name = deviceName(session.client)
  return (
    <li className={styles.session}>
      <Icon of={/phone|Android|iPad/i.test(name) ? Smartphone : Laptop} size={20} />
      <div>
        <b>{name}</b>
        <p>
          {session.current ? t('Here now') : t('Last seen {ago}', { ago: ago(session.seenAt, Date.now()) })}
          {session.address && ` · ${session.address}`}
        </p>
      </div>
      {session.current ? (
        <Chip>{t('this device')}</Chip>
      ) : (
        <Button look="quiet" aria-label={t('Sign out {name}', { name })} onClick={onEnd}>
          {t('Sign out')}
        </Button>
      )}
    </li>
  )
}
