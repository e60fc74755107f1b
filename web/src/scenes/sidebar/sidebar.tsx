// The rooms and people one has. Bold: something new. A number: for you.
import { threadsShown } from '@hearth/client/shown.ts'
import type { User } from '@hearth/protocol/shapes.ts'
import {
  Bookmark,
  ContactRound,
  House,
  MessagesSquare,
  PanelLeftClose,
  PanelLeftOpen,
  Phone,
  Plus,
  Search,
  Settings2,
  TextSearch,
} from 'lucide-react'
import { type KeyboardEvent, type ReactElement, type RefObject, Suspense, useEffect, useRef, useState } from 'react'
import { useShownKeys } from '../../keys/keys.ts'
import { Avatar } from '../../parts/avatar.tsx'
import { Badge } from '../../parts/badge.tsx'
import { IconButton } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { late } from '../../parts/late.ts'
import { Logo } from '../../parts/logo.tsx'
import type { RoomGroup } from '../../room-groups.ts'
import { hashOf, type Route } from '../../route.ts'
import { useChat, useDue, useMe, useOwnStanding, useRoomGroups, useWaiting } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { standingWord } from '../../words.ts'
import { RoomLink } from './room-link.tsx'
import styles from './sidebar.module.css'
import { Talking } from './talking.tsx'

const Handle = late(() => import('./handle.tsx').then((module) => module.Handle))
const ShownAsMenu = late(() => import('./shown-as-menu.tsx').then((module) => module.ShownAsMenu))
const NewMenu = late(() => import('./new-menu.tsx').then((module) => module.NewMenu))

export function Sidebar({ route }: { readonly route: Route }): ReactElement {
  const { lobby, groups } = useRoomGroups()
  const current = route.at === 'room' || route.at === 'call' ? route.room : undefined
  const isShut = useUi((ui) => ui.isSideShut)
  const nav = useRef<HTMLElement>(null)
  useFocusAtWayBack(nav, isShut)
  return (
    <nav
      ref={nav}
      className={styles.sidebar}
      aria-label={t('Rooms and people')}
      data-landmark="sidebar"
      data-shut={isShut || undefined}
      onKeyDown={walk}
    >
      {isShut && <Rail />}
      <Top />
      <div className={styles.list}>
        <Places at={route.at} />
        <ThreadsLink isCurrent={route.at === 'threads'} />
        {lobby && <RoomLink room={lobby} isCurrent={lobby.id === current} />}
        {groups.map((group) => (
          <Group key={group.key} group={group} current={current} />
        ))}
      </div>
      <Me />
      {!isShut && (
        <Suspense fallback={null}>
          <Handle />
        </Suspense>
      )}
    </nav>
  )
}

/** What was pressed is gone with the list, or with what was left of it: the focus goes to what does the opposite. */
function useFocusAtWayBack(nav: RefObject<HTMLElement | null>, isShut: boolean): void {
  const was = useRef(isShut)
  useEffect(() => {
    if (was.current === isShut) return
    was.current = isShut
    if (document.activeElement !== document.body && !nav.current?.contains(document.activeElement)) return
    nav.current?.querySelector<HTMLElement>(isShut ? '[data-way="out"] button' : '[data-way="in"] button')?.focus()
  }, [nav, isShut])
}

/** What is no room. */
function Places({ at }: { readonly at: Route['at'] }): ReactElement {
  const due = useDue()
  return (
    <>
      <a href={hashOf({ at: 'home' })} className={styles.home} aria-current={at === 'home' || at === 'chats' ? 'page' : undefined}>
        <Icon of={House} />
        <span className={styles.grow}>{t('Home')}</span>
        <Badge count={due} says={t('{many} for you', { many: due })} />
      </a>
      <a href={hashOf({ at: 'contacts' })} className={styles.home} data-on-phone aria-current={at === 'contacts' ? 'page' : undefined}>
        <Icon of={ContactRound} />
        {t('Contacts')}
      </a>
      <a href={hashOf({ at: 'calls' })} className={styles.home} aria-current={at === 'calls' ? 'page' : undefined}>
        <Icon of={Phone} />
        {t('Calls')}
      </a>
      <a href={hashOf({ at: 'saved' })} className={styles.home} data-on-phone aria-current={at === 'saved' ? 'page' : undefined}>
        <Icon of={Bookmark} />
        {t('Saved')}
      </a>
    </>
  )
}

/** What is left of the list where it is put away: the way back to it, and what waits in it. On a phone it is never put away. */
function Rail(): ReactElement {
  const shutSide = useUi((ui) => ui.shutSide)
  const waiting = useWaiting() + useDue()
  return (
    <div className={styles.rail} data-way="out">
      <IconButton icon={PanelLeftOpen} tipAt="start" label={t('Show the list')} keys="side" onClick={() => shutSide(false)} />
      <Badge count={waiting} says={t('{many} for you', { many: waiting })} />
    </div>
  )
}

