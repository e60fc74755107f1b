// Where tiles go: pure geometry, so that the stage only measures and draws.

export type Grid = { readonly columns: number; readonly rows: number; readonly width: number; readonly height: number }

/** Wider than a film or taller than a portrait no tile gets. */
const WIDEST = 16 / 9
const TALLEST = 3 / 4

/** The number of columns with which the tiles are largest in a box; sizes in pixels. */
export function gridOf(tiles: number, box: { readonly width: number; readonly height: number }, gap: number): Grid {
  const none: Grid = { columns: 1, rows: 1, width: 0, height: 0 }
  return Array.from({ length: Math.max(1, tiles) }, (_, index) => index + 1).reduce((best, columns) => {
    const rows = Math.ceil(Math.max(1, tiles) / columns)
    const room = { width: (box.width - gap * (columns - 1)) / columns, height: (box.height - gap * (rows - 1)) / rows }
    const width = Math.max(0, Math.floor(Math.min(room.width, room.height * WIDEST)))
    const height = Math.max(0, Math.floor(Math.min(room.height, room.width / TALLEST)))
    return width * height > best.width * best.height ? { columns, rows, width, height } : best
  }, none)
}

type Placed = { readonly key: string; readonly isScreen: boolean; readonly isMe: boolean; readonly spokeAt: number }

/** What is shown large: what was pinned, else the newest screen, else who spoke last, never oneself where there is somebody else. */
export function chief<T extends Placed>(tiles: readonly T[], pinned: string | null): T | undefined {
  const screens = tiles.filter(({ isScreen }) => isScreen)
  const others = tiles.filter(({ isMe }) => !isMe)
  return (
    tiles.find(({ key }) => key === pinned) ??
    screens.findLast(({ isMe }) => !isMe) ??
    screens.at(-1) ??
    others.reduce<T | undefined>((last, tile) => (last && last.spokeAt >= tile.spokeAt ? last : tile), undefined) ??
    tiles[0]
  )
}

/**
 * The tiles that fit, in their order: nobody changes place because they speak. Who spoke last comes in from behind in place of
 * whoever has been silent longest.
 */
export function fitting<T extends Placed>(
  tiles: readonly T[],
  most: number,
): { readonly shown: readonly T[]; readonly hidden: readonly T[] } {
  if (tiles.length <= most) return { shown: tiles, hidden: [] }
  const kept = new Set([...tiles.keys()].sort((a, b) => worth(tiles[b]) - worth(tiles[a]) || a - b).slice(0, most))
  return { shown: tiles.filter((_, index) => kept.has(index)), hidden: tiles.filter((_, index) => !kept.has(index)) }
}

const worth = (tile: Placed | undefined): number =>
  tile === undefined ? 0 : tile.isScreen ? Number.MAX_SAFE_INTEGER : tile.isMe ? Number.MAX_SAFE_INTEGER - 1 : tile.spokeAt
