// The edge of the list of rooms: dragged, moved by the arrow keys, or pressed for the next of three widths.
import { type KeyboardEvent, type PointerEvent, type ReactElement, useRef } from 'react'
import { isFromRight } from '../../text/language.ts'
import { t } from '../../text/t.ts'
import { sideWidths, useUi } from '../../ui.ts'
import styles from './sidebar.module.css'

const STEP_PX = 16
const { least, usual, most } = sideWidths

/** The next wider of the usual ones; behind the widest comes the narrowest. */
export const nextWidth = (now: number): number => [least, usual, most].find((one) => one > now) ?? least

/** Where a key of the separator leads; undefined where it is none of its keys. `forward`: 1 where one reads from the left, else -1. */
export function widthBy(key: string, now: number, forward: 1 | -1): number | undefined {
  if (key === 'ArrowRight') return now + forward * STEP_PX
  if (key === 'ArrowLeft') return now - forward * STEP_PX
  if (key === 'Home') return least
  if (key === 'End') return most
  return undefined
}

export function Handle(): ReactElement {
  const side = useUi((ui) => ui.side)
  const { setSide, shutSide } = useUi.getState()
  const drag = useRef<{ readonly x: number; readonly from: number; isMoved: boolean } | null>(null)
  const forward = isFromRight() ? -1 : 1
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = widthBy(event.key, side, forward)
    if (to === undefined && event.key !== 'Enter') return
    event.preventDefault()
    event.stopPropagation()
    if (to === undefined) shutSide(true)
    else setSide(to)
  }
  const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId)
    drag.current = { x: event.clientX, from: side, isMoved: false }
  }
  const onPointerMove = (event: PointerEvent): void => {
    const now = drag.current
    if (!now || (!now.isMoved && Math.abs(event.clientX - now.x) < 3)) return
    now.isMoved = true
    setSide(now.from + forward * (event.clientX - now.x))
  }
  const onPointerUp = (): void => {
    // Whoever cannot drag presses.
    if (drag.current && !drag.current.isMoved) setSide(nextWidth(side))
    drag.current = null
  }
  return (
    <div
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t('Width of the list')}
      aria-valuenow={side}
      aria-valuemin={least}
      aria-valuemax={most}
      className={styles.handle}
      onKeyDown={onKeyDown}
      {...{ onPointerDown, onPointerMove, onPointerUp }}
      onPointerCancel={() => {
        drag.current = null
      }}
    />
  )
}
