// A window of one room's messages: contiguous, in rising seq, bounded. Everything here is idempotent: a page of history
// may or may not hold what an event says, and putting the event on top must come to the same.
import type { PastCall } from '@hearth/protocol/call-shapes.ts'
import type { LoggedEvent } from '@hearth/protocol/events.ts'
import type { MessageId, Seq } from '@hearth/protocol/ids.ts'
import type { Pin, Replies } from '@hearth/protocol/mark-shapes.ts'
import type { Message } from '@hearth/protocol/shapes.ts'
import { choosing, deleted, edited, pinned, react, unpinned, unreact, withoutFile, withPoll, withPreview } from './message-changes.ts'
import { began, ended, saidBeside, withPastCalls } from './past-calls.ts'
import { withoutPin, withPins } from './past-pins.ts'

export type Timeline = {
  readonly messages: readonly Message[]
  readonly hasOlder: boolean
  readonly hasNewer: boolean
  /** How far this person had read when the room was opened: the "new" line stays after this. */
  readonly enteredAt: Seq
  /** In rising seq; absent: none. */
  readonly calls?: readonly PastCall[]
  /** The same of pinnings whose pin is still there. */
  readonly pins?: readonly Pin[]
}

/** Messages kept in memory per room; the far end is dropped. */
export const WINDOW = 600

/** What an entry of the room's log does to the window. */
export function applyToTimeline(timeline: Timeline, event: LoggedEvent): Timeline {
  switch (event.event) {
    case 'message.said':
      return append(replied(timeline, event), { ...event.with, seq: event.seq, reactions: [] })
    case 'message.edited':
      return change(timeline, event.with.id, (message) => edited(message, event.with))
    case 'message.previewed':
      return change(timeline, event.with.id, (message) => withPreview(message, event.with.preview))
    case 'message.deleted':
      return withoutPin(
        change(timeline, event.with.id, (message) => deleted(message, event.with)),
        event.with.id,
      )
    case 'file.gone':
      return change(timeline, event.with.id, (message) => withoutFile(message, event.with.file))
    case 'message.pinned':
      return withPins(change(timeline, event.with.id, pinned), [{ ...event.with, seq: event.seq }])
    case 'message.unpinned':
      return withoutPin(change(timeline, event.with.id, unpinned), event.with.id)
    case 'poll.voted':
      return change(timeline, event.with.id, (message) => withPoll(message, { counts: event.with.counts, voters: event.with.voters }))
    case 'poll.closed':
      return change(timeline, event.with.id, (message) => withPoll(message, { closed: event.with.at }))
    case 'call.started':
      return withPastCalls(timeline, [began(event.seq, event.with)])
    case 'call.ended':
      return ended(timeline, event.with)
    case 'message.reacted':
      return change(timeline, event.with.id, (message) => react(message, event.with.emoji, event.with.user))
    case 'message.unreacted':
      return change(timeline, event.with.id, (message) => unreact(message, event.with.emoji, event.with.user))
    default:
      return timeline
  }
}

/** Puts older messages before the window; the newest are dropped when it grows too long. */
export function prepend(timeline: Timeline, page: readonly Message[], hasOlder: boolean): Timeline {
  const first = timeline.messages[0]?.seq ?? Number.POSITIVE_INFINITY
  const messages = [...page.filter((message) => message.seq < first), ...timeline.messages]
  const cut = messages.length > WINDOW
  return { ...timeline, messages: cut ? messages.slice(0, WINDOW) : messages, hasOlder, hasNewer: timeline.hasNewer || cut }
}

/** Puts newer messages after the window; the oldest are dropped when it grows too long. */
export function extend(timeline: Timeline, page: readonly Message[], hasNewer: boolean): Timeline {
  const last = timeline.messages.at(-1)?.seq ?? -1
  return trimmed({ ...timeline, messages: [...timeline.messages, ...page.filter((message) => message.seq > last)], hasNewer })
}

function append(timeline: Timeline, message: Message): Timeline {
  const last = timeline.messages.at(-1)?.seq ?? -1
  if (timeline.hasNewer || message.seq <= last) return timeline
  return trimmed({ ...timeline, messages: [...timeline.messages, message] })
}

function trimmed(timeline: Timeline): Timeline {
  if (timeline.messages.length <= WINDOW) return timeline
  return { ...timeline, messages: timeline.messages.slice(-WINDOW), hasOlder: true }
}

function change(timeline: Timeline, id: MessageId, how: (message: Message) => Message): Timeline {
  const at = timeline.messages.findLastIndex((message) => message.id === id)
  const old = timeline.messages[at]
  if (!old) return timeline
  const changed = how(old)
  return changed === old ? timeline : { ...timeline, messages: timeline.messages.with(at, changed) }
}

export const chose = (timeline: Timeline, id: MessageId, options: readonly number[]): Timeline =>
  change(timeline, id, (message) => choosing(message, options))

/** So many who replied are named: the first. */
const FACES = 5

const NO_REPLIES: Replies = { count: 0, lastSeq: 0, lastAt: 0, users: [] }

/** A reply is counted where its thread began. */
function replied(timeline: Timeline, event: Said): Timeline {
  const { thread } = event.with
  if (thread === undefined) return timeline
  const after = change(timeline, thread, (root) => {
    const replies = withReply(root.replies, event)
    return replies === undefined ? root : { ...root, replies }
  })
  return saidBeside(after, thread, (before) => withReply(before, event))
}

type Said = LoggedEvent & { readonly event: 'message.said' }

/** Undefined: it is counted already. */
function withReply(before: Replies | undefined, { seq, with: { author, at } }: Said): Replies | undefined {
  const { count, lastSeq, users } = before ?? NO_REPLIES
  if (seq <= lastSeq) return undefined
  const faces = users.length < FACES && !users.includes(author) ? [...users, author] : users
  return { count: count + 1, lastSeq: seq, lastAt: at, users: faces }
}
