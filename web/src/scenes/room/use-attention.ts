// Is somebody looking? Only what was looked at is read.
import { useSyncExternalStore } from 'react'

const EVENTS = ['focus', 'blur', 'pageshow', 'pagehide'] as const

export const useAttention = (): boolean => useSyncExternalStore(subscribe, isLookedAt)

const isLookedAt = (): boolean => document.visibilityState === 'visible' && document.hasFocus()

function subscribe(changed: () => void): () => void {
  for (const name of EVENTS) addEventListener(name, changed)
  document.addEventListener('visibilitychange', changed)
  return () => {
    for (const name of EVENTS) removeEventListener(name, changed)
    document.removeEventListener('visibilitychange', changed)
  }
}
