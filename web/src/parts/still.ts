import { useCallback, useEffect, useRef, useState } from 'react'

/** A click comes a moment after the finger has gone up. */
const CLICK_MS = 60

/**
 * A list that changes by itself stands still while somebody presses on it: what is pressed is what was under the finger when it came down, though
 * other rows have come meanwhile and it would stand elsewhere, or not at all.
 * @returns the list as it is to be drawn, and what is called when something comes down on it
 */
export function useStill<T>(now: T): readonly [shown: T, press: () => void] {
  const [held, setHeld] = useState<{ readonly list: T } | null>(null)
  const stop = useRef<(() => void) | undefined>(undefined)
  useEffect(() => () => stop.current?.(), [])
  const press = useCallback(() => {
    stop.current?.()
    setHeld({ list: now })
    const over = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const release = (): void => {
      over.abort()
      timer = setTimeout(() => setHeld(null), CLICK_MS)
    }
    for (const end of ['pointerup', 'pointercancel'] as const) addEventListener(end, release, { signal: over.signal })
    stop.current = () => {
      over.abort()
      clearTimeout(timer)
    }
  }, [now])
  return [held === null ? now : held.list, press]
}
