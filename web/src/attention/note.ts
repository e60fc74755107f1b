// A notification of the system, from the page where it may show one, and from its worker where only that may: on phones.
//
//   page ── new Notification ──► the system            page ── registration.showNotification ──► the system
//                │ click                                          ▲                                   │ click
//                ▼                                                └── message {note, action} ── worker.ts

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
  const how = { body, tag, icon: '/icon-192.png', requireInteraction: stays, silent: vibrate === undefined }
  const shown = serviceWorker.getRegistration().then(async (registration) => {
    if (registration === undefined || isClosed) return
    await registration.showNotification(title, {
      ...how,
      ...(vibrate && { vibrate: [...vibrate] }),
      actions: [...deeds],
    } as NotificationOptions)
    if (isClosed) await take(registration, tag)
  })
  shown.catch(() => undefined)
  return {
    close() {
      isClosed = true
      pressed.delete(tag)
      void serviceWorker.getRegistration().then((registration) => registration && take(registration, tag))
    },
  }
}

async function take(registration: ServiceWorkerRegistration, tag: string): Promise<void> {
  for (const one of await registration.getNotifications({ tag })) one.close()
}

function heard({ data }: MessageEvent<unknown>): void {
  if (typeof data !== 'object' || data === null || !('note' in data) || !('action' in data)) return
  const { note, action } = data
  if (typeof note === 'string' && typeof action === 'string') pressed.get(note)?.(action)
}
