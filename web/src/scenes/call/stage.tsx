// The tiles of a call: all of them alike, or one large with the others beside it.
import { type ReactElement, useEffect, useMemo } from 'react'
import type { CallDeeds } from '../../calls/view.ts'
import { chief, fitting, gridOf } from '../../media/layout.ts'
import { t } from '../../text/t.ts'
import styles from './stage.module.css'
import { Tile } from './tile.tsx'
import { isWorth, type OneTile, seenAs } from './tiles.ts'
import { type Size, useSize } from './use-size.ts'

export type Layout = 'grid' | 'speaker'

type Props = {
  readonly tiles: readonly OneTile[]
  readonly layout: Layout
  readonly pinned: string | null
  readonly onPin: (key: string | null) => void
  readonly onSeen: CallDeeds['watch']
  readonly onMore: () => void
}

const GAP = 12
/** One who is there alone, with nothing to see of them, needs no whole wall. */
const ALONE = 520
/** Smaller than this nobody is told apart. */
const LEAST = { width: 150, height: 112 } as const
const MOST = 25
/** Of a tile beside the large one, and of one below it. */
const BESIDE = { width: 168, height: 100 } as const
const BELOW = { width: 104, height: 104 } as const

export function Stage({ tiles, layout, pinned, onPin, onSeen, onMore }: Props): ReactElement {
  const [box, size] = useSize<HTMLUListElement>()
  const placed = useMemo(() => (layout === 'grid' ? inGrid(tiles, size) : besideChief(tiles, size, pinned)), [tiles, layout, size, pinned])
  useSeen(placed.tiles, onSeen)
  return (
    <ul
      ref={box}
      className={styles.stage}
      data-layout={layout}
      data-tall={size.height > size.width || undefined}
      aria-label={t('In this call')}
    >
      {placed.tiles.map(({ tile, width, height }) => (
        <Tile key={tile.key} tile={tile} width={width} height={height} isPinned={tile.key === pinned} onPin={onPin} />
      ))}
      {placed.hidden > 0 && (
        <li className={styles.more} style={{ width: `${placed.more.width}px`, height: `${placed.more.height}px` }}>
          <button type="button" onClick={onMore}>
            <b data-number>+{placed.hidden}</b>
            <span>{t.many(placed.hidden, '{count} other', '{count} others')}</span>
          </button>
        </li>
      )}
    </ul>
  )
}

type Placed = {
  readonly tiles: readonly (Size & { readonly tile: OneTile })[]
  readonly hidden: number
  readonly more: Size
}

/** Where not all fit, the last place says how many more there are. */
function inGrid(tiles: readonly OneTile[], box: Size): Placed {
  const room =
    Math.max(1, Math.floor((box.width + GAP) / (LEAST.width + GAP))) * Math.max(1, Math.floor((box.height + GAP) / (LEAST.height + GAP)))
  const most = Math.min(MOST, room)
  const { shown, hidden } = fitting(tiles, tiles.length > most ? Math.max(1, most - 1) : most)
  const isAlone = tiles.length === 1 && tiles[0]?.stream === null
  const grid = gridOf(
    shown.length + (hidden.length > 0 ? 1 : 0),
    isAlone ? { width: Math.min(ALONE, box.width), height: box.width > box.height ? Math.min(ALONE * 0.75, box.height) : box.height } : box,
    GAP,
  )
  const size = { width: grid.width, height: grid.height }
  return { tiles: shown.map((tile) => ({ tile, ...size })), hidden: hidden.length, more: size }
}

/** The large one first; the strip is at the side, or below it where the box is taller than wide. */
function besideChief(tiles: readonly OneTile[], box: Size, pinned: string | null): Placed {
  const large = chief(tiles, pinned)
  const others = tiles.filter((tile) => tile !== large)
  if (!large) return { tiles: [], hidden: 0, more: BESIDE }
  const isTall = box.height > box.width
  const small = isTall ? BELOW : BESIDE
  const strip = others.length === 0 ? 0 : (isTall ? small.height : small.width) + GAP
  const main = isTall
    ? { width: box.width, height: Math.max(0, box.height - strip) }
    : { width: Math.max(0, box.width - strip), height: box.height }
  const most = Math.max(1, Math.floor(((isTall ? box.width : box.height) + GAP) / ((isTall ? small.width : small.height) + GAP)))
  // Where not all have a place beside it, one needs to see oneself the least.
  const told = others.length > most ? others.filter(({ isMe }) => !isMe) : others
  const { shown, hidden } = fitting(told, others.length > most ? Math.max(1, most - 1) : most)
  return {
    tiles: [{ tile: large, ...main }, ...shown.map((tile) => ({ tile, ...small }))],
    hidden: hidden.length + others.length - told.length,
    more: small,
  }
}

/** Tells what is drawn, large before small: nothing else needs to be sent. */
function useSeen(placed: Placed['tiles'], onSeen: CallDeeds['watch']): void {
  useEffect(() => {
    const ratio = Math.min(globalThis.devicePixelRatio, 2)
    const seen = placed
      .filter(({ tile, height }) => height > 0 && isWorth(tile))
      // Of tiles of one size whoever spoke last is looked at first: not all of many cameras are sent.
      .sort((a, b) => b.height - a.height || b.tile.somebody.spokeAt - a.tile.somebody.spokeAt)
      .map(({ tile, height }) => seenAs(tile, height * ratio))
    onSeen(seen)
  }, [placed, onSeen])
}
