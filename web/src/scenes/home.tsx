// The first place after the door: four things to do, and what waits.
import { lettersIn, ownShown } from '@hearth/client/shown.ts'
import { Compass, Flame, type LucideIcon, MessageCirclePlus, Smartphone, Users } from 'lucide-react'
import { type ReactElement, Suspense } from 'react'
import { Icon } from '../parts/icon.tsx'
import { late } from '../parts/late.ts'
import { goToRoom } from '../route.ts'
import { useChat, useMe, useRoomGroups } from '../state.ts'
import { t } from '../text/t.ts'
import { useUi } from '../ui.ts'
import styles from './home.module.css'
import { Recent, WhoIsHere } from './inbox/around.tsx'
import { Inbox } from './inbox/inbox.tsx'
import { isStaff } from './room/moderation.ts'

const Trouble = late(() => import('./trouble.tsx').then((module) => module.Trouble))
const ForLater = late(() => import('./inbox/for-later.tsx').then((module) => module.ForLater))
const AtTheDoor = late(() => import('./admin/at-the-door.tsx').then((module) => module.AtTheDoor))

export function Home(): ReactElement {
  const me = useMe()
  const server = useChat((state) => state.hello?.name)
  const hasTrouble = useChat((state) => state.trouble !== null)
  const hasLater = useChat((state) => ownShown(state).later.size > 0 || lettersIn(state.marks).length > 0)
  return (
    <main className={styles.home} data-landmark="messages">
      <div className={styles.column}>
        <p className={styles.server}>{server || 'Hearth'}</p>
        <h1>{t('{greeting}, {name}', { greeting: greeting(new Date().getHours()), name: me.displayName })}</h1>
        <Alone />
        {hasTrouble && (
          <Suspense fallback={null}>
            <Trouble />
          </Suspense>
        )}
        {isStaff(me) && (
          <Suspense fallback={null}>
            <AtTheDoor />
          </Suspense>
        )}
        <Inbox />
        {hasLater && (
          <Suspense fallback={null}>
            <ForLater />
          </Suspense>
        )}
        <WhoIsHere />
        <Deeds />
        <Recent />
      </div>
    </main>
  )
}

/** By the clock of who reads. */
export function greeting(hour: number): string {
  if (hour >= 4 && hour < 12) return t('Good morning')
  return hour >= 12 && hour < 18 ? t('Good afternoon') : t('Good evening')
}

/** Who is here is named below; that nobody is, is worth a sentence. */
function Alone(): ReactElement | null {
  const me = useMe()
  const isAlone = useChat((state) => ![...state.presence.values()].some((one) => one.state === 'online' && one.user !== me.id))
  const isOpen = useChat((state) => state.connection.is === 'open')
  return isAlone && isOpen ? <p className={styles.here}>{t('Nobody else is here right now. What you write waits for them.')}</p> : null
}

function Deeds(): ReactElement {
  const { lobby } = useRoomGroups()
  const show = useUi((ui) => ui.show)
  return (
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
  )
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
