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

/** The part of the window around an entry (or its end), and whether more is held on either side. */
export function clip(
  messages: readonly Message[],
  around: Seq | null,
  most = MOST_ROWS,
): { readonly shown: readonly Message[]; readonly above: boolean; readonly below: boolean } {
  if (messages.length <= most) return { shown: messages, above: false, below: false }
  const at = around === null ? messages.length - 1 : messages.findIndex((message) => message.seq >= around)
  const centre = at === -1 ? messages.length - 1 : at
  const start = Math.max(0, Math.min(centre - Math.floor(most / 2), messages.length - most))
  return { shown: messages.slice(start, start + most), above: start > 0, below: start + most < messages.length }
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
