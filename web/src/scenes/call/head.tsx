import type { Room } from '@hearth/protocol/shapes.ts'
import { ArrowLeft, TriangleAlert } from 'lucide-react'
import { type ReactElement, useEffect, useState } from 'react'
import type { CallView } from '../../calls/view.ts'
import { Avatar, RoomMark } from '../../parts/avatar.tsx'
import { IconButton } from '../../parts/button.tsx'
import { cx } from '../../parts/cx.ts'
import { Icon } from '../../parts/icon.tsx'
import side from '../../parts/side.module.css'
import { goToRoom } from '../../route.ts'
import { usePerson } from '../../state.ts'
import { t } from '../../text/t.ts'
import { duration, peopleCount } from '../../words.ts'
import styles from './call.module.css'

export function CallHead({ room, view }: { readonly room: Room; readonly view: CallView }): ReactElement {
  const peer = usePerson(room.peer)
  return (
    <header className={cx(side.head, styles.head)} data-landmark="header">
      <IconButton icon={ArrowLeft} tipAt="start" label={t('Back to the room; the call goes on')} onClick={() => goToRoom(room.id)} />
      {room.kind === 'direct' ? <Avatar user={peer} /> : <RoomMark room={room} />}
      <div className={cx(side.names, styles.names)}>
        <h1>{room.name}</h1>
        <p>
          <Time view={view} />
          {room.kind !== 'direct' && view.people.length > 0 && ` · ${peopleCount(view.people.length)}`}
        </p>
      </div>
      {view.phase === 'in' && view.network === 'poor' && (
        <span className={styles.quality} role="status">
          <Icon of={TriangleAlert} size={16} />
          {t('Poor network')}
        </span>
      )}
    </header>
  )
}

function Time({ view: { phase, since } }: { readonly view: CallView }): ReactElement {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  if (phase !== 'in') return <span role="status">{phase === 'joining' ? t('Connecting…') : t('Reconnecting…')}</span>
  return <span data-number>{duration(Math.max(0, now - (since ?? now)))}</span>
}
