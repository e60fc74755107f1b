// The first place after the door: four things to do, and what waits.

import type { Room, Trouble as Told } from '@hearth/protocol/shapes.ts'
import { Compass, Flame, type LucideIcon, MessageCirclePlus, Smartphone, TriangleAlert, Users } from 'lucide-react'
import type { ReactElement } from 'react'
import { Avatar, RoomMark } from '../parts/avatar.tsx'
import { Badge } from '../parts/badge.tsx'
import { Icon } from '../parts/icon.tsx'
import { calls } from '../room-groups.ts'
import { goToRoom, hashOf } from '../route.ts'
import { useChat, useIsOnline, useMe, usePerson, useRoomGroups } from '../state.ts'
import { t } from '../text/t.ts'
import { useUi } from '../ui.ts'
import { wholeTime } from '../words.ts'
import styles from './home.module.css'

export function Home(): ReactElement {
  const me = useMe()
  const server = useChat((state) => state.hello?.name)
  const { lobby, inOrder } = useRoomGroups()
  const show = useUi((ui) => ui.show)
  const unread = inOrder.filter((room) => room.unread > 0)
  return (
    <main className={styles.home}>
      <div className={styles.column}>
        <p className={styles.server}>{server || 'Hearth'}</p>
        <h1>
          {greeting(new Date().getHours())}, {me.displayName}
        </h1>
        <HereNow />
        <Trouble />
        <div className={styles.deeds}>
          {lobby && (
            <Deed
              icon={Flame}
              warm
              title={t('Say hello in the Lobby')}
              says={t('Everybody on this server is there.')}
              act={() => goToRoom(lobby.id)}
            />
          )}
          <Deed
            icon={MessageCirclePlus}
            title={t('Find people')}
            says={t('Write to one person, just you two.')}
            act={() => show({ is: 'new-chat' })}
          />
          <Deed
            icon={Users}
            title={t('Make a group')}
            says={t('Or a channel, where only its admins speak.')}
            act={() => show({ is: 'new-room' })}
          />
          <Deed
            icon={Compass}
            title={t('Look for rooms')}
            says={t('Public ones, or one you have a code for.')}
            act={() => show({ is: 'browse' })}
          />
          <Deed
            icon={Smartphone}
            title={t('Bring your phone')}
            says={t('Point its camera at a code, sign in, done.')}
            act={() => show({ is: 'phone' })}
          />
        </div>
        {unread.length > 0 && <Waiting rooms={unread} />}
      </div>
    </main>
  )
}

/** By the clock of who reads. */
export function greeting(hour: number): string {
  if (hour < 5) return t('Good night')
  if (hour < 12) return t('Good morning')
  return hour < 18 ? t('Good afternoon') : t('Good evening')
}

function HereNow(): ReactElement {
  const me = useMe()
  const presence = useChat((state) => state.presence)
  const people = useChat((state) => state.people)
  const here = [...presence.values()].filter((one) => one.state === 'online' && one.user !== me.id)
  const faces = here.flatMap((one) => people.get(one.user) ?? []).slice(0, 5)
  if (here.length === 0) return <p className={styles.here}>{t('Nobody else is here right now. What you write waits for them.')}</p>
  return (
    <p className={styles.here}>
      <span className={styles.faces}>
        {faces.map((user) => (
          <Avatar key={user.id} user={user} size={28} />
        ))}
      </span>
      {here.length === 1 && faces[0]
        ? t('{name} is here now', { name: faces[0].displayName })
        : t.many(here.length, '{count} person here now', '{count} people here now')}
    </p>
  )
}

/** For who looks after the server: what nobody else can mend. */
function Trouble(): ReactElement | null {
  const trouble = useChat((state) => state.trouble)
  if (trouble === null) return null
  return (
    <p className={styles.trouble} role="alert">
      <Icon of={TriangleAlert} size={16} />
      <span>
        <b>{troubleTitle(trouble)}</b> {trouble.says}
      </span>
    </p>
  )
}

function troubleTitle({ code, at }: Told): string {
  const time = wholeTime(at)
  switch (code) {
    case 'backup_failed':
      return t('The backup of {time} failed.', { time })
    case 'backup_incomplete':
      return t('The backup of {time} is there, but not complete.', { time })
    case 'files_damaged':
      return t('Stored files are damaged.')
  }
}

type DeedProps = {
  readonly icon: LucideIcon
  readonly title: string
  readonly says: string
  readonly act: () => void
  readonly warm?: boolean
}

function Deed({ icon, title, says, act, warm }: DeedProps): ReactElement {
  return (
    <button type="button" className={styles.deed} data-warm={warm || undefined} onClick={act}>
      <span className={styles.picture}>
        <Icon of={icon} size={20} />
      </span>
      <span>
        <b>{title}</b>
        <span className={styles.says}>{says}</span>
      </span>
    </button>
  )
}

function Waiting({ rooms }: { readonly rooms: readonly Room[] }): ReactElement {
  return (
    <section className={styles.waiting} aria-label={t('Unread')}>
      <h2>{t('Unread')}</h2>
      <ul>
        {rooms.map((room) => (
          <li key={room.id}>
            <WaitingRoom room={room} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function WaitingRoom({ room }: { readonly room: Room }): ReactElement {
  const peer = usePerson(room.peer)
  const isOnline = useIsOnline(room.peer)
  return (
    <a href={hashOf({ at: 'room', room: room.id })} className={styles.room}>
      {room.kind === 'direct' ? <Avatar user={peer} online={isOnline} /> : <RoomMark room={room} />}
      <b>{room.name}</b>
      <span className={styles.many} data-number>
        {t.many(room.unread, '{count} new message', '{count} new messages')}
      </span>
      <Badge count={calls(room)} says={t('{many} for you', { many: calls(room) })} />
    </a>
  )
}