/** For who takes part in any. */
function ThreadsLink({ isCurrent }: { readonly isCurrent: boolean }): ReactElement | null {
  const has = useChat((state) => threadsShown(state).size > 0)
  const unread = useChat((state) => [...threadsShown(state).values()].filter((place) => place.unread > 0).length)
  if (!has && !isCurrent) return null
  return (
    <a href={hashOf({ at: 'threads' })} className={styles.home} data-on-phone aria-current={isCurrent ? 'page' : undefined}>
      <Icon of={MessagesSquare} />
      <span className={styles.grow}>{t('Threads')}</span>
      <Badge count={unread} says={t.many(unread, '{count} with something new', '{count} with something new')} />
    </a>
  )
}

function Top(): ReactElement {
  const name = useChat((state) => state.hello?.name)
  const show = useUi((ui) => ui.show)
  const plus = useRef<HTMLButtonElement>(null)
  const [isOpen, setOpen] = useState(false)
  return (
    <div className={styles.top}>
      <div className={styles.brand}>
        <Logo size={26} />
        <b>{name || 'Hearth'}</b>
        <span className={styles.shut} data-way="in">
          <IconButton
            icon={PanelLeftClose}
            tipAt="end"
            label={t('Put the list away')}
            keys="side"
            onClick={() => useUi.getState().shutSide(true)}
          />
        </span>
        <IconButton
          icon={TextSearch}
          tipAt="end"
          label={t('Search messages')}
          keys="search"
          aria-haspopup="dialog"
          onClick={() => show({ is: 'search' })}
        />
        <IconButton
          ref={plus}
          icon={Plus}
          tipAt="end"
          label={t('New')}
          aria-haspopup="menu"
          aria-expanded={isOpen}
          onClick={() => setOpen(true)}
        />
      </div>
      <button type="button" className={styles.search} onClick={() => show({ is: 'switcher' })}>
        <Icon of={Search} size={16} />
        <span>{t('Go to…')}</span>
        <kbd>{useShownKeys('goTo')}</kbd>
      </button>
      {isOpen && (
        <Suspense fallback={null}>
          <NewMenu at={plus} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </div>
  )
}

const invitations = {
  people: { says: () => t('Write to somebody'), dialog: { is: 'new-chat' } },
  groups: { says: () => t('Make a group'), dialog: { is: 'new-room' } },
  channels: { says: () => t('Look for channels'), dialog: { is: 'browse' } },
  places: { says: () => t('Make a place to talk'), dialog: { is: 'new-room', isVoice: true } },
} as const

function Group({ group, current }: { readonly group: RoomGroup; readonly current: string | undefined }): ReactElement {
  const show = useUi((ui) => ui.show)
  const invitation = invitations[group.key]
  return (
    <section role="group" aria-labelledby={`group-${group.key}`}>
      <h2 id={`group-${group.key}`} className={styles.label}>
        {group.label}
      </h2>
      {group.rooms.length === 0 ? (
        <button type="button" className={styles.invitation} onClick={() => show(invitation.dialog)}>
          <Icon of={Plus} size={16} />
          {invitation.says()}
        </button>
      ) : (
        <ul>
          {group.rooms.map((room) => (
            <li key={room.id}>
              <RoomLink room={room} isCurrent={room.id === current} />
              {room.voice && <Talking room={room} />}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Me(): ReactElement {
  const me = useMe()
  const standing = useOwnStanding()
  const face = useRef<HTMLButtonElement>(null)
  const [isOpen, setOpen] = useState(false)
  return (
    <div className={styles.own}>
      <button
        ref={face}
        type="button"
        className={styles.face}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-label={standing === undefined ? t('How others see you') : t('How others see you: {how}', { how: standingWord(standing) })}
        onClick={() => setOpen(true)}
      >
        <Avatar user={me} size={28} standing={standing} />
      </button>
      <MeLink me={me} />
      {isOpen && (
        <Suspense fallback={null}>
          <ShownAsMenu at={face} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </div>
  )
}

function MeLink({ me }: { readonly me: User }): ReactElement {
  return (
    <a href={hashOf({ at: 'settings' })} className={styles.me}>
      <span className={styles.meNames}>
        <b>{me.displayName}</b>
        <span>
          <bdi>{me.status || (me.guest ? t('Guest') : `@${me.name}`)}</bdi>
        </span>
      </span>
      <span className="out-of-sight">, {t('settings')}</span>
      <Icon of={Settings2} />
    </a>
  )
}

/** ↑ and ↓ go through the links. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  if ((event.key !== 'ArrowDown' && event.key !== 'ArrowUp') || event.altKey || event.ctrlKey) return
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('a, button')]
  const at = links.findIndex((link) => link === document.activeElement)
  const next = links[at + (event.key === 'ArrowDown' ? 1 : -1)]
  if (at === -1 || !next) return
  event.preventDefault()
  next.focus()
}
