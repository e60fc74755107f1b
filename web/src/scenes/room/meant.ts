// Which message a link, a quote or a search result means, of those that are held.
import type { Timeline } from '@hearth/client/state.ts'
import { standsInRoom } from '@hearth/client/threads.ts'
import type { Seq } from '@hearth/protocol/ids.ts'
import type { Message } from '@hearth/protocol/shapes.ts'

/**
 * The message at that place, wherever it stands. Where something else stands there (somebody came, a call), the next one in the room, which
 * `isNear`. Undefined: what is held does not reach there.
 */
export function meantBy(
  { messages, hasOlder, hasNewer }: Pick<Timeline, 'messages' | 'hasOlder' | 'hasNewer'>,
  seq: Seq,
): { readonly message: Message; readonly isNear: boolean } | undefined {
  const exact = messages.find((message) => message.seq === seq)
  if (exact) return { message: exact, isNear: false }
  const [first, last] = [messages[0], messages.at(-1)]
  if (!first || !last || (seq < first.seq && hasOlder) || (seq > last.seq && hasNewer)) return undefined
  const near = messages.find((message) => message.seq > seq && standsInRoom(message)) ?? messages.findLast(standsInRoom)
  return near && { message: near, isNear: true }
}

/** The oldest in the room after that place; what stands in a thread alone is not read there. */
export const oldestAfter = (messages: readonly Message[], seq: Seq): Message | undefined =>
  messages.find((message) => message.seq > seq && standsInRoom(message))
