// The page as something that is installed: kept by a worker where the browser allows one, offered to the home screen where it offers that.
import { create } from 'zustand'

/** What Chromium hands over when the page may be installed. */
type Offer = Event & { prompt(): Promise<unknown> }
const isOffer = (event: Event): event is Offer => 'prompt' in event

/** How to install this page; null where the browser does not offer it, or it was done. */
export const useInstall = create<{ readonly install: (() => Promise<void>) | null }>()(() => ({ install: null }))

/** Another build of this page is kept now, and is what the next load brings. */
export const useShell = create<{ readonly isNewer: boolean }>()(() => ({ isNewer: false }))

let kept: ServiceWorkerRegistration | undefined

/** A server that was away may have come back with another page. */
export const lookForNewer = (): void => void kept?.update().catch(() => undefined)

/** Without a worker everything works but opening the page while the server is away: browsers refuse one where they do not trust the certificate. */
export function keepShell(): void {
  addEventListener('beforeinstallprompt', (event) => {
    if (!isOffer(event)) return
    event.preventDefault()
    useInstall.setState({ install: () => event.prompt().then(() => useInstall.setState({ install: null })) })
  })
  addEventListener('appinstalled', () => useInstall.setState({ install: null }))
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  const { serviceWorker } = navigator
  const register = (): void =>
    void serviceWorker.register('/worker.js').then(
      (registration) => {
        kept = registration
      },
      () => undefined,
    )
  // The first one that takes over belongs to this very page.
  let isKept = serviceWorker.controller !== null
  serviceWorker.addEventListener('controllerchange', () => {
    if (isKept) useShell.setState({ isNewer: true })
    isKept = true
  })
  if (document.readyState === 'complete') register()
  else addEventListener('load', register, { once: true })
}
