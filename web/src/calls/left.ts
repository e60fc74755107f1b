// What is kept of a call while its page is loaded anew. Kept by the tab alone, and not for long.
import type { CallId, RoomId } from '@hearth/protocol/ids.ts'

export type Left = {
  readonly room: RoomId
  readonly call: CallId
  readonly isHeard: boolean
  readonly isSeen: boolean
  /** Epoch milliseconds. */
  readonly at: number
}

const KEY = 'hearth.call.left'
/** Who comes back later than this has gone elsewhere. */
export const GOOD_FOR_MS = 60_000

/** Called while the page goes. */
export function keepLeft(left: Left): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(left))
  } catch {
    // A browser that keeps nothing offers nothing.
  }
}

/** What was kept, and is still news. Pure. */
export function readLeft(text: string | null, now: number): Left | null {
  try {
    const left: unknown = JSON.parse(text ?? 'null')
    if (typeof left !== 'object' || left === null || !('at' in left) || typeof left.at !== 'number') return null
    return now - left.at < GOOD_FOR_MS && 'room' in left && 'call' in left ? (left as Left) : null
  } catch {
    return null
  }
}

export const takeLeft = (): Left | null => {
  try {
    return readLeft(sessionStorage.getItem(KEY), Date.now())
  } catch {
    return null
  }
}

export function dropLeft(): void {
  try {
    sessionStorage.removeItem(KEY)
  } catch {
    // Nothing was kept.
  }
}
