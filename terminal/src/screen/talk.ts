// The messages of a room: which of their rows are in sight. Laid out from the bottom up, and only as far as can be seen.
import type { Timeline } from '@hearth/client/client.ts'
import type { MessageId } from '@hearth/protocol/ids.ts'
import type { Message } from '@hearth/protocol/shapes.ts'
import { cleanLine, harmless } from '../clean.ts'
import { wrapTurned } from '../text/bidi.ts'
import { type Row, row, span, wrap } from '../text/spans.ts'
import { besideInWords, pastCallInWords } from './call.ts'
import { clock, messageIn, messageRows, rule, unsentRows } from './message.ts'
import { type Anchor, messagesOf, type Notice, nameOf, type Scene, unsentOf } from './model.ts'

type Item =
  | { readonly key: string; readonly is: 'beside'; readonly seq: number; readonly at: number; words(scene: Scene): string }
  | {
      readonly key: string
      readonly is: 'message'
      readonly message: Message
      readonly before: Message | undefined
      readonly isFirstNew: boolean
    }
  | { readonly key: string; readonly is: 'notice'; readonly notice: Notice }
  | { readonly key: string; readonly is: 'unsent'; readonly at: number }

const SAME_BREATH_MS = 5 * 60_000

/** The rows in sight, at most `height`; fewer at the beginning of a room. */
export function talkRows(scene: Scene, columns: number, height: number): readonly Row[] {
  const items = itemsOf(scene)
  const { anchor } = scene.ui
  const at = anchor === undefined ? -1 : items.findIndex(({ key }) => key === anchor.item)
  if (items.length === 0) return emptyRows(scene, columns)
  const rows: Row[] = []
  let hidden = at < 0 ? 0 : (anchor?.below ?? 0)
  for (let i = at < 0 ? items.length - 1 : at; i >= 0 && rows.length < height; i--) {
    const item = items[i]
    if (!item) break
    const all = rowsOf(item, scene, columns)
    const shown = hidden > 0 ? all.slice(0, Math.max(0, all.length - hidden)) : all
    hidden = Math.max(0, hidden - all.length)
    rows.unshift(...shown)
  }
  return rows.slice(-height)
}

/** What stands there instead of words: what to do next. */
function emptyRows({ state, ui }: Scene, columns: number): readonly Row[] {
  const room = ui.room === undefined ? undefined : state.rooms.get(ui.room)
  const isRead = ui.room !== undefined && state.timelines.has(ui.room)
  const words = !room
    ? 'You are in no room. Ctrl+K goes to one, /showgroups shows those that are open, /create NAME makes one.'
    : isRead
      ? 'Nothing was said here yet. Type something and press Enter; /help shows what else there is.'
      : state.connection.is === 'open'
        ? ''
        : 'What was said here is not kept on this machine; it comes with the server. You can write meanwhile: it is sent then.'
  return words === '' ? [] : wrap(row(words, ui.theme.faint), columns - 4).map((one): Row => [span('  '), ...one])
}

/** Where one looks after so many rows up (or, below zero, down). Undefined: at the newest. */
export function scrolled(scene: Scene, columns: number, height: number, by: number): Anchor | undefined {
  const items = itemsOf(scene)
  const { anchor } = scene.ui
  const found = anchor === undefined ? -1 : items.findIndex(({ key }) => key === anchor.item)
  let at = found < 0 ? items.length - 1 : found
  let below = (found < 0 ? 0 : (anchor?.below ?? 0)) + by
  const high = (i: number) => {
    const item = items[i]
    return item ? rowsOf(item, scene, columns).length : 0
  }
  while (below < 0 && at < items.length - 1) below += high(++at)
  while (at > 0 && below >= high(at)) below -= high(at--)
  if (below < 0 || items.length === 0) return undefined
  // Never higher than the first row at the top.
  let above = -below
  for (let i = at; i >= 0 && above < height; i--) above += high(i)
  if (above < height) {
    const rest = scrolledDown(items.length, at, below, height - above, high)
    return rest && anchorAt(items, rest.at, rest.below)
  }
  return at === items.length - 1 && below === 0 ? undefined : anchorAt(items, at, below)
}

