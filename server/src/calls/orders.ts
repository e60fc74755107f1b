// What travels between the server and the process of its engine, over the channel Node opens between a process and its child: one object a
// message, in order.
import type { Slot, Source, Wanted } from '@hearth/protocol/call-shapes.ts'
import type { CallId, ParticipantId } from '@hearth/protocol/ids.ts'
import type { EngineSettings, Numbers, Opening } from './engine.ts'
import type { Answer } from './sdp.ts'

export type Order =
  | { readonly do: 'begin'; readonly settings: EngineSettings }
  | ({ readonly do: 'open' } & Opening)
  | { readonly do: 'close'; readonly peer: ParticipantId }
  | { readonly do: 'allow'; readonly peer: ParticipantId; readonly may: readonly Source[] }
  | { readonly do: 'sized'; readonly peer: ParticipantId; readonly cameraLines: number }
  | { readonly do: 'answer'; readonly peer: ParticipantId; readonly number: number; readonly n: number; readonly answer: Answer }
  | { readonly do: 'restart'; readonly peer: ParticipantId; readonly number: number }
  | { readonly do: 'want'; readonly peer: ParticipantId; readonly videos: readonly Wanted[] }
  | { readonly do: 'statistics'; readonly ask: number; readonly call: CallId }
  /** Is it still there? */
  | { readonly do: 'ping' }

export type News =
  | { readonly is: 'offered'; readonly peer: ParticipantId; readonly number: number; readonly n: number; readonly sdp: string }
  | { readonly is: 'connected'; readonly peer: ParticipantId; readonly number: number; readonly connected: boolean }
  | { readonly is: 'slots'; readonly peer: ParticipantId; readonly number: number; readonly slots: readonly Slot[] }
  | { readonly is: 'speaking'; readonly call: CallId; readonly peers: readonly ParticipantId[] }
  | { readonly is: 'heard'; readonly peers: readonly ParticipantId[] }
  | { readonly is: 'left'; readonly peer: ParticipantId; readonly number: number }
  | { readonly is: 'statistics'; readonly ask: number; readonly numbers: readonly Numbers[] }
  | { readonly is: 'pong' }
  | { readonly is: 'trouble'; readonly says: string; readonly cause: string }
