import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'

export type Size = { readonly width: number; readonly height: number }

/**
 * How large an element is, now and whenever that changes. Whatever is laid out by it is laid out anew before anybody sees it: what fitted before would
 * lie over its neighbours.
 */
export function useSize<T extends HTMLElement>(): [RefObject<T | null>, Size] {
  const box = useRef<T>(null)
  const [size, setSize] = useState<Size>({ width: 0, height: 0 })
  const measure = useCallback((): void => {
    if (!box.current) return
    const { clientWidth: width, clientHeight: height } = box.current
    setSize((before) => (before.width === width && before.height === height ? before : { width, height }))
  }, [])
  // What is drawn with it may have taken of its place.
  useLayoutEffect(measure)
  useLayoutEffect(() => {
    if (!box.current) return
    const watch = new ResizeObserver(() => flushSync(measure))
    watch.observe(box.current)
    return () => watch.disconnect()
  }, [measure])
  return [box, size]
}
