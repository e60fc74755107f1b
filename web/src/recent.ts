// Where one was lately, on this device: for the switcher and for Home.
import type { RoomId } from '@hearth/protocol/ids.ts'
import { useSyncExternalStore } from 'react'

const KEY = 'hearth.recent'
const MOST = 20
const listeners = new Set<() => void>()
let kept: readonly RoomId[] = read()

/** The newest first. */
export function noteVisit(room: RoomId): void {
  if (kept[0] === room) return
  kept = [room, ...kept.filter((other) => other !== room)].slice(0, MOST)
  try {
    localStorage.setItem(KEY, JSON.stringify(kept))
  } catch {
    // A browser that keeps nothing knows the rooms of this tab alone.
  }
  for (const listener of [...listeners]) listener()
}

export const useRecent = (): readonly RoomId[] => useSyncExternalStore(subscribe, () => kept)

/** Those of them that are in the list, in the order one was there; what is not comes after, as it was. */
export function byRecent<T extends { readonly id: RoomId }>(rooms: readonly T[], recent: readonly RoomId[]): readonly T[] {
  const place = new Map(recent.map((id, at) => [id, at]))
  return rooms.toSorted((a, b) => (place.get(a.id) ?? MOST) - (place.get(b.id) ?? MOST))
}

function subscribe(changed: () => void): () => void {
  const listener = (): void => changed()
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

function read(): readonly RoomId[] {
  try {
    const found: unknown = JSON.parse(globalThis.localStorage?.getItem(KEY) ?? '[]')
    return Array.isArray(found) ? found.filter((one): one is RoomId => typeof one === 'string').slice(0, MOST) : []
  } catch {
    return []
  }
}
