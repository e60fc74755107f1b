// What carries sound and pictures: one contract, so that what is said about calls does not depend on it. Its peers are participants. There are
// two: media/ (werift, in every house) and soup/ (mediasoup, where it was asked for); engine.test.ts holds both to it.
//
// 1. It offers and is answered, never the other way round. A peer that is opened is offered something, soon or when the engine is up again.
// 2. When it dies it comes back by itself, without any peer: `lost` says so, and they are to be opened again under other numbers.
// 3. What a peer may not send goes nowhere, whatever it sends.
// 4. Sound comes before pictures, screens before cameras; who is sent what follows `want`, what gets through, and who speaks.
import type { Slot, Source, Wanted } from '@hearth/protocol/call-shapes.ts'
import type { CallId, ParticipantId } from '@hearth/protocol/ids.ts'
import type { Answer } from './sdp.ts'

export type Opening = {
  readonly peer: ParticipantId
  readonly call: CallId
  /** Another one for each time a peer is opened: what belongs to the one before is no longer meant. */
  readonly number: number
  readonly may: readonly Source[]
  /** See `sized`; undefined: not known. */
  readonly cameraLines?: number | undefined
}

export type MediaEngine = AsyncDisposable & {
  readonly name: string
  open(opening: Opening): void
  /** Closing what is not open is fine. */
  close(peer: ParticipantId): void
  allow(peer: ParticipantId, may: readonly Source[]): void
  answer(peer: ParticipantId, number: number, n: number, answer: Answer): void
  /** So many lines their camera has, of its shorter side: what its layers are taken for until they show it themselves. */
  sized(peer: ParticipantId, cameraLines: number): void
  /** They are on another network: they are offered another way in, at once, and stay connected all the while. */
  restart(peer: ParticipantId, number: number): void
  /** Somebody comes soon: what takes time is begun. */
  ready(): void
  /** Undefined: those who speak. */
  want(peer: ParticipantId, videos: readonly Wanted[]): void
  /** Rejects with call_away. */
  statistics(call: CallId): Promise<readonly Numbers[]>
}

/** Of one peer, over its last seconds. */
export type Numbers = {
  readonly participant: ParticipantId
  readonly packetsIn: number
  readonly packetsOut: number
  readonly kilobitsIn: number
  readonly kilobitsOut: number
  /** Of what they send, and of what is sent to them: 0 to 1. */
  readonly lossIn: number
  readonly lossOut: number
  readonly roundTripMs: number | null
}

/** What an engine tells. Peers it names may be closed already. */
export type EngineEar = {
  offered(peer: ParticipantId, number: number, n: number, sdp: string): void
  connected(peer: ParticipantId, number: number, is: boolean): void
  slots(peer: ParticipantId, number: number, slots: readonly Slot[]): void
  /** The loudest first; told when it changes. */
  speaking(call: CallId, peers: readonly ParticipantId[]): void
  /** Who sent anything in the last second. */
  heard(peers: readonly ParticipantId[]): void
  /** Said goodbye: its side closed the connection. */
  left(peer: ParticipantId, number: number): void
  lost(): void
}

export const engineNames = ['werift', 'mediasoup'] as const
export type EngineName = (typeof engineNames)[number]

/** What a camera is taken for as long as nobody has said otherwise. */
export const CAMERA_LINES = 720

/** What it is made of, where and how it may be reached. */
export type EngineSettings = {
  readonly engine: EngineName
  /** UDP ports, both included. */
  readonly ports: readonly [number, number]
  /** Addresses of this machine to be offered; empty: of every LAN interface. */
  readonly addresses: readonly string[]
  /** Addresses besides those, that lead here (a container's host, a router's). */
  readonly announced: readonly string[]
  readonly voices: number
  readonly videos: number
}
