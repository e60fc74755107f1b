import { useSyncExternalStore } from 'react'

const narrow = matchMedia('(max-width: 719px)')

/** One pane at a time: a phone. */
export function useIsNarrow(): boolean {
  return useSyncExternalStore(
    (changed) => {
      narrow.addEventListener('change', changed)
      return () => narrow.removeEventListener('change', changed)
    },
    () => narrow.matches,
  )
}
