// Pictures between the words: by the terminal's own means where it has some, else out of half blocks. The server's small pictures are
// fetched once; the room for a picture is kept before it is there, so that nothing jumps.
import type { FileCard } from '@hearth/protocol/shapes.ts'
import type { Settings } from '../connect/settings.ts'
import type { Row } from '../text/spans.ts'
import { blocks, iterm, kittyCells, kittySend, type Pixels, sixel } from './encode.ts'
import { passed } from './notify.ts'

export type Way = 'kitty' | 'iterm' | 'sixel' | 'blocks' | 'off'
type Environment = Readonly<Record<string, string | undefined>>
type Given = { fetch(path: string): Promise<Response> }

const MOST_COLUMNS = 40
const MOST_ROWS = 10
/** Points of a cell: twice as high as wide, as nearly everywhere. */
const CELL = { width: 10, height: 20 }
const MOST_KEPT = 60
const SMALL = 640

/** What this terminal can show, where nothing else was chosen. */
export function wayOf(settings: Pick<Settings, 'images'>, env: Environment): Way {
  if (settings.images !== 'auto') return settings.images
  if (env['NO_COLOR']) return 'off'
  if (env['KITTY_WINDOW_ID'] !== undefined || env['GHOSTTY_RESOURCES_DIR'] !== undefined) return 'kitty'
  if (env['TMUX'] === undefined && (env['TERM_PROGRAM'] === 'iTerm.app' || env['TERM_PROGRAM'] === 'WezTerm')) return 'iterm'
  if (env['TMUX'] === undefined && /sixel|mlterm|^foot/u.test(env['TERM'] ?? '')) return 'sixel'
  return /truecolor|24bit/u.test(env['COLORTERM'] ?? '') ? 'blocks' : 'off'
}

export type Pictures = { rows(card: FileCard, columns: number, changed: () => void): { readonly rows: readonly Row[] } | undefined }

export function createPictures(house: Given, settings: () => Settings, env: Environment, say: (bytes: string) => void): Pictures {
  const kept = new Map<string, readonly Row[]>()
  const asked = new Set<string>()
  let lastId = 0

  async function fetchRows(card: FileCard, box: Box, way: Way): Promise<readonly Row[]> {
    const answer = await house.fetch(`/files/${card.id}/${SMALL}`)
    if (!answer.ok) throw new Error(`no picture (${answer.status})`)
    const bytes = Buffer.from(await answer.arrayBuffer())
    const { columns, rows } = box
    if (way === 'blocks') return blocks(await pixelsOf(bytes, columns, rows * 2))
    const [wide, high] = [columns * CELL.width, rows * CELL.height]
    if (way === 'kitty') {
      const id = (lastId++ % 0xfffe) + 1
      for (const piece of kittySend(await pngOf(bytes, wide, high), id, columns, rows)) say(passed(piece, env))
      return kittyCells(id, columns, rows)
    }
    return way === 'iterm' ? iterm(await pngOf(bytes, wide, high), columns, rows) : sixel(await pixelsOf(bytes, wide, high), columns, rows)
  }

  return {
    rows(card, columns, changed) {
      if (card.kind !== 'image') return undefined
      const way = wayOf(settings(), env)
      if (way === 'off' || card.gone !== undefined || !card.width || !card.height) return undefined
      const box = boxFor(card.width, card.height, columns)
      const key = [card.id, way, box.columns, box.rows].join(' ')
      const known = kept.get(key)
      if (known) return { rows: known }
      if (!asked.has(key)) {
        asked.add(key)
        fetchRows(card, box, way).then(
          (made) => {
            kept.set(key, made)
            const [oldest] = kept.size > MOST_KEPT ? kept.keys() : []
            if (oldest !== undefined) kept.delete(oldest)
            if (oldest !== undefined) asked.delete(oldest)
            changed()
          },
          // Without a way to the server it is asked for again later.
          () => setTimeout(() => asked.delete(key), 10_000).unref(),
        )
      }
      return { rows: roomFor(box.rows) }
    },
  }
}

const rooms = new Map<number, readonly Row[]>()

/** Empty rows, the same for each picture of that height: what is drawn with them need not be drawn anew. */
function roomFor(high: number): readonly Row[] {
  const known = rooms.get(high) ?? Array.from({ length: high }, (): Row => [])
  rooms.set(high, known)
  return known
}

type Box = { readonly columns: number; readonly rows: number }

/** As large as it may be, in its own proportions. */
export function boxFor(width: number, height: number, room: number): Box {
  const most = Math.max(2, Math.min(MOST_COLUMNS, room))
  const scale = Math.min((most * CELL.width) / width, (MOST_ROWS * CELL.height) / height, 1)
  return { columns: Math.max(1, Math.round((width * scale) / CELL.width)), rows: Math.max(1, Math.round((height * scale) / CELL.height)) }
}

/** Loaded when the first picture is shown. What the server made small is decoded within narrow bounds all the same. */
async function decoded(bytes: Buffer) {
  const { default: sharp } = await import('sharp')
  return sharp(bytes, { limitInputPixels: 4_000_000, failOn: 'error' })
}

async function pixelsOf(bytes: Buffer, width: number, height: number): Promise<Pixels> {
  const image = (await decoded(bytes))
    .resize(width, height, { fit: 'fill' })
    .flatten({ background: '#16130f' })
    .removeAlpha()
    .toColourspace('srgb')
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height }
}

const pngOf = async (bytes: Buffer, width: number, height: number): Promise<Buffer> =>
  (await decoded(bytes)).resize(width, height, { fit: 'fill' }).png().toBuffer()
