// A ring for who looks at something else: a notification of the system, as long as it rings and this page is hidden.
import { useEffect } from 'react'

type Shown = {
  readonly title: string
  readonly body: string /** The same in all tabs: then the system shows it once. */
  readonly tag: string
}

const DEVICE = 'hearth.notify'

/** Null: nothing is to be announced. */
export function useAnnouncement(shown: Shown | null): void {
  const { title, body, tag } = shown ?? { title: '', body: '', tag: '' }
  useEffect(() => {
    if (tag === '') return
    let standing: Notification | null = null
    const look = (): void => {
      if (document.visibilityState === 'hidden') standing ??= show({ title, body, tag })
      else {
        standing?.close()
        standing = null
      }
    }
    look()
    document.addEventListener('visibilitychange', look)
    return () => {
      document.removeEventListener('visibilitychange', look)
      standing?.close()
    }
  }, [title, body, tag])
}

/** Null where the person, or the system, wants none from a page. */
function show({ title, body, tag }: Shown): Notification | null {
  if (!('Notification' in globalThis) || Notification.permission !== 'granted' || isOff()) return null
  try {
    // It stays until somebody answers, or it stops ringing; the ringing itself is the page's.
    const shown = new Notification(title, { body, tag, icon: '/icon.svg', requireInteraction: true, silent: true })
    shown.onclick = () => {
      shown.close()
      window.focus()
    }
    return shown
  } catch {
    // Phones show them from a service worker alone.
    return null
  }
}

/** Turned off for this device by its person. */
function isOff(): boolean {
  try {
    return localStorage.getItem(DEVICE) === 'off'
  } catch {
    return false
  }
}
