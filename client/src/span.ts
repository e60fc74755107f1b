// What stands between the messages of a window of history: calls, pinnings.
import type { Seq } from '@hearth/protocol/ids.ts'

export type Span = { readonly messages: readonly { readonly seq: Seq }[]; readonly hasOlder: boolean; readonly hasNewer: boolean }

/** It stands in a window that reaches as far: between its messages, and beyond them where the log has no more. */
export function fits({ messages, hasOlder, hasNewer }: Span): (one: { readonly seq: Seq }) => boolean {
  const from = hasOlder ? (messages[0]?.seq ?? Number.POSITIVE_INFINITY) : 0
  const upto = hasNewer ? (messages.at(-1)?.seq ?? 0) : Number.POSITIVE_INFINITY
  return ({ seq }) => seq >= from && seq <= upto
}
