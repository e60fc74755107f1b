// The house for who is signed in: rooms on the left, one scene in the middle, on a phone one of both and a bar at the thumb.
import type { Client } from '@hearth/client/client.ts'
import type { Takes } from '@hearth/protocol/commands.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import { CircleUserRound, House as HouseIcon, MessageCircle, Phone } from 'lucide-react'
import { type ReactElement, Suspense, useEffect, useSyncExternalStore } from 'react'
import { markApp } from '../attention/marks.ts'
import { useReturn } from '../calls/again.ts'
import { type Ring, useCalling, useCallMark, useRings, useStaleRings } from '../calls/hold.ts'
import { Badge } from '../parts/badge.tsx'
import { Icon } from '../parts/icon.tsx'
import { late } from '../parts/late.ts'
import { isNew } from '../room-groups.ts'
import { goInstead, hashOf, parseRoute, type Route } from '../route.ts'
import { useChat, useClient, useDue, useRoomGroups, useWaiting } from '../state.ts'
import { t } from '../text/t.ts'
import { useUi } from '../ui.ts'
import { sentence } from '../words.ts'
import styles from './house.module.css'
import { OfflineBar } from './offline-bar.tsx'
import { RoomScene } from './room/room.tsx'
import { Sidebar } from './sidebar/sidebar.tsx'
import { useShortcuts } from './use-shortcuts.ts'

const Home = late(() => import('./home.tsx').then((module) => module.Home))
const Admin = late(() => import('./admin/admin.tsx').then((module) => module.Admin))
const Settings = late(() => import('./settings/settings.tsx').then((module) => module.Settings))
const CallLayer = late(() => import('./call/layer.tsx').then((module) => module.CallLayer))
const CallPlace = late(() => import('./call/place.tsx').then((module) => module.CallPlace))
const CallsPage = late(() => import('./calls/calls.tsx').then((module) => module.CallsPage))
const Threads = late(() => import('./threads.tsx').then((module) => module.Threads))
const Saved = late(() => import('./saved.tsx').then((module) => module.Saved))
const ContactsPage = late(() => import('./contacts/contacts.tsx').then((module) => module.ContactsPage))
const Dialogs = late(() => import('./dialogs/dialogs.tsx').then((module) => module.Dialogs))

export function House({ route }: { readonly route: Route }): ReactElement {
  const dialog = useUi((ui) => ui.dialog)
  useShortcuts(route)
  useStaleRings()
  const rings = useRings(route.at === 'room' ? route.room : undefined)
  useTitle(
    route,
    rings.some(({ isLoud }) => isLoud),
  )
  useForesight()
  useFocusBack(dialog !== null)
  useLink(route)
  return (
    <div className={styles.house} data-pane={route.at}>
      <div className={styles.panes}>
        <Panes route={route} />
      </div>
      {route.at !== 'room' && <OfflineBar over={route.at} />}
      <Bar route={route} />
      <OverAll route={route} rings={rings} />
      {dialog && (
        <Suspense fallback={null}>
          <Dialogs dialog={dialog} />
        </Suspense>
      )}
    </div>
  )
}

/** Calls lie over every scene. They are loaded when one rings, is entered, or was left by a page that was loaded anew. */
function OverAll({ route, rings }: { readonly route: Route; readonly rings: readonly Ring[] }): ReactElement | null {
  const line = useCalling((hold) => hold.line)
  const again = useReturn()
  if (!line && rings.length === 0 && again === null) return null
  return (
    <Suspense fallback={null}>
      <CallLayer route={route} line={line} rings={rings} again={again} />
    </Suspense>
  )
}

/** On a phone the list of rooms is a place of its own. */
function Panes({ route }: { readonly route: Route }): ReactElement {
  const isNarrow = useIsNarrow()
  if (isNarrow && route.at === 'chats') {
    return (
      <main className={styles.chats}>
        <h1 className="out-of-sight">{t('Chats')}</h1>
        <Sidebar route={route} />
      </main>
    )
  }
  return (
    <>
      <Sidebar route={route} />
      <Middle route={route} />
    </>
  )
}

const narrow = matchMedia('(max-width: 719px)')

function useIsNarrow(): boolean {
  return useSyncExternalStore(
    (changed) => {
      narrow.addEventListener('change', changed)
      return () => narrow.removeEventListener('change', changed)
    },
    () => narrow.matches,
  )
}

function Middle({ route }: { readonly route: Route }): ReactElement {
  if (route.at === 'room') return <RoomScene id={route.room} seq={route.seq} thread={route.thread} />
  return (
    <Late>
      <Place route={route} />
    </Late>
  )
}

function Place({ route }: { readonly route: Route }): ReactElement {
  switch (route.at) {
    case 'call':
      return <CallPlace room={route.room} />
    case 'contacts':
      return <ContactsPage />
    case 'calls':
      return <CallsPage />
    case 'admin':
      return <Admin part={route.part} />
    case 'threads':
      return <Threads />
    case 'saved':
      return <Saved />
    case 'settings':
      return <Settings />
    default:
      return <Home />
  }
}

/** Of who is in: where they left the page is drawn with the first picture. */
export const foreseePlace = ({ at }: Route): Promise<void> => (at === 'home' ? Home.ahead() : Promise.resolve())

function Late({ children }: { readonly children: ReactElement }): ReactElement {
  return <Suspense fallback={<main className={styles.blank} aria-busy="true" />}>{children}</Suspense>
}

