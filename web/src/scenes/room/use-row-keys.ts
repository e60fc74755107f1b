// The keyboard in the list: one stop for Tab, arrows between its rows, Tab into one of them and Esc back, keys for deeds.
import type { Message } from '@hearth/protocol/shapes.ts'
import { type FocusEvent, type KeyboardEvent, type RefObject, useEffect, useState } from 'react'
import { pressed } from '../../keys/keys.ts'
import type { KeyDeed } from '../../keys/table.ts'
import { useMe } from '../../state.ts'
import { type Deed, deedsFor } from './deeds.ts'
import type { OnMore } from './message-menu.tsx'
import { useHold } from './room-context.ts'
import type { Row } from './rows.ts'

const deeds: Partial<Record<KeyDeed, Deed>> = {
  ...{ reply: 'reply', thread: 'thread', edit: 'edit', copy: 'copy', copyLink: 'link', forward: 'forward' },
  ...{ pin: 'pin', save: 'save', unread: 'unread', delete: 'delete' },
}

type Given = { readonly rows: readonly Row[]; readonly onDeed: (deed: Deed, message: Message) => void; readonly onMore: OnMore }

export function useRowKeys(box: RefObject<HTMLDivElement | null>, { rows, onDeed, onMore }: Given) {
  const [focused, setFocused] = useState<string | null>(null)
  const [isInside, setInside] = useState(false)
  const { room } = useHold()
  const me = useMe()
  const isThere = focused !== null && rows.some((row) => row.key === focused)
  const tabbable = isThere ? focused : (rows.findLast(takesFocus)?.key ?? BEGINNING)
  useOneStop(box)

  const onFocus = (event: FocusEvent): void => {
    const row = event.target.closest<HTMLElement>('[data-key]')
    if (!row?.dataset['key']) return
    setFocused(row.dataset['key'])
    setInside(true)
  }

  const onBlur = (event: FocusEvent): void => {
    if (!(event.relatedTarget instanceof Node) || !box.current?.contains(event.relatedTarget)) setInside(false)
  }

  const onKeyDown = (event: KeyboardEvent): void => {
    // Also from a link or a button in a message; what floats above the list only bubbles through it.
    const row =
      event.target instanceof HTMLElement && box.current?.contains(event.target) ? event.target.closest<HTMLElement>('[data-key]') : null
    if (row && row !== event.target && event.key === 'Escape' && !event.defaultPrevented) {
      // Back to the message: else the room would take the same Esc for "all read".
      event.stopPropagation()
      return move(event, row)
    }
    if (isWithKeysOfItsOwn(event.target, row)) return
    const isHeld = event.ctrlKey || event.metaKey || event.altKey
    if (!isHeld && event.target === box.current && (event.key === 'ArrowUp' || event.key === 'ArrowDown'))
      return move(event, tabbableRow(box.current, tabbable))
    if (!row) return
    const next = isHeld ? null : neighbour(row, event.key)
    if (next) return move(event, next)
    const key = pressed(event.nativeEvent, 'message')
    const message = messageOf(rows, row.dataset['key'])
    if (!key || !message || message.text === null) return
    const deed = deeds[key]
    if (deed ? !deedsFor(message, room, me, false).some((one) => one.deed === deed) : key !== 'react') return
    event.preventDefault()
    if (deed) onDeed(deed, message)
    else onMore(message, 'emoji', row.getBoundingClientRect())
  }
  return { focused: isThere && isInside ? focused : null, tabbable, onFocus, onBlur, onKeyDown }
}

/** Fetched beside the room: nobody presses Tab before they see it. Where it cannot be had every link is a stop, as in any page. */
function useOneStop(box: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    let isGone = false
    let letGo: (() => void) | undefined
    import('./one-stop.ts').then(
      ({ oneStop }) => {
        if (!isGone && box.current) letGo = oneStop(box.current)
      },
      () => undefined,
    )
    return () => {
      isGone = true
      letGo?.()
    }
  }, [box])
}

/** Days and the "New" line are read, and lead nowhere. */
const takesFocus = (row: Row): boolean => row.is !== 'day' && row.is !== 'new'

/** What stands above the first message of a room. */
export const BEGINNING = 'beginning'

/** Sliders, choices and boxes that scroll mean something else by arrows and letters. */
const isWithKeysOfItsOwn = (target: EventTarget, row: HTMLElement | null): boolean =>
  target instanceof HTMLElement &&
  target !== row &&
  target.matches('input, textarea, select, [role="radio"], [role="slider"], pre, [tabindex="0"]')

export function messageOf(rows: readonly Row[], key: string | undefined): Message | null {
  const row = rows.find((one) => one.key === key)
  return row?.is === 'message' ? row.message : null
}

function move(event: KeyboardEvent, to: HTMLElement | null): void {
  event.preventDefault()
  to?.focus({ preventScroll: true })
  to?.scrollIntoView({ block: 'nearest' })
}

const tabbableRow = (box: HTMLElement | null, key: string | null): HTMLElement | null =>
  key === null ? null : (box?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`) ?? null)

function neighbour(row: HTMLElement, key: string): HTMLElement | null {
  const all = [...(row.parentElement?.querySelectorAll<HTMLElement>('[data-key][tabindex]') ?? [])]
  const at = all.indexOf(row)
  switch (key) {
    case 'ArrowUp':
      return all[at - 1] ?? null
    case 'ArrowDown':
      return all[at + 1] ?? null
    case 'Home':
      return all[0] ?? null
    case 'End':
      return all.at(-1) ?? null
    default:
      return null
  }
}
