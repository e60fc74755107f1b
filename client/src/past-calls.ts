// The calls of a window of history, each at the place of its start in the room's log. Idempotent, as the messages beside them are.
import type { PastCall } from '@hearth/protocol/call-shapes.ts'
import type { EventWith } from '@hearth/protocol/events.ts'
import type { Seq } from '@hearth/protocol/ids.ts'
import { fits, type Span } from './span.ts'

type Window = Span & { readonly calls?: readonly PastCall[] }

/** With these calls, too: each once, and no longer going on where either says that it ended. */
export function withPastCalls<W extends Window>(window: W, more: readonly PastCall[]): W {
  if (more.length === 0 && window.calls === undefined) return window
  const byId = new Map((window.calls ?? []).map((call) => [call.id, call]))
  for (const call of more) if (byId.get(call.id)?.ended == null) byId.set(call.id, call)
  const calls = [...byId.values()].filter(fits(window)).sort((one, next) => one.seq - next.seq)
  return { ...window, calls }
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
