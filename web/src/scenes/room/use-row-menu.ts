// Which message is pointed at, and the menu of one: right click, the menu key, the toolbar's "more", or a long press.
import type { Message } from '@hearth/protocol/shapes.ts'
import { type MouseEvent, type PointerEvent, useCallback, useRef, useState } from 'react'
import { isFromRight } from '../../text/language.ts'
import type { Deed } from './deeds.ts'
import type { MenuAt, OnMore } from './message-menu.tsx'
import type { Row } from './rows.ts'
import { messageOf } from './use-row-keys.ts'

const LONG_PRESS_MS = 450
const STILL_PX = 10

export function useRowMenu(rows: readonly Row[], onDeed: (deed: Deed, message: Message) => void) {
  const [open, setOpen] = useState<MenuAt | null>(null)
  const [pointed, setPointed] = useState<string | null>(null)
  const press = useRef<{ timer: ReturnType<typeof setTimeout>; x: number; y: number } | null>(null)

  const letGo = (): void => {
    if (press.current) clearTimeout(press.current.timer)
    press.current = null
  }
  const show = (target: EventTarget, x: number, y: number, as: 'menu' | 'sheet'): boolean => {
    const key = rowOf(target)?.dataset['key']
    const message = messageOf(rows, key)
    if (!message || message.text === null) return false
    setOpen({ message, x, y, as })
    return true
  }
  const onContextMenu = (event: MouseEvent): void => {
    const isTouch = event.nativeEvent instanceof globalThis.PointerEvent && event.nativeEvent.pointerType === 'touch'
    // A link, and words that are marked, keep the browser's own menu.
    if (!isTouch && (isLink(event.target) || isMarked())) return
    const at = event.clientX === 0 && event.clientY === 0 ? rowOf(event.target)?.getBoundingClientRect() : undefined
    if (
      show(
        event.target,
        at ? (isFromRight() ? at.right - 60 : at.left + 60) : event.clientX,
        at ? at.top + 24 : event.clientY,
        isTouch ? 'sheet' : 'menu',
      )
    )
      event.preventDefault()
  }
  /** With Alt: unread from here. Links and buttons keep their own meaning. */
  const onClick = (event: MouseEvent): void => {
    if (!event.altKey || !isInside(event) || (event.target instanceof Element && event.target.closest('a, button, input, summary'))) return
    const message = messageOf(rows, rowOf(event.target)?.dataset['key'])
    if (!message || message.text === null) return
    event.preventDefault()
    onDeed('unread', message)
  }
  const onPointerDown = (event: PointerEvent): void => {
    letGo()
    if (event.pointerType !== 'touch') return
    const { target, clientX, clientY } = event
    press.current = { x: clientX, y: clientY, timer: setTimeout(() => show(target, clientX, clientY, 'sheet'), LONG_PRESS_MS) }
  }
  const onPointerMove = (event: PointerEvent): void => {
    if (press.current && Math.hypot(event.clientX - press.current.x, event.clientY - press.current.y) > STILL_PX) letGo()
  }
  const onPointerOver = (event: PointerEvent): void => {
    if (event.pointerType === 'mouse' && isInside(event)) setPointed(rowOf(event.target)?.dataset['key'] ?? null)
  }
  const onPointerLeave = (): void => {
    letGo()
    setPointed(null)
  }
  const openAt: OnMore = useCallback((message, as, at) => setOpen({ message, as, x: isFromRight() ? at.right : at.left, y: at.bottom }), [])
  return {
    open,
    pointed,
    openAt,
    close: () => setOpen(null),
    handlers: {
      ...{ onContextMenu, onClick, onPointerDown, onPointerMove, onPointerOver, onPointerLeave },
      ...{ onPointerUp: letGo, onPointerCancel: letGo },
    },
  }
}

/** What floats above the list bubbles through it as far as React is concerned; it is not pointed at the list. */
const isInside = (event: MouseEvent): boolean => event.target instanceof Node && event.currentTarget.contains(event.target)
const rowOf = (target: EventTarget): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('[data-key][data-seq]') : null
const isLink = (target: EventTarget): boolean => target instanceof Element && target.closest('a') !== null
const isMarked = (): boolean => !(getSelection()?.isCollapsed ?? true)
