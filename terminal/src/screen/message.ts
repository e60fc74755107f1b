// One message as rows. What was laid out once is kept as long as the message, the width and the names are the same.
import type { Unsent } from '@hearth/client/client.ts'
import { isBlocked } from '@hearth/client/own.ts'
import type { MessageId } from '@hearth/protocol/ids.ts'
import { threadOfCall } from '@hearth/protocol/make-id.ts'
import type { FileCard, Message, User } from '@hearth/protocol/shapes.ts'
import { cleanLine, harmless } from '../clean.ts'
import { turned, turnedText, wrapTurned } from '../text/bidi.ts'
import { dressed } from '../text/markup.ts'
import { plainText, type Row, row, type Span, type Style, span, widthOfRow, wrap } from '../text/spans.ts'
import { fill, fit, width } from '../text/width.ts'
import { repliesInWords } from './call.ts'
import { nameOf, type Scene, type Ui } from './model.ts'
import { pollRows } from './poll.ts'
import { marksOf, type Theme } from './theme.ts'

export type Look = {
  readonly columns: number
  /** The same author just before: no name again. */
  readonly follows: boolean
  readonly isSelected: boolean
}
type Dress = Pick<Ui, 'theme' | 'turns'>

type Kept = { readonly key: string; readonly pictures: readonly (readonly Row[] | undefined)[]; readonly rows: readonly Row[] }
const kept = new WeakMap<Message, Kept>()
const TIME = 5

/** Names stand right-aligned in a column of their own; a narrow screen gives them less. */
const nameColumn = (columns: number): number => (columns >= 70 ? 12 : 8)
const indentOf = (columns: number): number => TIME + 1 + nameColumn(columns) + 2

export function messageRows(message: Message, scene: Scene, look: Look): readonly Row[] {
  const { state, ui } = scene
  const author = scene.person(message.author)
  const above = leadsOf(message, scene)
  const pictures = (message.files ?? []).map((file) => scene.picture(file, look.columns - indentOf(look.columns))?.rows)
  const mine = state.me?.name
  const key = [
    ...[look.columns, look.follows, look.isSelected, nameOf(author), author?.colour, ...above, mine],
    ...[Object.keys(ui.theme.mark).length, ui.theme.line.dim, ui.turns, state.stars.has(message.id), isBlocked(state, message.author)],
  ].join('\u0000')
  const before = kept.get(message)
  const isSame = before?.key === key && pictures.every((rows, at) => rows === before.pictures[at])
  if (isSame) return before.rows
  const rows = layOut(
    message,
    scene,
    look,
    author,
    above,
    pictures.flatMap((one) => one ?? []),
  )
  kept.set(message, { key, pictures, rows })
  return rows
}

function layOut(
  message: Message,
  { state, ui }: Scene,
  look: Look,
  author: User | undefined,
  above: readonly string[],
  pictures: readonly Row[],
): readonly Row[] {
  const { theme, turns } = ui
  const me = state.me
  const isMine = (name: string) => me !== null && name.toLowerCase() === me.name.toLowerCase()
  const room = Math.max(8, look.columns - indentOf(look.columns))
  const marks = marksOf(theme, isMine)
  const said: Row =
    message.text === null
      ? row('(deleted)', { ...theme.faint, italic: true })
      : [...dressed(message.text, marks), ...tailOf(message, state.stars.has(message.id), theme)]
  if (isBlocked(state, message.author))
    return besideName([row('(said by somebody you blocked)', theme.faint)], message.at, author, look, ui)
  const bodies = [
    ...above.map((words) => turned(row(fit(words, room), theme.faint), turns)),
    ...(message.poll === undefined ? [] : pollRows(message.poll, room, ui)),
    ...(message.text === '' || message.poll !== undefined ? [] : wrapTurned(said, room, turns)),
    ...(message.files ?? []).flatMap((file) => wrapTurned(fileRow(file, theme), room, turns)),
    ...pictures,
    ...(message.reactions.length === 0 ? [] : wrap(reactionRow(message, me?.id, theme), room)),
    ...(message.replies === undefined ? [] : [row(`⤷ ${repliesInWords(message.replies)}`, theme.ember)]),
  ]
  return besideName(bodies, message.at, author, look, ui)
}

/** What stands over the words: what they answer, which thread they are in, whose words they were. */
function leadsOf({ replyTo, thread, forwarded }: Message, scene: Scene): readonly string[] {
  return [
    ...(thread === undefined ? [] : [`⤷ in the thread of ${callOf(thread, scene) ?? quoteOf(thread, scene)}`]),
    ...(replyTo === null ? [] : [`↩ ${quoteOf(replyTo, scene)}`]),
    ...(forwarded === undefined ? [] : [`↪ ${nameOf(scene.person(forwarded.author))} said:`]),
  ]
}

/** Behind the words: that they were changed, are pinned, are saved. */
const tailOf = ({ editedAt, pinned }: Message, isSaved: boolean, theme: Theme): Row => [
  ...(editedAt === undefined ? [] : [span(' (edited)', theme.faint)]),
  ...(pinned ? [span(' ⚑', theme.ember)] : []),
  ...(isSaved ? [span(' ★', theme.ember)] : []),
]

