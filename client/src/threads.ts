// Threads: where a reply in one is seen, and what one began with.
import type { PastCall } from '@hearth/protocol/call-shapes.ts'
import type { MessageId } from '@hearth/protocol/ids.ts'
import { threadOfCall } from '@hearth/protocol/make-id.ts'
import type { Replies } from '@hearth/protocol/mark-shapes.ts'
import type { Message } from '@hearth/protocol/shapes.ts'

/** Replies in threads stand there alone, unless their author wanted them in the room, too. */
export const standsInRoom = ({ thread, also }: { readonly thread?: string; readonly also?: true }): boolean =>
  thread === undefined || also === true

/** What a thread began with: somebody’s words, or a call that it lies beside. `id`: what its replies name. */
export type Root = { readonly id: MessageId; readonly replies: Replies | undefined } & (
  | { readonly is: 'message'; readonly message: Message }
  | { readonly is: 'call'; readonly call: PastCall }
)

export const rootOfMessage = (message: Message): Root => ({ is: 'message', id: message.id, replies: message.replies, message })

export const rootOfCall = (call: PastCall): Root => ({ is: 'call', id: threadOfCall(call.id), replies: call.replies, call })

/** As the server tells it: one of the two. */
export function rootIn({ root, call }: { readonly root?: Message; readonly call?: PastCall }): Root | undefined {
  if (root !== undefined) return rootOfMessage(root)
  return call && rootOfCall(call)
}