const tabs = [
  { at: 'home', label: () => t('Home'), icon: HouseIcon },
  { at: 'chats', label: () => t('Chats'), icon: MessageCircle },
  { at: 'calls', label: () => t('Calls'), icon: Phone },
  { at: 'settings', label: () => t('Me'), icon: CircleUserRound },
] as const

function Bar({ route }: { readonly route: Route }): ReactElement {
  const waiting = useWaiting()
  const due = useDue()
  return (
    <nav className={styles.bar} aria-label={t('Main')}>
      {tabs.map((tab) => (
        <a key={tab.at} href={hashOf({ at: tab.at })} className={styles.tab} aria-current={route.at === tab.at ? 'page' : undefined}>
          <span className={styles.tabIcon}>
            <Icon of={tab.icon} size={22} />
            {tab.at === 'chats' && <TabBadge count={waiting} />}
            {tab.at === 'home' && <TabBadge count={due} />}
          </span>
          {tab.label()}
        </a>
      ))}
    </nav>
  )
}

const TabBadge = ({ count }: { readonly count: number }): ReactElement => (
  <span className={styles.tabBadge}>
    <Badge count={count} says={t('{many} for you', { many: count })} />
  </span>
)

/** What is asked for by a click comes before the click, once there is nothing else to do. */
function useForesight(): void {
  const isOpen = useChat((state) => state.connection.is === 'open')
  useEffect(() => {
    if (!isOpen) return
    const timer = setTimeout(() => {
      void Promise.allSettled([
        Home.ahead(),
        import('./dialogs/dialogs.tsx'),
        import('./room/message-menu.tsx'),
        import('./room/members.tsx'),
        import('./settings/settings.tsx'),
        import('./call/layer.tsx'),
        import('./call/place.tsx'),
        import('./call/pre-join.tsx'),
        import('../calls/line.ts'),
      ])
    }, 2500)
    return () => clearTimeout(timer)
  }, [isOpen])
}

/** A dialog gives the focus back; when the menu that opened it is gone too, it goes where one writes. */
function useFocusBack(isOpen: boolean): void {
  useEffect(() => {
    if (!isOpen) return
    return () => {
      const find = (what: string): HTMLElement | null => document.querySelector<HTMLElement>(what)
      setTimeout(() => {
        if (document.activeElement === document.body)
          (find('[data-landmark="composer"] textarea') ?? find('main button, main a, [aria-current]'))?.focus()
      }, 50)
    }
  }, [isOpen])
}

/** What waits, in the tab's title. */
function useTitle(route: Route, isRung: boolean): void {
  const at = route.at === 'room' || route.at === 'call' ? route.room : undefined
  const here = useChat((state) => (at === undefined ? undefined : state.rooms.get(at)?.name))
  const { inOrder } = useRoomGroups()
  const name = useChat((state) => state.hello?.name)
  const waiting = useWaiting() + useDue()
  const some = inOrder.some(isNew)
  const mark = useCallMark()
  const call = isRung ? '📞 ' : mark
  useEffect(() => {
    markApp(waiting, some)
    const house = name || 'Hearth'
    document.title = `${call}${waiting > 0 ? `(${waiting}) ` : some ? '• ' : ''}${here === undefined ? '' : `${here} · `}${house}`
    return () => {
      document.title = house
    }
  }, [call, waiting, some, name, here])
  // Who has gone out is called by nothing any more, and by no dialog of who was in before.
  useEffect(
    () => () => {
      markApp(0, false)
      useUi.getState().show(null)
    },
    [],
  )
}

/** Where its admins let people in they are asked. */
const orAsk = (client: Client, way: Takes<'room.ask'>) => async (failure: unknown) => {
  if (!(failure instanceof ChatError) || failure.code !== 'approval_needed') throw failure
  await client.ask('room.ask', way)
  useUi.getState().say(t('Its admins are asked to let you in.'))
  return null
}

/** A link with a code, or an invitation, opens the room. */
function useLink(route: Route): void {
  const { at } = route
  const code = route.at === 'join' ? route.code : undefined
  const invite = route.at === 'invite' ? route.token : undefined
  const client = useClient()
  const say = useUi((ui) => ui.say)
  const isOpen = useChat((state) => state.connection.is === 'open')
  useEffect(() => {
    if (at === 'move') return goInstead({ at: 'home' })
    // Without a connection the link stays where it is, and leads on when there is one.
    if ((code === undefined && invite === undefined) || !isOpen) return
    // An invitation into the house alone says nothing new to who is in it.
    const way = { ...(code !== undefined && { code }), ...(invite !== undefined && { invite }) }
    const isInto =
      invite === undefined ? Promise.resolve(true) : client.ask('invite.look', { invite }).then(({ room }) => room !== undefined)
    // Who came in by it just now is led on from the door, and their use of it may have been the last.
    const isStillHere = (): boolean => parseRoute(location.hash).at === at
    const join = isInto.then((into) => (into && isStillHere() ? client.ask('room.join', way).catch(orAsk(client, way)) : null))
    join.then(
      (joined) => isStillHere() && goInstead(joined ? { at: 'room', room: joined.room.id } : { at: 'home' }),
      (failure: unknown) => {
        // The link stays, and is tried when there is a way to the server again.
        if (!isStillHere() || (failure instanceof ChatError && failure.code === 'offline')) return
        say(sentence(failure), 'bad')
        goInstead({ at: 'home' })
      },
    )
  }, [at, code, invite, client, say, isOpen])
}
