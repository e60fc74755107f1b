// How people are here, as others see it, and how one's own device tells it.
import type { Takes } from '@hearth/protocol/commands.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import type { OwnSettings } from '@hearth/protocol/own-shapes.ts'
import { isResting } from './attention.ts'
import type { State } from './state.ts'
import type { Ask, Wait } from './store.ts'

export type Bearing = Takes<'presence.tell'>['as']

/** Gone: not connected, or not to be seen. */
export type Standing = Bearing | 'gone'

/** Undefined while there is no way to the server: who is here is not known then. */
export function standingOf({ connection, presence }: Pick<State, 'connection' | 'presence'>, user: UserId): Standing | undefined {
  if (connection.is !== 'open') return undefined
  const one = presence.get(user)
  return one?.state === 'online' ? (one.as ?? 'here') : 'gone'
}

/** So long after the last touch of keys or pointer somebody counts as away. */
export const IDLE_MS = 10 * 60_000

/**
 * How one is at this device: busy while nothing may disturb, else away while nobody touches it.
 * @param touchedAt when it was last touched, epoch milliseconds; null: it is looked at without that, as in a call
 */
export function bearingAt(settings: Pick<OwnSettings, 'quiet' | 'shownAs'>, touchedAt: number | null, now: number): Bearing {
  if (isResting(settings, now)) return 'busy'
  return touchedAt !== null && now - touchedAt >= IDLE_MS ? 'away' : 'here'
}

/** Hours of rest begin and end by the clock, and nobody says so. */
const LOOK_EVERY_MS = 30_000

type Given = {
  readonly state: () => State
  readonly ask: Ask
  readonly wait: Wait
  readonly now: () => number
  /** When this device was last touched; null: it is looked at without that. */
  readonly touchedAt: () => number | null
}

export type Teller = {
  /** Something that counts may have changed: it was touched, the settings are others, the way is open again. */
  look(): void
  close(): void
}

/** Tells the server how one is at this device, when that changes and with each new connection. */
export function tellBearing({ state, ask, wait, now, touchedAt }: Given): Teller {
  /** What the server takes it for: of a new connection, that somebody is at it. */
  let told: Bearing = 'here'
  let wasOpen = false
  let callOff: (() => void) | undefined

  function look(): void {
    const { connection, me, own } = state()
    const isOpen = connection.is === 'open' && me !== null
    if (!isOpen || !wasOpen) told = 'here'
    wasOpen = isOpen
    if (!isOpen) return
    const bearing = bearingAt(own.settings, touchedAt(), now())
    if (bearing === told) return
    const before = told
    told = bearing
    // Lost on the way, or too soon after the one before: told with the next look.
    ask('presence.tell', { as: bearing }).catch(() => void (told === bearing && (told = before)))
  }
  function again(): void {
    look()
    callOff = wait(LOOK_EVERY_MS, again)
  }
  again()
  return { look, close: () => callOff?.() }
}
