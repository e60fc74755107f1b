// What stands under what in a room: days, the "New" line, who speaks on. Pure; the timeline only draws it.
import type { Parcel } from '@hearth/client/parcels.ts'
import type { Unsent } from '@hearth/client/state.ts'
import type { PastCall } from '@hearth/protocol/call-shapes.ts'
import type { At, Seq, UserId } from '@hearth/protocol/ids.ts'
import type { Pin } from '@hearth/protocol/mark-shapes.ts'
import type { Message } from '@hearth/protocol/shapes.ts'
import { midnight } from '../../words.ts'

export type Row =
  | { readonly is: 'day'; readonly key: string; readonly at: At }
  | { readonly is: 'new'; readonly key: 'new' }
  | { readonly is: 'message'; readonly key: string; readonly message: Message; readonly first: boolean }
  | { readonly is: 'call'; readonly key: string; readonly call: PastCall }
  | { readonly is: 'pin'; readonly key: string; readonly pin: Pin }
  | { readonly is: 'unsent'; readonly key: string; readonly unsent: Unsent; readonly first: boolean }
  | { readonly is: 'parcel'; readonly key: string; readonly parcel: Parcel; readonly first: boolean }

/** Somebody who goes on within this time is not named again. */
const SAME_BREATH_MS = 5 * 60_000

type Given = {
  readonly messages: readonly Message[]
  /** Calls, each at the place of its start; those beyond the messages are not drawn. */
  readonly calls?: readonly PastCall[]
  /** Pinnings, likewise. */
  readonly pins?: readonly Pin[]
  /** What is not answered yet, drawn after everything else. */
  readonly unsent: readonly Unsent[]
  /** Messages whose files are still on their way; after those whose words are. */
  readonly parcels?: readonly Parcel[]
  /** The "New" line stands after this entry; null for none. */
  readonly lineAfter: Seq | null
  readonly me: UserId
  /** Nothing was said before the first of the messages. */
  readonly isWhole: boolean
}

export function buildRows({ messages, calls = [], pins = [], unsent, parcels = [], lineAfter, me, isWhole }: Given): readonly Row[] {
  const rows: Row[] = []
  let before: { author: UserId; at: At } | null = null
  let day: number | null = null
  // A line that stands above the window is not drawn inside it: the entry after it must be in sight, or the room's first message.
  let isLineDue = lineAfter !== null && (isWhole || (messages[0]?.seq ?? 0) <= lineAfter + 1)

  for (const entry of inOrder(messages, [...calls, ...pins])) {
    if (day !== midnight(entry.at)) {
      day = midnight(entry.at)
      rows.push({ is: 'day', key: `day ${day} ${entry.seq}`, at: entry.at })
      before = null
    }
    if (!('author' in entry)) {
      rows.push('video' in entry ? { is: 'call', key: `call ${entry.id}`, call: entry } : { is: 'pin', key: `pin ${entry.id}`, pin: entry })
      before = null
      continue
    }
    if (isLineDue && lineAfter !== null && entry.seq > lineAfter && entry.author !== me) {
      rows.push({ is: 'new', key: 'new' })
      isLineDue = false
      before = null
    }
    rows.push({ is: 'message', key: keyOf(entry.author, entry.clientId), message: entry, first: startsAnew(before, entry, entry.author) })
    before = entry
  }
  return [...rows, ...waiting(messages, [...unsent, ...parcels], me, before)]
}

const inOrder = (messages: readonly Message[], others: readonly (PastCall | Pin)[]): readonly (Message | PastCall | Pin)[] =>
  others.length === 0 ? messages : [...messages, ...others].sort((a, b) => a.seq - b.seq)

/** One's own message keeps its key when the real one takes the place of the echo, so that nothing is drawn anew. */
export const keyOf = (author: UserId, clientId: string): string => `${author} ${clientId}`

