// Which scene: a door for who is not signed in, the house for who is.
import { ChatError, type ErrorCode, errors } from '@hearth/protocol/errors.ts'
import { type ReactElement, Suspense, useEffect, useRef, useState } from 'react'
import { I18nProvider } from 'react-aria-components'
import { Button } from '../parts/button.tsx'
import { OfflineDrawing } from '../parts/drawings.tsx'
import { Empty } from '../parts/empty.tsx'
import { late } from '../parts/late.ts'
import { Logo } from '../parts/logo.tsx'
import { Toasts } from '../parts/toasts.tsx'
import { goInstead, parseRoute, type Route, useRoute } from '../route.ts'
import { useChat, useClient } from '../state.ts'
import { current, useLanguage } from '../text/language.ts'
import { t } from '../text/t.ts'
import { useUi } from '../ui.ts'
import { saysOf, sentence } from '../words.ts'
import styles from './app.module.css'
import { Boundary } from './boundary.tsx'
import { foreseePlace, House } from './house.tsx'
import { NewVersion } from './new-version.tsx'

const Waiting = late(() => import('./welcome/waiting.tsx').then((module) => module.Waiting))
const Welcome = late(() => import('./welcome/welcome.tsx').then((module) => module.Welcome))
const Unguarded = late(() => import('./settings/security.tsx').then((module) => module.Unguarded))

/** Who was not signed in when the page was left meets the door: it is drawn with the first picture. */
export const foresee = (isStranger: boolean): Promise<void> => (isStranger ? Welcome.ahead() : foreseePlace(parseRoute(location.hash)))

export function App(): ReactElement {
  const language = useLanguage()
  const wasSaid = useRef(language)
  useEffect(() => {
    // All is drawn anew, and with it what was just used: the choice of the language itself.
    if (wasSaid.current !== language) document.querySelector<HTMLElement>('#language select')?.focus()
    wasSaid.current = language
  }, [language])
  return (
    <I18nProvider locale={language === 'rtl' ? 'ar' : (current().locale ?? 'en')}>
      <Page key={language} />
    </I18nProvider>
  )
}

function Page(): ReactElement {
  const route = useRoute()
  useVisibleHeight()
  return (
    <>
      <Boundary>
        <Scene route={route} />
      </Boundary>
      <NewVersion />
      <Toasts />
    </>
  )
}

/** Whoever opens such a link means to come in by it, whoever is in already. */
const isLinkIn = (at: Route['at']): boolean => at === 'setup' || at === 'reset' || at === 'entered'

function Scene({ route }: { readonly route: Route }): ReactElement {
  const isLink = isLinkIn(route.at)
  const isSignedIn = useChat((state) => state.me !== null)
  const isUnguarded = useChat((state) => state.isUnguarded)
  const connection = useChat((state) => state.connection)
  const isOpen = connection.is === 'open'
  // Between the door and the house the connection is made anew; the door stays until somebody is in.
  const [isAtDoor, setAtDoor] = useState(false)
  const isPending = useChat((state) => state.isPending)
  const wasEnded = useWasEnded(isSignedIn)
  useOutsideFailure(route)
  const wasRefused = useWasEnded(isPending)
  useEffect(() => {
    if (isSignedIn && !isLink) setAtDoor(false)
    else if (isOpen) setAtDoor(true)
  }, [isSignedIn, isOpen, isLink])
  if (connection.is === 'refused') return <Refused says={saysOf(connection.failure)} />
  if (isSignedIn && isUnguarded && !isLink)
    return (
      <Suspense fallback={<Splash />}>
        <Unguarded />
      </Suspense>
    )
  if (isSignedIn && !isLink) return <House route={route} />
  if (isPending && !isLink) {
    return (
      <Suspense fallback={<Splash />}>
        <Waiting />
      </Suspense>
    )
  }
  if (isOpen || isAtDoor) {
    return (
      <Suspense fallback={<Splash />}>
        <Welcome route={route} wasEnded={wasEnded ? 'ended' : wasRefused ? 'refused' : undefined} />
      </Suspense>
    )
  }
  return <Splash />
}

/** The way by another server led nowhere: said wherever one is. */
function useOutsideFailure(route: Route): void {
  const code = route.at === 'outside' ? route.code : undefined
  useEffect(() => {
    if (code === undefined) return
    useUi.getState().say(sentence(new ChatError(isErrorCode(code) ? code : 'outside_failed')), 'bad')
    goInstead({ at: 'home' })
  }, [code])
}

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errors, code)

/** Somebody was in a moment ago and did not leave: the sign-in was ended elsewhere, or has run out. */
function useWasEnded(isSignedIn: boolean): boolean {
  const wasIn = useRef(false)
  const [wasEnded, setEnded] = useState(false)
  useEffect(() => {
    if (isSignedIn) setEnded(false)
    else if (wasIn.current && !useUi.getState().isLeaving) setEnded(true)
    if (isSignedIn) useUi.setState({ isLeaving: false })
    wasIn.current = isSignedIn
  }, [isSignedIn])
  return wasEnded
}

const FIRST_MS = 10_000
const LIT_AFTER_MS = 300

/** Nothing for a moment; then the flame; then, when it takes long, what is going on. */
function Splash(): ReactElement {
  const client = useClient()
  const connection = useChat((state) => state.connection.is)
  const [seconds, setSeconds] = useState(0)
  // The flame of the page's own file stood there already: it does not go out for a moment.
  const [wasLit] = useState(() => performance.now() < FIRST_MS && performance.now() > LIT_AFTER_MS)
  useEffect(() => {
    const timer = setInterval(() => setSeconds((before) => before + 0.5), 500)
    return () => clearInterval(timer)
  }, [])
  if (seconds >= 3 && connection !== 'open') {
    return (
      <main className={styles.splash}>
        <Empty
          whole
          drawing={<OfflineDrawing />}
          title={t('Hearth is not answering')}
          says={t('The computer it runs on may be off, or this device may be on another network. The page keeps trying by itself.')}
        >
          <Button look="main" onClick={client.nudge}>
            {t('Try now')}
          </Button>
        </Empty>
      </main>
    )
  }
  return (
    <main className={styles.splash} aria-busy="true" aria-label={t('Opening Hearth')}>
      {(wasLit || seconds >= 0.5) && (
        <span className={styles.flame}>
          <Logo size={56} />
        </span>
      )}
    </main>
  )
}

function Refused({ says }: { readonly says: string }): ReactElement {
  return (
    <main className={styles.splash}>
      <Empty whole drawing={<OfflineDrawing />} title={t('The server does not let this page in')} says={says}>
        <Button look="main" onClick={() => location.reload()}>
          {t('Load the page again')}
        </Button>
      </Empty>
    </main>
  )
}

/** The height that a phone's keyboard leaves, for browsers that do not shrink the page themselves. */
function useVisibleHeight(): void {
  useEffect(() => {
    const view = window.visualViewport
    if (!view) return
    const measure = (): void => {
      const isCovered = innerHeight - view.height > 80 && view.scale === 1
      const { style } = document.documentElement
      // What the root says is asked of by all that is drawn: it says so only where it is not what the style sheets go by themselves.
      if (isCovered) style.setProperty('--visible-height', `${view.height}px`)
      else style.removeProperty('--visible-height')
      if (isCovered) scrollTo(0, 0)
    }
    measure()
    view.addEventListener('resize', measure)
    return () => view.removeEventListener('resize', measure)
  }, [])
}
