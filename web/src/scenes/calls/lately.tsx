// The calls that are over: who called when, and the way back.
import type { RecentCall } from '@hearth/protocol/call-shapes.ts'
import { Phone, Video } from 'lucide-react'
import { type ReactElement, useEffect, useState } from 'react'
import { useWayIn } from '../../calls/way-in.ts'
import { Avatar, RoomMark } from '../../parts/avatar.tsx'
import { IconButton } from '../../parts/button.tsx'
import { cx } from '../../parts/cx.ts'
import { Icon } from '../../parts/icon.tsx'
import { ListPart } from '../../parts/list-part.tsx'
import page from '../../parts/page.module.css'
import { hashOf } from '../../route.ts'
import { useChat, useClient, useMe, usePerson, useRoom } from '../../state.ts'
import { t } from '../../text/t.ts'
import { clockTime, dayName, midnight, wholeTime } from '../../words.ts'
import { tell } from '../room/past-call.tsx'
import styles from './calls.module.css'

export function Lately(): ReactElement | null {
  const calls = useRecent()
  const over = calls.filter(({ call }) => call.ended !== null)
  if (over.length === 0) return null
  return (
    <ListPart title={t('Lately')}>
      {over.map((one) => (
        <One key={one.call.id} recent={one} />
      ))}
    </ListPart>
  )
}

function One({ recent: { room: id, call } }: { readonly recent: RecentCall }): ReactElement | null {
  const me = useMe()
  const room = useRoom(id)
  const peer = usePerson(room?.peer)
  const caller = usePerson(call.by)
  const enter = useWayIn()
  if (!room) return null
  const told = tell(call, room, me.id, caller?.displayName ?? '…')
  return (
    <li className={page.row}>
      {room.kind === 'direct' ? <Avatar user={peer} size={36} /> : <RoomMark room={room} size={36} />}
      <a
        href={hashOf({ at: 'room', room: room.id, seq: call.seq })}
        className={cx(page.names, styles.names, told.isMissed && styles.missed)}
      >
        <b>{room.name}</b>
        <span className={styles.told}>
          <Icon of={told.icon} size={14} />
          <span>{[told.says, told.more].filter(Boolean).join(', ')}</span>
        </span>
      </a>
      <time className={styles.time} dateTime={new Date(call.at).toISOString()} title={wholeTime(call.at)}>
        {when(call.at)}
      </time>
      {!room.voice && (
        <IconButton
          icon={call.video ? Video : Phone}
          label={told.isMissed ? t('Call {name} back', { name: room.name }) : t('Call {name} again', { name: room.name })}
          tipAt="end"
          onClick={() => enter(room, { video: call.video })}
        />
      )}
    </li>
  )
}

const when = (at: number): string => (midnight(at) === midnight(Date.now()) ? clockTime(at) : dayName(at, Date.now()))

/** Asked for on coming here, and again whenever a call ends. */
function useRecent(): readonly RecentCall[] {
  const client = useClient()
  const isOpen = useChat((state) => state.connection.is === 'open')
  const [calls, setCalls] = useState<readonly RecentCall[]>([])
  useEffect(() => {
    if (!isOpen) return
    let isGone = false
    const look = (): void =>
      void client.ask('call.recent', {}).then(
        (answer) => isGone || setCalls(answer.calls),
        () => undefined,
      )
    look()
    const deaf = client.listen((event) => event.event === 'call.ended' && look())
    return () => {
      isGone = true
      deaf()
    }
  }, [client, isOpen])
  return calls
}