function scrolledDown(
  count: number,
  from: number,
  below: number,
  by: number,
  high: (i: number) => number,
): { at: number; below: number } | undefined {
  let at = from
  let left = below - by
  while (left < 0 && at < count - 1) left += high(++at)
  return left < 0 || (at === count - 1 && left === 0) ? undefined : { at, below: left }
}

function anchorAt(items: readonly Item[], at: number, below: number): Anchor | undefined {
  const item = items[at]
  return item && { item: item.key, below }
}

/** Puts a message in sight, somewhat below the middle. */
export function anchorOn(scene: Scene, columns: number, height: number, seq: number): Anchor | undefined {
  const items = itemsOf(scene)
  const at = items.findIndex((item) => item.is === 'message' && item.message.seq === seq)
  if (at < 0) return scene.ui.anchor
  const room = Math.floor(height / 3)
  let last = at
  let below = 0
  for (let i = at + 1; i < items.length && below < room; i++) {
    const item = items[i]
    if (!item) break
    below += rowsOf(item, scene, columns).length
    last = i
  }
  return last === items.length - 1 ? undefined : anchorAt(items, last, 0)
}

/** Is the oldest that is held in sight? Then there may be more to fetch. */
export function seesBeginning(scene: Scene, columns: number, height: number): boolean {
  const items = itemsOf(scene)
  const { anchor } = scene.ui
  const found = anchor === undefined ? -1 : items.findIndex(({ key }) => key === anchor.item)
  let sum = -(found < 0 ? 0 : (anchor?.below ?? 0))
  for (let i = found < 0 ? items.length - 1 : found; i >= 0; i--) {
    const item = items[i]
    if (item) sum += rowsOf(item, scene, columns).length
    if (sum > height + height) return false
  }
  return true
}

/** What stands there one above the other. What was said is put together once for each state of the room, however often it is drawn. */
function itemsOf(scene: Scene): readonly Item[] {
  const { state, ui } = scene
  const said = saidIn(scene)
  const unsent = ui.room === undefined ? [] : unsentOf(state, ui.room)
  const notices = ui.notices.filter(({ room }) => room === undefined || room === ui.room)
  if (notices.length + unsent.length === 0) return said
  return [...withNotices(said, notices), ...unsent.map(({ clientId }, at): Item => ({ key: `u${clientId}`, is: 'unsent', at }))]
}

type Said = { readonly enteredAt: number | undefined; readonly timeline: Timeline | undefined; readonly items: readonly Item[] }
const put = new WeakMap<readonly Message[], Said>()

function saidIn(scene: Scene): readonly Item[] {
  const { state, ui } = scene
  const messages = messagesOf(state, ui.room)
  const timeline = ui.room === undefined ? undefined : state.timelines.get(ui.room)
  const known = put.get(messages)
  const isSame = known?.timeline?.calls === timeline?.calls && known?.timeline?.pins === timeline?.pins
  if (known && isSame && known.enteredAt === timeline?.enteredAt) return known.items
  const firstNew = firstNewOf(scene, messages)
  const besides = besidesOf(timeline)
  const items: Item[] = []
  let shown = 0
  const tell = (upto: number) => {
    for (let one = besides[shown]; one && one.seq < upto; one = besides[++shown]) items.push({ is: 'beside', ...one })
  }
  for (const [at, message] of messages.entries()) {
    tell(message.seq)
    items.push({ key: `m${message.seq}`, is: 'message', message, before: messages[at - 1], isFirstNew: message.seq === firstNew })
  }
  tell(Number.POSITIVE_INFINITY)
  put.set(messages, { enteredAt: timeline?.enteredAt, timeline, items })
  return items
}

/** Each behind the newest message there was when it was told: most of them stand at the end. */
function withNotices(said: readonly Item[], notices: readonly Notice[]): readonly Item[] {
  const [first] = notices
  if (!first) return said
  let from = said.length
  while (from > 0 && seqOf(said[from - 1]) > first.after) from--
  const items = said.slice(0, from)
  let told = 0
  for (const item of said.slice(from)) {
    for (let notice = notices[told]; notice && notice.after < seqOf(item); notice = notices[++told])
      items.push({ key: `n${notice.id}`, is: 'notice', notice })
    items.push(item)
  }
  return [...items, ...notices.slice(told).map((notice): Item => ({ key: `n${notice.id}`, is: 'notice', notice }))]
}

