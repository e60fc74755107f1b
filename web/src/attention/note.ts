// A notification of the system, from the page where it may show one, and from its worker where only that may: on phones.
//
//   page ── new Notification ──► the system            page ── registration.showNotification ──► the system
//                │ click                                          ▲                                   │ click
//                ▼                                                └── message {note, action} ── worker.ts
//
// A note of the worker is the system's: it stays when its page goes. Each has a number, so that none is taken for another of the same tag; what is to be
// answered goes with its page, and what outlived a page that was killed is taken away by the next one.

export type Note = {
  readonly title: string
  readonly body: string
  /** One of the same tag takes the place of the one before, in all tabs. */
  readonly tag: string
  /** It stays until somebody does something about it. */
  readonly stays?: boolean
  /** A pattern of milliseconds, for pockets: from a worker alone. */
  readonly vibrate?: readonly number[]
  /** Buttons of it, where the system shows any: from a worker alone. */
  readonly deeds?: readonly { readonly action: string; readonly title: string }[]
}
export type Standing = { close(): void }

/** By tag: who is told that it was pressed. */
const pressed = new Map<string, (action: string) => void>()
let isListening = false

/** @param press is told which of the deeds was pressed, or '' for the note itself. Null where the system shows none. */
export function showNote(note: Note, press: (action: string) => void): Standing | null {
  const { title, body, tag, stays = false } = note
  try {
    const shown = new Notification(title, { body, tag, icon: '/icon.svg', requireInteraction: stays, silent: true })
    shown.onclick = () => {
      shown.close()
      window.focus()
      press('')
    }
    return shown
  } catch {
    return 'serviceWorker' in navigator ? showByWorker(note, press) : null
  }
}

function showByWorker({ title, body, tag, stays = false, vibrate, deeds = [] }: Note, press: (action: string) => void): Standing {
  let isClosed = false
  const { serviceWorker } = navigator
  if (!isListening) serviceWorker.addEventListener('message', heard)
  isListening = true
  pressed.set(tag, press)
  const mine = crypto.randomUUID()
  const how = { body, tag, icon: '/icon-192.png', requireInteraction: stays, silent: vibrate === undefined, data: { mine, stays } }
  const goes = (): void => serviceWorker.controller?.postMessage({ gone: mine })
  if (stays) addEventListener('pagehide', goes)
  const shown = serviceWorker.getRegistration().then(async (registration) => {
    if (registration === undefined || isClosed) return
    await registration.showNotification(title, {
      ...how,
      ...(vibrate && { vibrate: [...vibrate] }),
      actions: [...deeds],
    } as NotificationOptions)
    if (isClosed) await take(registration, (one) => one.mine === mine)
  })
  shown.catch(() => undefined)
  return {
    close() {
      isClosed = true
      removeEventListener('pagehide', goes)
      if (pressed.get(tag) === press) pressed.delete(tag)
      const taken = serviceWorker.getRegistration().then((registration) => registration && take(registration, (one) => one.mine === mine))
      taken.catch(() => undefined)
    },
  }
}

/** Takes away what is still to be answered, and about nothing any more. @param isAlive by its tag */
export async function takeStale(isAlive: (tag: string) => boolean): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  const registration = await navigator.serviceWorker.getRegistration()
  if (registration !== undefined) await take(registration, ({ stays, tag }) => stays && !isAlive(tag))
}

type Known = { readonly tag: string; readonly mine: string; readonly stays: boolean }

async function take(registration: ServiceWorkerRegistration, which: (one: Known) => boolean): Promise<void> {
  for (const one of await registration.getNotifications()) {
    const data: unknown = one.data
    if (typeof data !== 'object' || data === null || !('mine' in data) || typeof data.mine !== 'string') continue
    if (which({ tag: one.tag, mine: data.mine, stays: 'stays' in data && data.stays === true })) one.close()
  }
}

/** The worker asks first who showed it, and tells that page alone which of its deeds was pressed. */
function heard({ data, ports }: MessageEvent<unknown>): void {
  if (typeof data !== 'object' || data === null || !('note' in data) || typeof data.note !== 'string') return
  const press = pressed.get(data.note)
  if ('asks' in data) return press && ports[0]?.postMessage(true)
  if ('action' in data && typeof data.action === 'string') press?.(data.action)
}
