// Tells whether anybody is at this device: it is touched, or a call is looked at. Tabs of one browser know it of each other.
import type { Client } from '@hearth/client/client.ts'
import { type Teller, tellBearing } from '@hearth/client/standing.ts'
import { useCalling } from '../calls/hold.ts'
import { keep, read } from '../kept-words.ts'

/** When this device was last touched, epoch milliseconds. */
const TOUCHED = 'hearth.touched'
/** Not for each step of a pointer. */
const NOTE_EVERY_MS = 5000

/** Called once per page. */
export function followTouch(client: Client): void {
  let touched = Date.now()
  const touchedAt = (): number | null =>
    useCalling.getState().line === null ? Math.max(touched, Math.min(Date.now(), Number(read(TOUCHED) ?? 0))) : null
  const teller: Teller = tellBearing({ state: () => client.state, ask: client.ask, wait: later, now: Date.now, touchedAt })
  const note = (): void => {
    const now = Date.now()
    // A clock may be set back.
    if (Math.abs(now - touched) < NOTE_EVERY_MS) return
    touched = now
    keep(TOUCHED, String(now))
    teller.look()
  }
  for (const name of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'])
    addEventListener(name, note, { passive: true, capture: true })
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && note())
  addEventListener('storage', ({ key }) => key === TOUCHED && teller.look())
  let { connection, me, own } = client.state
  client.subscribe(() => {
    const now = client.state
    if (now.connection === connection && now.me === me && now.own.settings === own.settings) return
    ;({ connection, me, own } = now)
    teller.look()
  })
}

function later(ms: number, then: () => void): () => void {
  const timer = setTimeout(then, ms)
  return () => clearTimeout(timer)
}
