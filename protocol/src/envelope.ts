// The three frames of the socket. Fixed: others write clients against them.
//
//   → {"id":7,"do":"message.send","with":{…}}
//   ← {"id":7,"ok":{…}}   or   {"id":7,"error":{"code":"not_a_member","says":"…"}}
//   ← {"event":"message.said","room":"…","seq":12,"with":{…}}      (no seq for what passes)
//
// Over HTTP: POST /api/message.send with the body that `with` would hold; `{"ok":{…}}` or `{"error":{…}}` comes back.
import type { CommandName, Gives, Takes } from './commands.ts'
import type { Failure } from './errors.ts'
import type { ChatEvent } from './events.ts'

/** Chosen by the client; comes back with the answer. */
export type RequestId = number | string

export type Request = { [N in CommandName]: { readonly id: RequestId; readonly do: N; readonly with: Takes<N> } }[CommandName]
export type Answer =
  | { readonly id: RequestId; readonly ok: Gives<CommandName> }
  /** `id` is null when the request's own could not be read. */
  | { readonly id: RequestId | null; readonly error: Failure }
export type FromServer = Answer | ChatEvent