const seqOf = (item: Item | undefined): number => (item?.is === 'message' ? item.message.seq : item?.is === 'beside' ? item.seq : 0)

type Beside = Extract<Item, { is: 'beside' }>

/** What happened between the messages: calls, and what was pinned. Whom it names may become known later: the words are made when drawn. */
function besidesOf(timeline: Timeline | undefined): readonly Omit<Beside, 'is'>[] {
  const { calls = [], pins = [], messages = [] } = timeline ?? {}
  if (calls.length + pins.length === 0) return []
  const wordsOf = (id: MessageId) => {
    const found = messageIn(messages, id)
    return cleanLine(found?.poll?.question ?? found?.text ?? 'an earlier message')
  }
  return [
    ...calls.map((call) => ({
      key: `c${call.id}`,
      seq: call.seq,
      at: call.at,
      words: (scene: Scene) => `☎ ${pastCallInWords(call, scene)}${besideInWords(call)}`,
    })),
    ...pins.map(({ id, seq, by, at }) => ({
      ...{ key: `p${id}`, seq, at },
      words: (scene: Scene) => `⚑ ${nameOf(scene.person(by))} pinned: ${wordsOf(id)}`,
    })),
  ].toSorted((a, b) => a.seq - b.seq)
}

/** Where the line stands that was drawn on entering: it stays there. */
function firstNewOf({ state, ui }: Scene, messages: readonly Message[]): number | undefined {
  const timeline = ui.room === undefined ? undefined : state.timelines.get(ui.room)
  if (timeline === undefined) return undefined
  return messages.find(({ seq, author }) => seq > timeline.enteredAt && author !== state.me?.id)?.seq
}

function rowsOf(item: Item, scene: Scene, columns: number): readonly Row[] {
  const { theme } = scene.ui
  if (item.is === 'notice') return noticeRows(item.notice, columns, scene)
  if (item.is === 'beside') return besideRows(item, columns, scene)
  if (item.is === 'unsent') {
    const unsent = scene.ui.room === undefined ? undefined : unsentOf(scene.state, scene.ui.room)[item.at]
    return unsent ? unsentRows(unsent, scene, columns) : []
  }
  const { message, before, isFirstNew } = item
  const isNewDay = before === undefined || dayOf(before.at) !== dayOf(message.at)
  const follows =
    !isNewDay && !isFirstNew && before?.author === message.author && message.at - before.at < SAME_BREATH_MS && isPlain(message)
  return [
    ...(isNewDay ? [rule(dayName(message.at, scene.now), columns, theme.faint)] : []),
    ...(isFirstNew ? [rule('new', columns, theme.mention)] : []),
    ...messageRows(message, scene, { columns, follows, isSelected: scene.ui.selected === message.seq }),
  ]
}

function besideRows({ at, words }: Pick<Beside, 'at' | 'words'>, columns: number, scene: Scene): readonly Row[] {
  const { theme, turns } = scene.ui
  const time = `${clock(at)} `
  return wrapTurned(row(words(scene), theme.faint), columns - time.length, turns).map(
    (one, nth): Row => [span(nth === 0 ? time : ' '.repeat(time.length), theme.faint), ...one],
  )
}

/** Behind a star; what is broken goes on below its words. */
function noticeRows({ text, isBad }: Notice, columns: number, { ui: { theme, turns } }: Scene): readonly Row[] {
  const style = isBad ? theme.danger : theme.notice
  return wrapTurned(row(harmless(text), style), columns - 4, turns).map((one, at): Row => [span(at === 0 ? '  * ' : '    ', style), ...one])
}

/** With nothing over its words that would need a name before it. */
const isPlain = ({ replyTo, thread, forwarded }: Message): boolean => replyTo === null && thread === undefined && forwarded === undefined

const dayOf = (at: number): number => new Date(at).setHours(0, 0, 0, 0)
const long = new Intl.DateTimeFormat('en', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })

function dayName(at: number, now: number): string {
  const days = Math.round((dayOf(now) - dayOf(at)) / 86_400_000)
  return days === 0 ? 'Today' : days === 1 ? 'Yesterday' : long.format(at)
}
