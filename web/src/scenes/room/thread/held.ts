// A thread as it is held: what it began with stands beside the window of its replies, so that it never leaves it.
import { type Root, rootOfCall, rootOfMessage } from '@hearth/client/threads.ts'
import { applyToTimeline, chose, type Timeline } from '@hearth/client/timeline.ts'
import type { LoggedEvent } from '@hearth/protocol/events.ts'
import type { MessageId } from '@hearth/protocol/ids.ts'
import { threadOfCall } from '@hearth/protocol/make-id.ts'
import type { Message } from '@hearth/protocol/shapes.ts'

export type Held = { readonly root: Root; readonly replies: Timeline }

export const heldFrom = (root: Root, replies: readonly Message[], more: boolean): Held => ({
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

type Known = Pick<Timeline, 'messages' | 'calls'>

/** What a thread of that name began with, where the room's window holds it. */
export function rootAmong({ messages, calls = [] }: Known, id: MessageId): Root | undefined {
  const first = messages.find((message) => message.id === id)
  if (first) return rootOfMessage(first)
  const call = calls.find((one) => threadOfCall(one.id) === id)
  return call && rootOfCall(call)
}

/** What of a thread is known from its room. */
export function threadIn(known: Known, id: MessageId): Held | undefined {
  const { messages } = known
  const asked = messages.find((message) => message.id === id)
  const root = rootAmong(known, asked?.thread ?? id)
  if (!root) return undefined
  const replies = messages.filter((message) => message.thread === root.id)
  return heldFrom(root, replies, false)
}

/** In a window of its own. */
function changed(root: Root, how: (alone: Timeline) => Timeline): Root {
  if (root.is === 'message') {
    const [message] = how({ messages: [root.message], hasOlder: true, hasNewer: true, enteredAt: 0 }).messages
    return message === undefined || message === root.message ? root : rootOfMessage(message)
  }
  const { calls = [] } = how({ messages: [], calls: [root.call], hasOlder: false, hasNewer: false, enteredAt: 0 })
  const call = calls.find(({ id }) => id === root.call.id)
  return call === undefined || call === root.call ? root : rootOfCall(call)
}
