// Who is here, and where one was lately.
import type { UserId } from '@hearth/protocol/ids.ts'
import type { ReactElement } from 'react'
import { Avatar, RoomMark } from '../../parts/avatar.tsx'
import { byRecent, useRecent } from '../../recent.ts'
import type { Listed } from '../../room-groups.ts'
import { hashOf } from '../../route.ts'
import { useChat, useMe, usePerson, useRoomGroups, useStanding } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import styles from './inbox.module.css'

const MOST_HERE = 12
const MOST_RECENT = 6

export function WhoIsHere(): ReactElement | null {
  const me = useMe()
  const presence = useChat((state) => state.presence)
  const isOpen = useChat((state) => state.connection.is === 'open')
  const here = !isOpen ? [] : [...presence.values()].flatMap((one) => (one.state === 'online' && one.user !== me.id ? [one.user] : []))
  if (here.length === 0) return null
  return (
    <section className={styles.inbox} aria-label={t('Who is here')}>
      <h2>{t('Who is here')}</h2>
      <div className={styles.people}>
        {here.slice(0, MOST_HERE).map((user) => (
          <Here key={user} id={user} />
        ))}
        {here.length > MOST_HERE && (
          <a href={hashOf({ at: 'contacts' })} className={styles.person}>
            <span />
            <span>{t('and {count} more', { count: here.length - MOST_HERE })}</span>
          </a>
        )}
      </div>
    </section>
  )
}

function Here({ id }: { readonly id: UserId }): ReactElement | null {
  const user = usePerson(id)
  const standing = useStanding(id)
  const show = useUi((ui) => ui.show)
  if (!user) return null
  return (
    <button type="button" className={styles.person} onClick={() => show({ is: 'profile', user: id })}>
      <Avatar user={user} size={28} standing={standing} />
      <span>{user.displayName}</span>
    </button>
  )
}

export function Recent(): ReactElement | null {
  const recent = useRecent()
  const { inOrder } = useRoomGroups()
  const rooms = byRecent(
    inOrder.filter((room) => recent.includes(room.id)),
    recent,
  ).slice(0, MOST_RECENT)
  if (rooms.length === 0) return null
  return (
    <section className={styles.inbox} aria-label={t('Where you were lately')}>
      <h2>{t('Where you were lately')}</h2>
      <div className={styles.people}>
        {rooms.map((room) => (
          <OneRoom key={room.id} room={room} />
        ))}
      </div>
    </section>
  )
}

function OneRoom({ room }: { readonly room: Listed }): ReactElement {
  const peer = usePerson(room.peer)
  const standing = useStanding(room.peer)
  return (
    <a href={hashOf({ at: 'room', room: room.id })} className={styles.person}>
      {room.kind === 'direct' ? <Avatar user={peer} size={28} standing={standing} /> : <RoomMark room={room} size={28} />}
      <span>{room.name}</span>
    </a>
  )
}
