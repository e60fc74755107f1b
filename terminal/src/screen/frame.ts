// The whole screen as rows: rooms, messages, people, the line one writes in, and how things stand. Pure.
import type { Room } from '@hearth/protocol/shapes.ts'
import { cleanLine } from '../clean.ts'
import type { Cursor, Frame } from '../surface/paint.ts'
import { fitRow, plainText, type Row, row, span } from '../text/spans.ts'
import { fit, glyphs, width } from '../text/width.ts'
import { callRows } from './call.ts'
import { membersColumn } from './members.ts'
import { nameOf, roomsInOrder, type Scene, titleOf } from './model.ts'
import { talkRows } from './talk.ts'

const ROOMS = 20
const MEMBERS = 20
/** Below this the people are folded away, below the second one the rooms too. */
const WITH_MEMBERS = 100
const WITH_ROOMS = 80
const PROMPT = '> '

export type Places = {
  readonly rooms: number
  readonly middle: number
  readonly members: number
  /** Rows of messages. */
  readonly talk: number
  readonly input: readonly string[]
  readonly extra: readonly Row[]
}

/** What stands where at this size. */
export function placesOf(scene: Scene): Places {
  const { columns, rows, ui, transfers } = scene
  const roomColumns = columns >= WITH_ROOMS && !ui.hides.rooms ? ROOMS : 0
  const memberColumns = columns >= WITH_MEMBERS && !ui.hides.members ? MEMBERS : 0
  const middle = columns - (roomColumns && roomColumns + 1) - (memberColumns && memberColumns + 1)
  const input = inputRows(ui.line.text, middle - width(PROMPT))
  const most = Math.max(1, Math.floor(rows * 0.4))
  const extra = [
    ...callRows(scene, middle),
    ...transfers.slice(0, 3),
    ...(ui.about ? [aboutRow(ui.about, middle, ui.theme.faint)] : []),
    ...(ui.hint ? [ui.hint] : []),
  ]
  const talk = Math.max(1, rows - 2 - extra.length - Math.min(most, input.length))
  return { rooms: roomColumns, middle, members: memberColumns, talk, input, extra }
}

export function frameOf(scene: Scene): Frame {
  const { ui, rows, columns } = scene
  const places = placesOf(scene)
  const high = rows - 1
  const { body, cursor } = middleOf(scene, places, high)
  const left = places.rooms > 0 ? roomsColumn(scene, places.rooms, high) : []
  const right = places.members > 0 ? membersColumn(scene, places.members, high) : []
  const bar = span('│', ui.theme.line)
  const all = Array.from({ length: high }, (_, y): Row => {
    const parts: Row[] = []
    if (places.rooms > 0) parts.push(fitted(left[y] ?? [], places.rooms), [bar])
    parts.push(places.members > 0 ? fitted(body[y] ?? [], places.middle) : (body[y] ?? []))
    if (places.members > 0) parts.push([bar], right[y] ?? [])
    return parts.flat()
  })
  const shift = places.rooms > 0 ? places.rooms + 1 : 0
  return { rows: [...all, statusRow(scene, columns)], cursor: cursor && { x: cursor.x + shift, y: cursor.y } }
}

const fits = new WeakMap<Row, { readonly cells: number; readonly row: Row }>()

/** A message that was laid out once is the same rows in the next frame. */
function fitted(spans: Row, cells: number): Row {
  const known = fits.get(spans)
  if (known?.cells === cells) return known.row
  const made = fitRow(spans, cells)
  fits.set(spans, { cells, row: made })
  return made
}

function middleOf(scene: Scene, places: Places, high: number): { body: readonly Row[]; cursor: Cursor | undefined } {
  const { ui } = scene
  const head = headRow(scene, places.middle)
  if (ui.overlay) {
    const { rows, cursor } = ui.overlay.draw(places.middle, high - 1, ui.theme)
    return { body: [head, ...rows.slice(0, high - 1)], cursor: cursor && { x: cursor.x, y: cursor.y + 1 } }
  }
  const talk = talkRows(scene, places.middle, places.talk)
  const above: readonly Row[] = Array.from({ length: places.talk - talk.length }, () => [])
  const input = shownInput(scene, places, high - 1 - places.talk - places.extra.length)
  const below =
    ui.anchor === undefined ? [] : [row(fit('  ↓ newer messages below: PgDn, or Esc for the newest', places.middle), ui.theme.ember)]
  const said = [...above, ...talk].slice(0, places.talk - below.length)
  return {
    body: [head, ...said, ...below, ...places.extra, ...input.rows],
    cursor: { x: input.x, y: 1 + places.talk + places.extra.length + input.y },
  }
}

function headRow({ state, ui }: Scene, columns: number): Row {
  const room = ui.room === undefined ? undefined : state.rooms.get(ui.room)
  const title = room ? titleOf(room) : (state.hello?.name ?? 'Hearth')
  const topic = room && room.topic !== '' ? ` · ${cleanLine(room.topic)}` : ''
  const words = fit(`${title}${topic}`, columns - 6)
  return [
    span('── ', ui.theme.line),
    span(words.slice(0, title.length), ui.theme.ember),
    span(words.slice(title.length), ui.theme.faint),
    span(` ${'─'.repeat(Math.max(0, columns - width(words) - 4))}`, ui.theme.line),
  ]
}

