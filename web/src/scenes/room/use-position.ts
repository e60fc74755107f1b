// Where one reads. Nothing that is added, removed or resized moves the line under the reader's eyes; at the very bottom the
// view follows what comes. Three cases, one function:
//   at the bottom  → stay at the bottom
//   anywhere else  → the first line in sight keeps its place on the screen
//   a target       → the line asked for comes into sight
import { type RefObject, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'

/** `at`: where on the screen; a number is pixels from the top of the box. */
export type Target = { readonly key: string; readonly at: 'third' | 'middle' | number } | { readonly at: 'bottom' }

export type Position = {
  readonly box: RefObject<HTMLDivElement | null>
  readonly content: RefObject<HTMLDivElement | null>
  /** Not at the bottom. */
  readonly isAway: boolean
  /** Brings a row into sight as soon as it is drawn. */
  aim(target: Target): void
  /** Called after each change of the rows. */
  settle(): void
  onScroll(): void
}

const NEAR = 24

/**
 * @param isEnd nothing newer is held back: the bottom of the box is the end of the room
 * @param startsAway one comes in above the bottom, as far as can be told before anything is drawn
 */
export function usePosition(isEnd: boolean, startsAway: boolean): Position {
  const box = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const following = useRef(true)
  const anchor = useRef<Anchor | null>(null)
  const target = useRef<Target | null>(null)
  // The target is in sight, and lower than it should be: too little is held below it yet.
  const isShort = useRef(false)
  const lastTop = useRef(0)
  const [isAway, setAway] = useState(startsAway)

  const remember = useCallback(() => {
    const view = box.current
    if (!view) return
    const left = view.scrollHeight - view.scrollTop - view.clientHeight
    // Whoever begins to scroll up leaves the bottom with the first pixel, or the next change would pull them back.
    following.current = isEnd && (left < 2 || (left < NEAR && view.scrollTop >= lastTop.current))
    lastTop.current = view.scrollTop
    anchor.current = firstInSight(view, content.current)
    setAway(!following.current)
  }, [isEnd])

  const settle = useCallback(() => {
    const view = box.current
    if (!view) return
    const reached = target.current && reach(view, target.current)
    if (reached) {
      isShort.current = reached === 'short' && !isEnd
      if (!isShort.current) target.current = null
      return remember()
    }
    if (following.current && isEnd) view.scrollTop = view.scrollHeight
    else if (anchor.current) hold(view, anchor.current)
    remember()
  }, [isEnd, remember])

  useLayoutEffect(() => {
    const watcher = new ResizeObserver(settle)
    if (box.current) watcher.observe(box.current)
    if (content.current) watcher.observe(content.current)
    return () => watcher.disconnect()
  }, [settle])

  const aim = useCallback(
    (to: Target) => {
      target.current = to
      isShort.current = false
      if (to.at === 'bottom') following.current = true
      settle()
    },
    [settle],
  )

  const onScroll = useCallback(() => {
    // Whoever scrolls by themselves is led no further.
    if (isShort.current && box.current?.scrollTop !== lastTop.current) {
      isShort.current = false
      target.current = null
    }
    remember()
  }, [remember])

  return useMemo(() => ({ box, content, isAway, aim, settle, onScroll }), [isAway, aim, settle, onScroll])
}

/** False: it is not drawn yet. `short`: the box ends before it can stand where it should. */
function reach(view: HTMLElement, target: Target): boolean | 'short' {
  if (target.at === 'bottom') {
    view.scrollTop = view.scrollHeight
    return true
  }
  const row = find(view, target.key)
  if (!row) return false
  const top = row.offsetTop - offsetOf(target.at, view.clientHeight - row.offsetHeight)
  view.scrollTop = top
  return view.scrollTop + 1 < top ? 'short' : true
}

/** @param room what the row leaves of the box */
const offsetOf = (at: 'third' | 'middle' | number, room: number): number =>
  typeof at === 'number' ? at : Math.max(0, at === 'middle' ? room / 2 : room * 0.3)

/**
 * A line and where one of its edges stands in the box: the lower one, because the first line of a window loses its head when older ones
 * come above it; the upper one when the lower is out of sight.
 */
type Anchor = { readonly key: string; readonly edge: 'upper' | 'lower'; readonly offset: number }

const edgeOf = (row: HTMLElement, edge: Anchor['edge']): number => row.offsetTop + (edge === 'lower' ? row.offsetHeight : 0)

function hold(view: HTMLElement, { key, edge, offset }: Anchor): void {
  const row = find(view, key)
  const moved = row ? edgeOf(row, edge) - view.scrollTop - offset : 0
  if (moved !== 0) view.scrollTop += moved
}

function firstInSight(view: HTMLElement, content: HTMLElement | null): Anchor | null {
  for (const row of rowsOf(content)) {
    const key = row.dataset['key']
    if (!key || edgeOf(row, 'lower') <= view.scrollTop) continue
    const edge = edgeOf(row, 'lower') < view.scrollTop + view.clientHeight ? 'lower' : 'upper'
    return { key, edge, offset: edgeOf(row, edge) - view.scrollTop }
  }
  return null
}

/** Where somebody reads: the end of the room, or a message and how far it stands from the top of the box. */
export type Place = 'bottom' | { readonly seq: number; readonly key: string; readonly at: number }

export function placeOf({ box, content, isAway }: Position): Place {
  const view = box.current
  const row = [...rowsOf(content.current)].find((one) => one.dataset['seq'] && view && one.offsetTop + one.offsetHeight > view.scrollTop)
  const key = row?.dataset['key']
  if (!view || !row || !key || !isAway) return 'bottom'
  return { seq: Number(row.dataset['seq']), key, at: row.offsetTop - view.scrollTop }
}

/** The last entry that is wholly in sight. */
export function lastSeqInSight(view: HTMLElement, content: HTMLElement | null): number | null {
  const bottom = view.scrollTop + view.clientHeight + 4
  const row = [...rowsOf(content)].findLast((one) => one.dataset['seq'] !== undefined && one.offsetTop + one.offsetHeight <= bottom)
  return row ? Number(row.dataset['seq']) : null
}

export function find(view: HTMLElement, key: string): HTMLElement | null {
  return view.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)
}

function* rowsOf(content: HTMLElement | null): Generator<HTMLElement> {
  for (const row of content?.children ?? []) if (row instanceof HTMLElement) yield row
}
