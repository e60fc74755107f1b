// The keys that work everywhere. None of them is one of the browser's own.

import type { Room } from '@hearth/protocol/shapes.ts'
import { useEffect } from 'react'
import { goToRoom, type Route } from '../route.ts'
import { useRoomGroups } from '../state.ts'
import { useUi } from '../ui.ts'
import { nextRoom } from './next-room.ts'

/** F6 goes round these, in this order. */
const LANDMARKS = ['ring', 'messages', 'composer', 'thread', 'panel', 'sidebar', 'header', 'call']

export function useShortcuts(route: Route): void {
  const { inOrder } = useRoomGroups()
  const current = route.at === 'room' ? route.room : undefined
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.isComposing || event.defaultPrevented) return
      const { dialog, show, panel, setPanel } = useUi.getState()
      const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey
      const act = (): (() => void) | undefined => {
        if (isCommand && event.key.toLowerCase() === 'k') return () => show(dialog?.is === 'switcher' ? null : { is: 'switcher' })
        if ((isCommand && event.key === '/') || (event.key === '?' && !isWriting(event.target))) return () => show({ is: 'shortcuts' })
        if ((event.ctrlKey || event.metaKey) && event.shiftKey && !event.altKey && event.key.toLowerCase() === 'f')
          return () => show(current === undefined ? { is: 'search' } : { is: 'search', room: current })
        if (isCommand && event.key === '.') return () => setPanel(!panel)
        if (dialog) return undefined
        if (event.key === 'F6') return () => nextLandmark(event.shiftKey ? -1 : 1)
        if (event.altKey && !event.ctrlKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown'))
          return () => step(inOrder, current, event.key === 'ArrowUp' ? -1 : 1, event.shiftKey)
        return undefined
      }
      const deed = act()
      if (!deed) return
      event.preventDefault()
      deed()
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [inOrder, current])
}

function step(rooms: readonly Room[], current: string | undefined, by: 1 | -1, onlyUnread: boolean): void {
  const next = nextRoom(rooms, current, by, onlyUnread)
  if (next) goToRoom(next.id)
}

/** What takes the focus in a landmark: where one is, else where one may write, else the first thing there. */
const INSIDE = ['[tabindex="0"][data-key]', 'textarea', '[aria-current]', 'a[href], button:not([disabled]), input']

function nextLandmark(by: 1 | -1): void {
  const there = LANDMARKS.flatMap((name) => document.querySelector<HTMLElement>(`[data-landmark="${name}"]`) ?? []).filter(isSeen)
  const at = there.findIndex((one) => one.contains(document.activeElement))
  const next = there[(at + by + there.length) % there.length]
  if (!next) return
  const inside = INSIDE.flatMap((what) => [...next.querySelectorAll<HTMLElement>(what)].find(isSeen) ?? [])
  ;(inside[0] ?? next).focus()
}

const isSeen = (one: HTMLElement): boolean => one.getClientRects().length > 0

const isWriting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
