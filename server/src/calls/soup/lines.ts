// What somebody receives: who comes in at which of their lines, in which layer, and the offers that say so.
import { UNSAID_HEIGHT } from '@hearth/protocol/call-sizes.ts'
import type { EngineEar, EngineSettings } from '../engine.ts'
import { isLossy, type Wish, within } from '../media/budget.ts'
import { type Company, companyOf, picturesFor, place, slotsFor, voicesFor } from '../media/choose.ts'
import { RIDS, UPWARDS, writeOffer } from '../sdp.ts'
import type { Transport } from './api.ts'
import { receives } from './media.ts'
import { empty, type Line, newLine, type Origin, type Peer, type Room, slotsOf } from './peer.ts'

export type LinesGiven = {
  readonly settings: Pick<EngineSettings, 'voices' | 'videos'>
  readonly ear: Pick<EngineEar, 'offered' | 'slots'>
  readonly chance: () => number
  readonly clock: () => number
  readonly isHere: (peer: Peer) => boolean
  /** What fails for who is gone is nobody's trouble. */
  readonly tried: (peer: Peer, says: string, doing: Promise<unknown>) => void
  readonly candidates: (transport: Transport) => readonly string[]
}
export type Lines = {
  grow(peer: Peer): void
  choose(peer: Peer): void
  chooseAll(room: Room): void
  offer(peer: Peer, urgent?: boolean): void
  answered(peer: Peer, mids: ReadonlySet<string>): void
}

/** What layers of a camera are taken for, by how many lines its page says that it has: nothing here looks into a picture. */
const LAYERS = [
  { part: 0.25, kilobits: 120 },
  { part: 0.5, kilobits: 450 },
  { part: 1, kilobits: 1500 },
] as const
const SCREEN = { height: 1080, kilobits: 1500 } as const

