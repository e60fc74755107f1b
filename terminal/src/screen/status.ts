// The last row: the way to the server, who one is, where something is unread, who writes.
import { cleanLine } from '../clean.ts'
import { turnedText } from '../text/bidi.ts'
import { fitRow, plainText, type Row, span } from '../text/spans.ts'
import { width } from '../text/width.ts'
import { nameOf, roomsInOrder, type Scene } from './model.ts'

export function statusRow({ state, ui, now, columns }: Scene): Row {
  const { theme } = ui
  const writing = writers(state, ui, now)
  const unread = waitingRooms(state, ui.room)
  const told: readonly Row[] = [
    wayOf(state, now, theme),
    state.me ? [span(turnedText(nameOf(state.me), ui.turns), theme.strong)] : [],
    unread === '' ? [] : [span(`unread: ${unread}`, theme.mention)],
    writing === '' ? [] : [span(turnedText(writing, ui.turns), theme.faint)],
  ]
  const parts: Row = [
    ...(ui.isCommanding ? [span(' NORMAL ', theme.mark)] : []),
    ...told.filter((one) => one.length > 0).flatMap((one, at) => (at === 0 ? one : [span(' · ', theme.faint), ...one])),
  ]
  const keys = columns >= 80 ? 'Ctrl+K switch · Alt+A unread · F1 help' : 'F1 help'
  const used = width(plainText(parts))
  if (used + width(keys) + 2 > columns) return fitRow(parts, columns)
  return [...fitRow(parts, columns - width(keys) - 1), span(keys, theme.faint)]
}

/** The numbers Alt goes to; `!` where one is meant. */
const waitingRooms = (state: Scene['state'], here: Scene['ui']['room']): string =>
  roomsInOrder(state)
    .flatMap(({ id, unread, mentions }, at) => (unread > 0 && id !== here ? [`${at + 1}${mentions > 0 ? '!' : ''}`] : []))
    .join(' ')

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
  if (names.length === 0) return ''
  if (names.length > 2) return 'several people are writing'
  return `${names.join(' and ')} ${names.length > 1 ? 'are' : 'is'} writing`
}