/** The time, the name, and beside them the words. */
function besideName(bodies: readonly Row[], at: number, author: User | undefined, look: Look, { theme, turns }: Dress): readonly Row[] {
  const wide = nameColumn(look.columns)
  const name = fit(nameOf(author), wide)
  const hue = theme.hues[(author?.colour ?? 0) % theme.hues.length] ?? theme.strong
  const rows = (bodies.length === 0 ? [[]] : bodies).map((body, nth): Row => {
    const time = nth === 0 ? clock(at) : ' '.repeat(TIME)
    const lead: Row =
      nth === 0 && !look.follows
        ? [span(`${time} `, theme.faint), span(' '.repeat(wide - width(name)) + turnedText(name, turns), hue), span('  ')]
        : [span(`${time} ${' '.repeat(wide)}  `, theme.faint)]
    return [...lead, ...body]
  })
  return look.isSelected ? rows.map((one) => highlighted(one, look.columns, theme)) : rows
}

function highlighted(spans: Row, columns: number, theme: Theme): Row {
  const marked = spans.map(({ text, style }) => span(text, { ...style, ...theme.mark }))
  return [...marked, span(' '.repeat(Math.max(0, columns - widthOfRow(spans))), theme.mark)]
}

/** What was written and is not yet with the server: seen at once, dim; red where it failed. */
export function unsentRows({ text, at, state, files = [], failure }: Unsent, scene: Scene, columns: number): readonly Row[] {
  const { theme, turns } = scene.ui
  const room = Math.max(8, columns - indentOf(columns))
  const style: Style = state === 'failed' ? theme.danger : theme.faint
  const bodies = [
    ...(text === '' ? [] : wrapTurned(row(harmless(text), style), room, turns)),
    ...files.map((file) => row(fit(`[${cleanLine(file.name)}]`, room), style)),
    ...(failure === undefined ? [] : wrap(row(`not sent: ${cleanLine(failure.says)} /retry or /discard`, theme.danger), room)),
  ]
  return besideName(bodies, at, scene.state.me ?? undefined, { columns, follows: false, isSelected: false }, scene.ui)
}

/** A picture that is shown needs no words; everything else says what it is. */
function fileRow(file: FileCard, theme: Theme): Row {
  const about = file.gone === undefined ? `${sizeInWords(file.size)}, ${file.kind}` : 'its time is over'
  return [span('▤ ', theme.faint), span(cleanLine(file.name), theme.strong), span(`  ${about}`, theme.faint)]
}

function reactionRow(message: Message, me: string | undefined, theme: Theme): Row {
  return message.reactions.flatMap(({ emoji, users }): readonly Span[] => [
    span(`${cleanLine(emoji)} ${users.length}`, users.some((user) => user === me) ? theme.ember : theme.faint),
    span('  ', theme.faint),
  ])
}

const byId = new WeakMap<readonly Message[], ReadonlyMap<MessageId, Message>>()

/** Looked for once for each state of the window, not once for each answer in it. */
export function messageIn(all: readonly Message[], id: MessageId): Message | undefined {
  const known = byId.get(all) ?? new Map(all.map((one) => [one.id, one]))
  byId.set(all, known)
  return known.get(id)
}

/** The call that a thread lies beside, where it is at hand. */
function callOf(thread: MessageId, { state, person, ui }: Scene): string | undefined {
  const { calls = [] } = (ui.room === undefined ? undefined : state.timelines.get(ui.room)) ?? {}
  const call = calls.find(({ id }) => threadOfCall(id) === thread)
  return call && `the call of ${nameOf(person(call.by))}`
}

/** What is answered, where it is at hand. */
function quoteOf(id: MessageId, { state, person, ui }: Scene): string {
  const first = messageIn((ui.room === undefined ? undefined : state.timelines.get(ui.room)?.messages) ?? [], id)
  if (!first) return 'an earlier message'
  const words =
    first.text === null
      ? '(deleted)'
      : cleanLine(
          plainText(
            dressed(
              first.text,
              marksOf(ui.theme, () => false),
            ),
          ),
        )
  return `${nameOf(person(first.author))}: ${words || (first.files ?? []).map((file) => cleanLine(file.name)).join(', ')}`
}

export const clock = (at: number): string => {
  const time = new Date(at)
  return `${two(time.getHours())}:${two(time.getMinutes())}`
}
/** '2027-01-15 07:43': the same everywhere, and in order when sorted. */
export function dayAndClock(at: number): string {
  const time = new Date(at)
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${clock(at)}`
}

const two = (number: number): string => String(number).padStart(2, '0')

/** '812 B', '2.4 MB'. */
export function sizeInWords(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const step = Math.min(units.length - 1, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1000)))
  const value = bytes / 1000 ** step
  return `${step === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[step]}`
}

/** A rule across the messages, with words in it. */
export function rule(words: string, columns: number, style: Style): Row {
  const side = Math.max(0, columns - width(words) - 2)
  const left = Math.floor(side / 2)
  return row(fill(`${'─'.repeat(left)} ${words} ${'─'.repeat(side - left)}`, columns), style)
}
