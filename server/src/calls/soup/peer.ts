// One participant in mediasoup: what they send (a producer for each source), and their lines downwards.
import type { Slot, Source, Wanted } from '@hearth/protocol/call-shapes.ts'
import type { ParticipantId } from '@hearth/protocol/ids.ts'
import { CAMERA_LINES, type Opening } from '../engine.ts'
import { type Budget, wide } from '../media/budget.ts'
import type { Speakers } from '../media/speakers.ts'
import { type Kind, UPWARDS } from '../sdp.ts'
import type { Consumer, Producer, Transport } from './api.ts'
import type { SoupRoom } from './house.ts'

/** One source of one participant; always the same object. */
export type Origin = { readonly peer: Peer; readonly source: Source }

/** A line downwards. Who comes in at it changes with a new offer, for mediasoup gives each of them an SSRC of their own. */
export type Line = {
  readonly kind: Kind
  readonly mid: string
  ssrc: number
  from: Origin | undefined
  consumer: Consumer | undefined
  /** The offer that says so first; 0: none yet. */
  offered: number
  /** It was answered: something comes. */
  plays: boolean
  layer: number
  /** Of 10: how much of it arrives. */
  score: number
}

export type Peer = {
  readonly id: ParticipantId
  readonly number: number
  readonly room: Room
  readonly lines: Line[]
  readonly producers: Map<Source, Producer>
  readonly origins: Readonly<Record<Source, Origin>>
  /** Sources something came of, lately, by how many packets there were. */
  readonly lately: Map<Source, { packets: number; at: number; is: boolean }>
  sends(source: Source): boolean
  may: ReadonlySet<Source>
  /** Of the camera's shorter side. */
  cameraLines: number
  transport: Transport | undefined
  ice: { ufrag: string; pwd: string }
  offered: number
  answered: number
  /** Consumers that are being made. */
  making: number
  /** Something is to be offered that was not yet. */
  isDue: boolean
  connected: boolean
  shaken: boolean
  received: number
  signs: number
  heardAt: number
  kilobits: { in: number; out: number }
  wanted: readonly Wanted[] | undefined
  budget: Budget
  told: string
  before: { packetsIn: number; packetsOut: number; at: number } | undefined
}

export type Room = {
  readonly peers: Map<ParticipantId, Peer>
  readonly speakers: Speakers<ParticipantId>
  readonly media: Promise<SoupRoom>
  speaking: string
}

type About = Pick<Opening, 'number' | 'may' | 'cameraLines'> & { readonly id: ParticipantId }

export function createPeer(room: Room, { id, number, may, cameraLines = CAMERA_LINES }: About): Peer {
  const origin = (source: Source): Origin => ({
    get peer() {
      return peer
    },
    source,
  })
  const peer: Peer = {
    ...{ id, number, room, lines: [], producers: new Map(), lately: new Map(), may: new Set(may), cameraLines, transport: undefined },
    origins: { mic: origin('mic'), camera: origin('camera'), screen: origin('screen'), sound: origin('sound') },
    // Of layers mediasoup says itself when one is no longer sent; of all else it is seen by counting.
    sends: (source) =>
      source === 'camera'
        ? (peer.producers.get('camera')?.score.some(({ score }) => score > 0) ?? false)
        : (peer.lately.get(source)?.is ?? false),
    ...{ ice: { ufrag: '', pwd: '' }, offered: 0, answered: 0, making: 0, isDue: false, connected: false, shaken: false },
    ...{ received: 0, signs: 0, heardAt: Number.NEGATIVE_INFINITY, kilobits: { in: 0, out: 0 }, wanted: undefined, budget: wide },
    ...{ told: '', before: undefined },
  }
  return peer
}

export const newLine = (kind: Kind, at: number, ssrc: number): Line => ({
  ...{ kind, ssrc, mid: String(UPWARDS.length + at), from: undefined, consumer: undefined },
  ...{ offered: 0, plays: false, layer: -1, score: 10 },
})

export function empty(line: Line): void {
  line.consumer?.close()
  Object.assign(line, { from: undefined, consumer: undefined, offered: 0, plays: false, layer: -1, score: 10 } satisfies Partial<Line>)
}

/** Whose sound and pictures come in at which line, now. */
export const slotsOf = ({ lines }: Peer): readonly Slot[] =>
  lines.map(({ mid, from, plays }) => ({
    mid,
    from: from !== undefined && plays ? { participant: from.peer.id, source: from.source } : null,
  }))

/** What mediasoup's score of a stream means: it is the fourth power of what arrives, in tenths. */
export const lossOf = ({ score }: Pick<Line, 'score'>): number => 1 - (score / 10) ** 0.25
