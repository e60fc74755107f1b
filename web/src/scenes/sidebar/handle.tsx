// The edge of the list of rooms: dragged, moved by the arrow keys, or pressed for the next of three widths.
import { type KeyboardEvent, type PointerEvent, type ReactElement, useRef } from 'react'
import { isFromRight } from '../../text/language.ts'
import { t } from '../../text/t.ts'
import { sideWidths, useUi } from '../../ui.ts'
import styles from './sidebar.module.css'

const STEP_PX = 16
const { least, usual, most } = sideWidths

/** What the style sheet allows at most, as wide as the window is now. */
const mostNow = (): number => Math.max(least, Math.min(most, Math.floor(innerWidth * 0.3)))

/** The next wider of the usual ones that can be seen; behind the widest comes the narrowest. */
const nextWidth = (now: number): number =>
  [least, usual, mostNow()].sort((a, b) => a - b).find((one) => one > now && one <= mostNow()) ?? least

/** Where a key of the separator leads; undefined where it is none of its keys. `forward`: 1 where one reads from the left, else -1. */
function widthBy(key: string, now: number, forward: 1 | -1): number | undefined {
  if (key === 'ArrowRight') return now + forward * STEP_PX
  if (key === 'ArrowLeft') return now - forward * STEP_PX
  if (key === 'Home') return least
  if (key === 'End') return mostNow()
  return undefined
}

export function Handle(): ReactElement {
  const side = Math.min(
    useUi((ui) => ui.side),
    mostNow(),
  )
  const { setSide, shutSide } = useUi.getState()
  const drag = useRef<{ readonly x: number; readonly from: number; to: number; isMoved: boolean } | null>(null)
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
    if (event.button !== 0) return
    // Else the words beside it are marked while it is dragged.
    event.preventDefault()
    event.currentTarget.focus()
    event.currentTarget.setPointerCapture(event.pointerId)
    drag.current = { x: event.clientX, from: side, to: side, isMoved: false }
  }
  const onPointerMove = (event: PointerEvent): void => {
    const now = drag.current
    if (!now || (!now.isMoved && Math.abs(event.clientX - now.x) < 3)) return
    now.isMoved = true
    now.to = Math.min(mostNow(), Math.max(least, now.from + forward * (event.clientX - now.x)))
    document.documentElement.style.setProperty('--side', `${now.to}px`)
  }
  const onPointerUp = (): void => {
    // Whoever cannot drag presses.
    const now = drag.current
    drag.current = null
    if (now) setSide(now.isMoved ? now.to : nextWidth(side))
  }
  return (
    <div
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t('Width of the list')}
      aria-valuenow={side}
      aria-valuemin={least}
      aria-valuemax={mostNow()}
      className={styles.handle}
      onKeyDown={onKeyDown}
      {...{ onPointerDown, onPointerMove, onPointerUp }}
      onPointerCancel={() => {
        drag.current = null
        setSide(side)
      }}
    />
  )
}
