// The calls of a window of history, each at the place of its start in the room's log. Idempotent, as the messages beside them are.
import type { PastCall } from '@hearth/protocol/call-shapes.ts'
import type { EventWith } from '@hearth/protocol/events.ts'
import type { MessageId, Seq } from '@hearth/protocol/ids.ts'
import { threadOfCall } from '@hearth/protocol/make-id.ts'
import type { Replies } from '@hearth/protocol/mark-shapes.ts'
import { fits, type Span } from './span.ts'

type Window = Span & { readonly calls?: readonly PastCall[] }

/** With these calls, too: each once, no longer going on where either says that it ended, and with what was said beside it as of the later one. */
export function withPastCalls<W extends Window>(window: W, more: readonly PastCall[]): W {
  if (more.length === 0 && window.calls === undefined) return window
  const byId = new Map((window.calls ?? []).map((call) => [call.id, call]))
  for (const call of more) byId.set(call.id, merged(byId.get(call.id), call))
  const calls = [...byId.values()].filter(fits(window)).sort((one, next) => one.seq - next.seq)
  return { ...window, calls }
}

function merged(before: PastCall | undefined, call: PastCall): PastCall {
  if (before === undefined) return call
  const isBehind = (call.replies?.lastSeq ?? 0) < (before.replies?.lastSeq ?? 0)
  const replies = isBehind ? before.replies : call.replies
  return { ...call, ended: before.ended ?? call.ended, ...(replies === undefined ? {} : { replies }) }
}

/** Something was said beside one of them. */
export function saidBeside<W extends Window>(window: W, thread: MessageId, count: (before: Replies | undefined) => Replies | undefined): W {
  const call = window.calls?.find(({ id }) => threadOfCall(id) === thread)
  if (call === undefined) return window
  const replies = count(call.replies)
  return replies === undefined ? window : withPastCalls(window, [{ ...call, replies }])
}

export const began = (seq: Seq, { call, by, at, video }: EventWith<'call.started'>): PastCall => ({
  id: call,
  seq,
  by,
  at,
  video,
  ended: null,
})

export function ended<W extends Window>(window: W, { call: id, at, why, by, people }: EventWith<'call.ended'>): W {
  const call = window.calls?.find((one) => one.id === id)
  return call === undefined ? window : withPastCalls(window, [{ ...call, ended: { at, why, by, people } }])
}