export function createLines({ settings, ear, chance, clock, isHere, tried, candidates }: LinesGiven): Lines {
  /** As many lines as are needed to hear and see those who are there. */
  function grow(peer: Peer): void {
    const { lines } = peer
    const need = slotsFor(peer.room.peers.size - 1, settings.voices, settings.videos)
    for (const kind of ['audio', 'video'] as const)
      for (let many = lines.filter((line) => line.kind === kind).length; many < need[kind]; many++) {
        lines.push(newLine(kind, lines.length, ((chance() & 0x7fff_ffff) | 0x100) >>> 0))
        peer.isDue = true
      }
  }

  /** Describes what there is now, where anything is new. One offer at a time, unless it is `urgent`. */
  function offer(peer: Peer, urgent = false): void {
    const { transport, lines } = peer
    const isReady = peer.producers.size === UPWARDS.length && peer.making === 0
    if (transport === undefined || (!urgent && (!isReady || peer.offered > peer.answered))) return
    grow(peer)
    if (!peer.isDue && !urgent) return
    peer.isDue = false
    const n = ++peer.offered
    for (const line of lines) if (line.offered === 0) line.offered = n
    const ice = { ...peer.ice, lite: true, candidates: candidates(transport) }
    const fingerprint = transport.dtlsParameters.fingerprints.find(({ algorithm }) => algorithm === 'sha-256')?.value ?? ''
    ear.offered(peer.id, peer.number, n, writeOffer({ id: peer.number, n, ice, fingerprint, slots: lines, told: 'arrivals' }))
  }

  /** Described and answered: what is at the line may come. */
  function begin(peer: Peer, line: Line): void {
    if (line.consumer === undefined || line.plays || line.offered === 0) return
    line.plays = true
    tried(peer, 'a line could not be begun', line.consumer.resume())
  }

  const companyIn = ({ peers, speakers }: Room): Company<Origin> =>
    companyOf(
      [...peers.values()].filter((one) => one.producers.size === UPWARDS.length),
      speakers.ranked(clock()),
    )

  /** Who is at which line now, and in which layer. */
  function choose(peer: Peer, company = companyIn(peer.room)): void {
    if (peer.producers.size < UPWARDS.length || !isHere(peer)) return
    const lines = (kind: Line['kind']) => peer.lines.filter((line) => line.kind === kind)
    const [sounding, shown] = [lines('audio'), lines('video')]
    const pictures = share(peer, picturesFor(company, peer.id, peer.wanted, settings.videos).slice(0, shown.length))
    fill(peer, sounding, voicesFor(company, peer.id, [...pictures.keys()], sounding.length))
    fill(peer, shown, [...pictures.keys()])
    for (const line of shown) {
      const layer = line.from && pictures.get(line.from)
      if (line.from?.source !== 'camera' || layer === undefined || layer === line.layer || line.consumer === undefined) continue
      line.layer = layer
      tried(peer, 'a layer could not be chosen', line.consumer.setPreferredLayers({ spatialLayer: layer }))
    }
    if (peer.answered > 0) tellSlots(peer)
  }

  function fill(peer: Peer, lines: readonly Line[], wanted: readonly Origin[]): void {
    const placed = place(
      lines.map(({ from }) => from),
      wanted,
    )
    for (const [at, line] of lines.entries()) {
      const to = placed[at]
      if (to === line.from) continue
      empty(line)
      line.from = to
      if (to !== undefined) tried(peer, 'somebody could not be put through', consume(peer, line, to))
    }
  }

  async function consume(peer: Peer, line: Line, to: Origin): Promise<void> {
    const producer = to.peer.producers.get(to.source)
    if (producer === undefined || peer.transport === undefined) return
    peer.making++
    try {
      const { mid } = line
      const consumer = await peer.transport.consume({ producerId: producer.id, rtpCapabilities: receives, paused: true, mid })
      if (line.from !== to || !isHere(peer)) return consumer.close()
      consumer.on('score', ({ score }) => void (line.score = score))
      line.consumer = consumer
      line.ssrc = consumer.rtpParameters.encodings[0]?.ssrc ?? line.ssrc
      line.offered = 0
      peer.isDue = true
    } finally {
      peer.making--
      if (isHere(peer)) offer(peer)
    }
  }

  function tellSlots(peer: Peer): void {
    const slots = slotsOf(peer)
    const words = JSON.stringify(slots)
    if (words === peer.told) return
    peer.told = words
    ear.slots(peer.id, peer.number, slots)
  }

  return {
    ...{ grow, offer, choose: (peer) => choose(peer) },
    chooseAll(room) {
      const company = companyIn(room)
      for (const peer of room.peers.values()) choose(peer, company)
    },
    answered(peer, mids) {
      for (const line of peer.lines) if (mids.has(line.mid)) begin(peer, line)
      choose(peer)
      offer(peer)
    },
  }
}

/** Which pictures get through to somebody, each in which layer. */
function share(peer: Peer, pictures: readonly Origin[]): ReadonlyMap<Origin, number> {
  const wishes = pictures.map((origin): Wish => {
    const asked = peer.wanted?.find(({ participant, source }) => participant === origin.peer.id && source === origin.source)
    const score = origin.peer.producers.get('camera')?.score ?? []
    const cameras = LAYERS.map(({ part, kilobits }, at) => ({
      ...{ height: origin.peer.cameraLines * part, kilobits },
      isSent: score.some((one) => one.rid === RIDS[at] && one.score > 0),
    }))
    return {
      layers: origin.source === 'camera' ? cameras : [{ ...SCREEN, isSent: true }],
      height: asked?.height ?? UNSAID_HEIGHT,
      playing: peer.lines.find(({ from }) => from === origin)?.layer ?? -1,
    }
  })
  const layers = within(wishes, peer.budget.kilobits, isLossy(peer.budget))
  return new Map(pictures.map((origin, at) => [origin, layers[at] ?? -1] as const).filter(([, layer]) => layer >= 0))
}
