// The whole screen as rows: rooms, messages, people, the line one writes in, and how things stand. Pure.
import { levelOf } from '@hearth/client/own.ts'
import { standingOf } from '@hearth/client/standing.ts'
import type { Room } from '@hearth/protocol/shapes.ts'
import { cleanLine } from '../clean.ts'
import type { Cursor, Frame } from '../surface/paint.ts'
import { turned, turnedText } from '../text/bidi.ts'
import { fitRow, type Row, row, span, wrap } from '../text/spans.ts'
import { fit, width } from '../text/width.ts'
import { callRows } from './call.ts'
import { inputRows, PROMPT, shownInput } from './input.ts'
import { membersColumn } from './members.ts'
import { type About, roomsInOrder, type Scene, titleOf } from './model.ts'
import { signs } from './standing.ts'
import { statusRow } from './status.ts'
import { talkRows } from './talk.ts'

const ROOMS = 20
const MEMBERS = 20
/** Below this the people are folded away, below the second one the rooms too. */
const WITH_MEMBERS = 100
const WITH_ROOMS = 80
/** Of completions, or what can be done with a marked message. */
const HINT_ROWS = 2

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
    ...(ui.hint ? wrap(ui.hint, middle).slice(0, HINT_ROWS) : []),
  ].map((one) => turned(one, ui.turns))
  const talk = Math.max(1, rows - 2 - extra.length - Math.min(most, input.length))
  return { rooms: roomColumns, middle, members: memberColumns, talk, input, extra }
}

/** The room that stands in this row of the column of rooms. */
export function roomAt({ state, ui }: Scene, y: number, rows: number): Room | undefined {
  return roomsInOrder(state)[firstRoom(state, ui, rows - 1) + y]
}

export function frameOf(scene: Scene): Frame {
  const { rows } = scene
  const places = placesOf(scene)
  const high = rows - 1
  const { body, cursor } = middleOf(scene, places, high)
  const left = places.rooms > 0 ? roomsColumn(scene, places.rooms, high) : []
  const right = places.members > 0 ? membersColumn(scene, places.members, high) : []
  const bar = span('│', scene.ui.theme.line)
  const all = Array.from({ length: high }, (_, y): Row => {
    const parts: Row[] = []
    if (places.rooms > 0) parts.push(fitted(left[y] ?? [], places.rooms), [bar])
    parts.push(places.members > 0 ? fitted(body[y] ?? [], places.middle) : (body[y] ?? []))
    if (places.members > 0) parts.push([bar], right[y] ?? [])
    return parts.flat()
  })
  const shift = places.rooms > 0 ? places.rooms + 1 : 0
  return { rows: [...all, statusRow(scene)], cursor: cursor && { x: cursor.x + shift, y: cursor.y } }
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
    const shown = rows.slice(0, high - 1).map((one) => turned(one, ui.turns))
    return { body: [head, ...shown], cursor: cursor && { x: cursor.x, y: cursor.y + 1 } }
  }
  const talk = talkRows(scene, places.middle, places.talk)
  const above: readonly Row[] = Array.from({ length: places.talk - talk.length }, () => [])
  const input = shownInput(ui, places.input, places.middle, high - 1 - places.talk - places.extra.length)
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
  const title = fit(room ? titleOf(room) : (state.hello?.name ?? 'Hearth'), columns - 6)
  const topic = room && room.topic !== '' ? fit(` · ${cleanLine(room.topic)}`, columns - 6 - width(title)) : ''
  return [
    span('── ', ui.theme.line),
    span(turnedText(title, ui.turns), ui.theme.ember),
    span(turnedText(topic, ui.turns), ui.theme.faint),
    span(` ${'─'.repeat(Math.max(0, columns - width(title) - width(topic) - 4))}`, ui.theme.line),
  ]
}

/** The room one is in is always in sight. */
function firstRoom(state: Scene['state'], ui: Scene['ui'], high: number): number {
  const rooms = roomsInOrder(state)
  const at = rooms.findIndex(({ id }) => id === ui.room)
  return Math.max(0, Math.min(at - Math.floor(high / 2), rooms.length - high))
}

function roomsColumn(scene: Scene, columns: number, high: number): readonly Row[] {
  const from = firstRoom(scene.state, scene.ui, high)
  return roomsInOrder(scene.state)
    .slice(from, from + high)
    .map((room) => roomRow(room, scene, columns))
}

function roomRow(room: Room, { state, ui }: Scene, columns: number): Row {
  const { theme } = ui
  const isHere = room.id === ui.room
  const count = room.unread === 0 ? '' : room.mentions > 0 ? ` !${room.unread} ` : ` ${room.unread} `
  const call = state.calls.has(room.id) ? '☎' : ''
  const draft = !isHere && (state.drafts.get(room.id) ?? '') !== '' ? '✎' : ''
  const standing = (room.peer !== undefined && standingOf(state, room.peer)) || 'gone'
  const online = standing === 'gone' ? '' : ` ${signs[standing]}`
  const isQuiet = levelOf(state, room) === 'none'
  const look = isHere ? theme.ember : isQuiet ? theme.faint : room.unread > 0 ? theme.strong : theme.text
  const marks = [call, draft].filter(Boolean).join(' ')
  // Whatever stands at the end keeps a blank from the line.
  const end = marks === '' ? count : `${marks}${count || ' '}`
  const name = fit(titleOf(room), columns - 1 - width(online) - width(end))
  const rest = columns - 1 - width(name) - width(online) - width(end)
  return [
    span(isHere ? '▸' : ' ', theme.ember),
    span(turnedText(name, ui.turns), look),
    span(online, standing === 'here' ? theme.here : theme.faint),
    span(' '.repeat(Math.max(0, rest))),
    span(marks, call === '' ? theme.faint : theme.here),
    span(end.slice(marks.length), room.mentions > 0 ? theme.mention : isQuiet ? theme.faint : theme.strong),
  ]
}

function aboutRow({ is, says }: About, columns: number, style: Row[number]['style']): Row {
  const [lead, way] = [is === 'reply' ? '↩ answering ' : '✎ changing ', ' (Esc: no)']
  return row(lead + fit(says, columns - width(lead) - width(way)) + way, style)
}
