// The keys that work everywhere.
import type { RoomId } from '@hearth/protocol/ids.ts'
import type { Room } from '@hearth/protocol/shapes.ts'
import { useEffect } from 'react'
import { pressed } from '../keys/keys.ts'
import type { KeyDeed } from '../keys/table.ts'
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
      const deed = pressed(event, 'everywhere') ?? (event.key === '?' && !isWriting(event.target) ? 'sheet' : undefined)
      const act = deed && doings(deed, inOrder, current)
      if (!act) return
      event.preventDefault()
      act()
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [inOrder, current])
}

/** Dialogs that hold nothing of one's own. */
const LIGHT: ReadonlySet<string> = new Set(['switcher', 'shortcuts', 'search', 'pins', 'profile', 'share'])

/** What a key does now; undefined where it means nothing, as behind a dialog. */
function doings(deed: KeyDeed, inOrder: readonly Room[], current: RoomId | undefined): (() => void) | undefined {
  const { dialog, show, panel, setPanel, isSideShut, shutSide } = useUi.getState()
  // What is half filled in is not thrown away by a key.
  if (dialog && !LIGHT.has(dialog.is)) return undefined
  if (deed === 'goTo') return () => show(dialog?.is === 'switcher' ? null : { is: 'switcher' })
  if (deed === 'sheet') return () => show({ is: 'shortcuts' })
  if (deed === 'search') return () => show(current === undefined ? { is: 'search' } : { is: 'search', room: current })
  if (deed === 'panel') return () => setPanel(!panel)
  if (deed === 'side') return () => shutSide(!isSideShut)
  if (dialog) return undefined
  if (deed === 'nextPart' || deed === 'partBefore') return () => nextLandmark(deed === 'nextPart' ? 1 : -1)
  const by = steps[deed]
  return by && (() => step(inOrder, current, ...by))
}

const steps: Partial<Record<KeyDeed, readonly [by: 1 | -1, onlyUnread: boolean]>> = {
  roomAbove: [-1, false],
  roomBelow: [1, false],
  unreadAbove: [-1, true],
  unreadBelow: [1, true],
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
