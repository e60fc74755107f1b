// A thread as it is held: the message it began with stands beside the window of its replies, so that it never leaves it.
import { applyToTimeline, chose, type Timeline } from '@hearth/client/timeline.ts'
import type { LoggedEvent } from '@hearth/protocol/events.ts'
import type { MessageId } from '@hearth/protocol/ids.ts'
import type { Message } from '@hearth/protocol/shapes.ts'

export type Held = { readonly root: Message; readonly replies: Timeline }

export const heldFrom = (root: Message, replies: readonly Message[], more: boolean): Held => ({
  root,
  replies: { messages: replies, hasOlder: more, hasNewer: false, enteredAt: 0 },
})

/** Of what is said in the room only what belongs into the thread. */
export function after({ root, replies }: Held, event: LoggedEvent): Held {
  const isElsewhere = event.event === 'message.said' && event.with.thread !== root.id
  if (isElsewhere) return { root, replies }
  return { root: changed(root, (alone) => applyToTimeline(alone, event)), replies: applyToTimeline(replies, event) }
}

export const afterChoice = ({ root, replies }: Held, id: MessageId, options: readonly number[]): Held => ({
  root: changed(root, (alone) => chose(alone, id, options)),
  replies: chose(replies, id, options),
})

export function withEarlier({ root, replies }: Held, page: readonly Message[], more: boolean): Held {
  const first = replies.messages[0]?.seq ?? Number.POSITIVE_INFINITY
  return { root, replies: { ...replies, messages: [...page.filter(({ seq }) => seq < first), ...replies.messages], hasOlder: more } }
}

/** What of a thread is known from its room. */
export function threadIn(messages: readonly Message[], id: MessageId): Held | undefined {
  const asked = messages.find((message) => message.id === id)
  const root = asked?.thread === undefined ? asked : messages.find((message) => message.id === asked.thread)
  if (!root) return undefined
  const replies = messages.filter((message) => message.thread === root.id)
  return heldFrom(root, replies, false)
}

/** A window that takes nothing new. */
const changed = (root: Message, how: (alone: Timeline) => Timeline): Message =>
  how({ messages: [root], hasOlder: true, hasNewer: true, enteredAt: 0 }).messages[0] ?? root
