import { type RefObject, useLayoutEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'

export type Size = { readonly width: number; readonly height: number }

/** How large an element is, now and whenever that changes. */
export function useSize<T extends HTMLElement>(): [RefObject<T | null>, Size] {
  const box = useRef<T>(null)
  const [size, setSize] = useState<Size>({ width: 0, height: 0 })
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const measure = (): void =>
      setSize((before) =>
        before.width === element.clientWidth && before.height === element.clientHeight
          ? before
          : { width: element.clientWidth, height: element.clientHeight },
      )
    measure()
    // Before the next picture: what was laid out for the size before lies over what is below it for that long.
    const watch = new ResizeObserver(() => flushSync(measure))
    watch.observe(element)
    return () => watch.disconnect()
  }, [])
  return [box, size]
}