function roomsColumn(scene: Scene, columns: number, high: number): readonly Row[] {
  const { state, ui } = scene
  const rooms = roomsInOrder(state)
  const at = rooms.findIndex(({ id }) => id === ui.room)
  // The room one is in is always in sight.
  const from = Math.max(0, Math.min(at - Math.floor(high / 2), rooms.length - high))
  return rooms.slice(from, from + high).map((room) => roomRow(room, scene, columns))
}

function roomRow(room: Room, { state, ui }: Scene, columns: number): Row {
  const { theme } = ui
  const isHere = room.id === ui.room
  const count = room.unread === 0 ? '' : room.mentions > 0 ? ` !${room.unread} ` : ` ${room.unread} `
  const call = state.calls.has(room.id) ? '☎' : ''
  const draft = !isHere && (state.drafts.get(room.id) ?? '') !== '' ? '✎' : ''
  const online = room.peer !== undefined && state.presence.get(room.peer)?.state === 'online'
  const look = isHere ? theme.ember : room.unread > 0 ? theme.strong : theme.text
  const name = fit(titleOf(room), columns - 3 - width(count) - draft.length - call.length)
  const room2 = columns - 1 - width(name) - width(count) - draft.length - call.length - (online ? 2 : 0)
  return [
    span(isHere ? '▸' : ' ', theme.ember),
    span(name, look),
    span(online ? ' ●' : '', theme.here),
    span(' '.repeat(Math.max(0, room2))),
    span(call, theme.here),
    span(draft, theme.faint),
    span(count, room.mentions > 0 ? theme.mention : theme.strong),
  ]
}

function statusRow({ state, ui, now, columns }: Scene, wide: number): Row {
  const { theme } = ui
  const waiting = roomsInOrder(state).filter(({ unread, id }) => unread > 0 && id !== ui.room)
  const active = waiting.map((room) => `${roomsInOrder(state).findIndex(({ id }) => id === room.id) + 1}${room.mentions > 0 ? '!' : ''}`)
  const writing = writers(state, ui, now)
  const parts: Row = [
    ...wayOf(state, now, theme),
    span(state.me ? ` ${nameOf(state.me)}` : '', theme.strong),
    span(active.length === 0 ? '' : `  unread: ${active.join(' ')}`, theme.mention),
    span(writing === '' ? '' : `  ${writing}`, theme.faint),
  ]
  const keys = columns >= 80 ? 'Ctrl+K switch · Alt+A unread · F1 help' : 'F1 help'
  const left = fitRow(parts, wide)
  const used = width(plainText(parts))
  return used + width(keys) + 2 > wide ? left : [...fitRow(parts, wide - width(keys) - 1), span(keys, theme.faint)]
}

function wayOf(state: Scene['state'], now: number, theme: Scene['ui']['theme']): Row {
  const { connection, outbox } = state
  const kept = outbox.length === 0 ? '' : ` (${outbox.length} unsent)`
  if (connection.is === 'open') return [span(' ● online', theme.here), span(kept, theme.faint)]
  if (connection.is === 'waiting') {
    const seconds = Math.max(0, Math.ceil((connection.until - now) / 1000))
    return [span(` ○ no connection, again in ${seconds} s${kept}`, theme.danger)]
  }
  if (connection.is === 'refused') return [span(` ✕ ${cleanLine(connection.failure.says)}`, theme.danger)]
  return [span(` ○ connecting${kept}`, theme.faint)]
}

function writers(state: Scene['state'], ui: Scene['ui'], now: number): string {
  const names = [...((ui.room && state.typing.get(ui.room)) ?? [])].flatMap(([user, until]) =>
    until > now ? nameOf(state.people.get(user)) : [],
  )
  return names.length === 0
    ? ''
    : names.length > 2
      ? 'several people are writing'
      : `${names.join(' and ')} ${names.length > 1 ? 'are' : 'is'} writing`
}

const aboutRow = ({ is, says }: { is: 'reply' | 'edit'; says: string }, columns: number, style: Row[number]['style']): Row =>
  row(fit(`${is === 'reply' ? '↩ answering' : '✎ changing'} ${says} (Esc: no)`, columns), style)

/** The text as rows of the input; a row too long goes on in the next. */
function inputRows(text: string, columns: number): readonly string[] {
  const rows: string[] = []
  for (const line of text.split('\n')) {
    let current = ''
    let used = 0
    for (const glyph of glyphs(line.replaceAll('\t', ' '))) {
      if (used + glyph.width > columns) {
        rows.push(current)
        current = ''
        used = 0
      }
      current += glyph.text
      used += glyph.width
    }
    rows.push(current)
  }
  return rows
}

function shownInput({ ui }: Scene, { middle, input }: Places, high: number): { rows: readonly Row[]; x: number; y: number } {
  const before = inputRows(ui.line.text.slice(0, ui.line.at), middle - width(PROMPT))
  const cursorRow = before.length - 1
  const from = Math.max(0, Math.min(cursorRow - high + 1, input.length - high))
  const shown = input.slice(Math.min(from, cursorRow), Math.min(from, cursorRow) + high)
  const start = Math.min(from, cursorRow)
  return {
    rows: shown.map((text, at) => [span(start + at === 0 ? PROMPT : '  ', ui.theme.ember), span(text)]),
    x: Math.min(middle - 1, width(PROMPT) + width(before.at(-1) ?? '')),
    y: cursorRow - start,
  }
}