function waiting(
  messages: readonly Message[],
  unsent: readonly (Unsent | Parcel)[],
  me: UserId,
  last: { author: UserId; at: At } | null,
): Row[] {
  const arrived = new Set(messages.filter((message) => message.author === me).map((message) => message.clientId))
  let before = last
  return unsent
    .filter((one) => !arrived.has(one.clientId))
    .map((one) => {
      const first = startsAnew(before, one, me)
      before = { author: me, at: one.at }
      const key = keyOf(me, one.clientId)
      return 'pieces' in one ? { is: 'parcel', key, parcel: one, first } : { is: 'unsent', key, unsent: one, first }
    })
}

/** A reply always names its author: the quote stands between it and the line before. */
function startsAnew(before: { author: UserId; at: At } | null, message: { at: At; replyTo: string | null }, author: UserId): boolean {
  return before === null || message.replyTo !== null || before.author !== author || message.at - before.at > SAME_BREATH_MS
}

/** The key of the last thing somebody said that is still there; null where something they say now is on its way. */
export function lastOf(rows: readonly Row[], author: UserId): string | null {
  const last = rows.findLast((row) => (row.is === 'message' && row.message.author === author) || row.is === 'unsent' || row.is === 'parcel')
  return last?.is === 'message' && last.message.text !== null ? last.key : null
}

/** At most this many rows are in the page, whatever is in memory. */
export const MOST_ROWS = 280

/**
 * The part of the window around an entry (or its end), and whether more is held on either side.
 * @param ahead so many stand before the entry
 */
export function clip(
  messages: readonly Message[],
  around: Seq | null,
  most = MOST_ROWS,
  ahead = Math.floor(most / 2),
): { readonly shown: readonly Message[]; readonly above: boolean; readonly below: boolean } {
  if (messages.length <= most) return { shown: messages, above: false, below: false }
  const at = around === null ? -1 : messages.findIndex((message) => message.seq >= around)
  const end = messages.length - most
  const start = at === -1 ? end : Math.max(0, Math.min(at - ahead, end))
  return { shown: messages.slice(start, start + most), above: start > 0, below: start + most < messages.length }
}

/** No row is lower, and one that names its author is higher by a line. */
const LOWEST_ROW_PX = 24
const HEAD_PX = 20
/** What stands around the words of a room: its head, and where one writes. */
const AROUND_PX = 120
/** A few to scroll into, before more are drawn. */
const TO_SPARE = 2

/** How many messages are drawn on either side of an entry. */
export type Fitting = { readonly above: number; readonly below: number }

/**
 * As many as fill the screen around an entry (or above the end), by what they take at least: another room is there at once, and the rest is drawn
 * as somebody reads towards it.
 * @param stands where on the screen the entry is to stand: a part of its height
 */
export function fitting(messages: readonly Message[], around: Seq | null, height: number, stands = 0.5): Fitting {
  const at = around === null ? -1 : messages.findIndex((message) => message.seq >= around)
  const room = Math.max(0, height - AROUND_PX)
  if (at === -1) return { above: filling(messages, messages.length - 1, -1, room).many, below: 0 }
  const above = filling(messages, at - 1, -1, room * stands)
  // What is not taken above is filled from below.
  const below = filling(messages, at, 1, room * (1 - stands) + above.left)
  return { above: above.many, below: below.many }
}

/** @param step -1: upwards. `left`: px that nothing is there for */
function filling(messages: readonly Message[], from: number, step: 1 | -1, px: number): { readonly many: number; readonly left: number } {
  let [many, left] = [TO_SPARE, px]
  for (let at = from; left > 0; at += step) {
    const [before, message] = [messages[at - 1] ?? null, messages[at]]
    if (!message) break
    left -= LOWEST_ROW_PX + (startsAnew(before, message, message.author) ? HEAD_PX : 0)
    many += 1
  }
  return { many, left: Math.max(0, left) }
}

/** What else stands between the messages that are drawn, and at an end where nothing is left out. */
export function within<T extends { readonly seq: Seq }>(
  others: readonly T[] | undefined,
  shown: readonly Message[],
  above: boolean,
  below: boolean,
): readonly T[] {
  const from = above ? (shown[0]?.seq ?? 0) : Number.NEGATIVE_INFINITY
  const upto = below ? (shown.at(-1)?.seq ?? 0) : Number.POSITIVE_INFINITY
  return (others ?? []).filter(({ seq }) => seq >= from && seq <= upto)
}
