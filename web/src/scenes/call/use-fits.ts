import { type RefObject, useLayoutEffect, useState } from 'react'
import { useSize } from './use-size.ts'

/** Of a row of buttons: have all of them a place beside one another? Else it is to draw fewer, until they have. A panel beside it takes places, too. */
export function useFits<T extends HTMLElement>(): [RefObject<T | null>, boolean] {
  const [row, { width }] = useSize<T>()
  /** What all of them take, as they were drawn the last time. */
  const [needs, setNeeds] = useState(0)
  const fits = width >= needs
  useLayoutEffect(() => {
    if (fits && row.current) setNeeds(widthOf(row.current))
  }, [fits, width, row])
  return [row, fits]
}

/** With the buttons as near to each other as may be: each is no narrower than its sign, or its word. */
function widthOf(row: HTMLElement): number {
  const { paddingLeft, paddingRight, columnGap } = getComputedStyle(row)
  const widths = [...row.querySelectorAll('button')]
    .map((one) => Math.max(0, ...[...one.children].map((part) => part.getBoundingClientRect().width)))
    .filter((width) => width > 0)
  const gaps = (widths.length - 1) * Number.parseFloat(columnGap)
  return Math.ceil(widths.reduce((all, width) => all + width, gaps + Number.parseFloat(paddingLeft) + Number.parseFloat(paddingRight)))
}
