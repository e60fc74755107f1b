// Calls in the engine: who sends what to whom. Peers come and go; what each sends goes on to those who hear or see it, through slots.
import type { Source, Wanted } from '@hearth/protocol/call-shapes.ts'
import { UNSAID_HEIGHT } from '@hearth/protocol/call-sizes.ts'
import type { CallId, ParticipantId } from '@hearth/protocol/ids.ts'
import type { EngineEar, EngineSettings, Numbers, Opening } from '../engine.ts'
import { type Answer, UPWARDS, writeOffer } from '../sdp.ts'
import { isLossy, type Wish, within } from './budget.ts'
import { type Company, companyOf, picturesFor, place, slotsFor, voicesFor } from './choose.ts'
import { createPace } from './pace.ts'
import { count, createPeer, type Down, hear, type Origin, type Peer, type Room, senders } from './peer.ts'
import { Slot } from './slot.ts'
import { createSpeakers } from './speakers.ts'
import type { Heard, Stream } from './stream.ts'
import type { OpenTransport, Transport } from './transport.ts'
import { layersSent, type Track } from './uplink.ts'

export type Forwarder = {
  open(opening: Opening): void
  close(peer: ParticipantId): void
  allow(peer: ParticipantId, may: readonly Source[]): void
  sized(peer: ParticipantId, cameraLines: number): void
  answer(peer: ParticipantId, number: number, n: number, answer: Answer): void
  restart(peer: ParticipantId, number: number): void
  want(peer: ParticipantId, videos: readonly Wanted[]): void
  statistics(call: CallId): readonly Numbers[] | Promise<readonly Numbers[]>
  stop(): void
}

export type ForwardGiven = {
  readonly settings: Pick<EngineSettings, 'voices' | 'videos'>
  readonly ear: EngineEar
  readonly openTransport: OpenTransport
  /** 32 bits. */
  readonly chance: () => number
  /** Milliseconds by a clock nobody sets. */
  readonly clock: () => number
  /** Of the time since it was asked before: the part in which this process was at work. */
  readonly busy: () => number
  readonly log: (says: string, cause: unknown) => void
}

const TICK_MS = 50
const turns = { feedback: 2, choose: 4, pace: 10, second: 20 } as const

export function createForwarder(given: ForwardGiven): Forwarder {
  const { settings, ear, clock, log } = given
  const [rooms, peers] = [new Map<CallId, Room>(), new Map<ParticipantId, Peer>()]
  const pace = createPace(settings.voices)
  let [turn, timer]: [number, NodeJS.Timeout?] = [0]

  function open({ peer: id, call, number, may, cameraLines }: Opening): void {
    close(id)
    let room = rooms.get(call)
    if (room === undefined) rooms.set(call, (room = { call, peers: new Map(), speakers: createSpeakers(), speaking: '' }))
    const peer: Peer = createPeer({ room, id, number, may, cameraLines, clock }, (track, stream, heard) => goOn(peer, track, stream, heard))
    room.peers.set(id, peer)
    peers.set(id, peer)
    timer ??= setInterval(tick, TICK_MS)
    given.openTransport(earOf(peer)).then(
      (transport) => {
        if (peers.get(id) !== peer) return transport.close()
        peer.transport = transport
        for (const one of peer.room.peers.values()) kept(one, () => offer(one))
      },
      (cause: unknown) => peers.get(id) === peer && log('no way could be opened', cause),
    )
  }

  /** What goes wrong about somebody is said, and ends their way alone: their page asks for another one. */
  function kept(peer: Peer, deed: () => void): void {
    try {
      deed()
    } catch (cause) {
      fail(peer, cause)
    }
  }
  function fail(peer: Peer, cause: unknown): void {
    log('what somebody sent could not be dealt with; they are asked to connect anew', cause)
    if (peers.get(peer.id) !== peer) return
    close(peer.id)
    ear.connected(peer.id, peer.number, false)
  }

  const earOf = (peer: Peer) => ({
    rtp: (bytes: Buffer) =>
      kept(peer, () => {
        peer.heard = true
        peer.up.rtp(bytes, peer.may, clock())
      }),
    rtcp: (bytes: Buffer) =>
      kept(peer, () => {
        peer.heard = true
        for (const said of peer.up.rtcp(bytes, clock())) hear(peer, said, clock())
      }),
    heard: () => void (peer.heard = true),
    connected: (is: boolean) =>
      kept(peer, () => {
        peer.connected = is
        if (peers.get(peer.id) !== peer) return
        ear.connected(peer.id, peer.number, is)
        if (is) choose(peer, clock())
      }),
    left: () => peers.get(peer.id) === peer && ear.left(peer.id, peer.number),
  })

  function close(id: ParticipantId): void {
    const peer = peers.get(id)
    if (peer === undefined) return
    peers.delete(id)
    peer.room.peers.delete(id)
    peer.room.speakers.forget(id)
    for (const slot of peer.slots) leave(slot)
    peer.transport?.close()
    if (peer.room.peers.size === 0) rooms.delete(peer.room.call)
    chooseAll(peer.room, clock())
    if (peers.size > 0) return
    clearInterval(timer)
    timer = undefined
  }

  /** Describes what there is now, where more is needed than was described, or nothing was yet. One offer at a time, unless it is `urgent`. */
  function offer(peer: Peer, urgent = false): void {
    const { transport, slots } = peer
    if (transport === undefined || (peer.offered > peer.answered && !urgent)) return
    const need = slotsFor(peer.room.peers.size - 1, settings.voices, settings.videos)
    const count = (kind: 'audio' | 'video') => slots.filter((slot) => slot.kind === kind).length
    const [audio, video] = [need.audio - count('audio'), need.video - count('video')]
    if (peer.offered > 0 && audio <= 0 && video <= 0 && !urgent) return
    addSlots(
      peer,
      { audio, video },
      given.chance,
      sendTo(transport, (cause) => fail(peer, cause)),
    )
    const n = ++peer.offered
    ear.offered(peer.id, peer.number, n, writeOffer({ id: peer.number, n, ...transport.self(), slots, told: 'remb' }))
  }

  function answer(id: ParticipantId, number: number, n: number, what: Answer): void {
    const peer = peers.get(id)
    if (peer === undefined || peer.number !== number || n !== peer.offered || n === peer.answered) return
    peer.answered = n
    peer.up.named(what)
    peer.transport?.connect(what)
    const described = new Set(what.lines.map(({ mid }) => mid))
    for (const slot of peer.slots) slot.isReady ||= described.has(slot.mid)
    choose(peer, clock())
    offer(peer)
  }

  function tick(): void {
    const now = clock()
    turn++
    for (const peer of peers.values()) if (peer.connected) kept(peer, () => say(peer, now, turn))
    if (turn % turns.pace === 0) pace.looked(given.busy(), Math.max(0, ...[...rooms.values()].map((room) => room.peers.size - 1)))
    if (turn % turns.choose === 0) for (const room of rooms.values()) regard(room, now)
    if (turn % turns.second === 0) second()
  }

  function regard(room: Room, now: number): void {
    tellSpeakers(room, now, ear)
    chooseAll(room, now)
  }

  function second(): void {
    const heard = [...peers.values()].filter((peer) => peer.heard)
    if (heard.length > 0) ear.heard(heard.map(({ id }) => id))
    for (const peer of peers.values())
      kept(peer, () => {
        peer.heard = false
        peer.up.measure(clock())
        count(peer, clock())
      })
  }

  /** @param but whoever it is because of has nothing new to see or hear by it */
  function chooseAll(room: Room, now: number, but?: Peer): void {
    const company = companyIn(room, now)
    for (const peer of room.peers.values()) if (peer !== but) kept(peer, () => choose(peer, now, company))
  }

  /** Who is in which slot now, and in which layer. */
  function choose(peer: Peer, now: number, company = companyIn(peer.room, now)): void {
    const ready = (kind: 'audio' | 'video') => peer.slots.filter((slot) => slot.kind === kind && slot.isReady)
    const [sounding, shown] = [ready('audio'), ready('video')]
    const voices = pace.voices(peer.room.peers.size - 1)
    // Where none is to be left out, the line for the sound of a screen carries one more as long as nothing is shown.
    const many = voices < settings.voices ? voices : sounding.length
    const pictures = share(peer, picturesFor(company, peer.id, peer.wanted, settings.videos).slice(0, shown.length), now)
    const audio = fill(peer, sounding, voicesFor(company, peer.id, [...pictures.keys()], sounding.length, many))
    const video = fill(peer, shown, [...pictures.keys()])
    for (const slot of peer.slots) if (slot.kind === 'video' && slot.from !== undefined) aim(slot, slot.from.track, pictures.get(slot.from))
    if (!audio && !video) return
    ear.slots(peer.id, peer.number, peer.slots.map(whoseIs))
  }

  return {
    open,
    close,
    answer,
    allow(id, may) {
      const peer = peers.get(id)
      if (peer === undefined) return
      peer.may = new Set(may)
      if (!peer.may.has('mic')) peer.room.speakers.forget(id)
    },
    sized: (id, cameraLines) => peers.get(id)?.up.sized(cameraLines),
    restart(id, number) {
      const peer = peers.get(id)
      if (peer?.number !== number) return
      peer.transport?.renew()
      offer(peer, true)
    },
    want(id, videos) {
      const peer = peers.get(id)
      if (peer === undefined) return
      peer.wanted = videos
      choose(peer, clock())
    },
    statistics: (call) => [...(rooms.get(call)?.peers.values() ?? [])].map(({ numbers }) => numbers),
    stop() {
      for (const id of [...peers.keys()]) close(id)
    },
  }

  function goOn(peer: Peer, track: Track, stream: Stream, heard: Heard): void {
    const now = clock()
    const { packet } = heard
    const begins = track.source === 'mic' && packet.level !== undefined && peer.room.speakers.heard(peer.id, packet.level, now)
    // Who begins to speak and is not heard by all yet is so from the first syllable on.
    if (begins && peer.listeners.mic.size < peer.room.peers.size - 1) chooseAll(peer.room, now, peer)
    // Whoever is to see it sees its first picture, without asking for another.
    if (heard.awakes && track.source !== 'mic') chooseAll(peer.room, now, peer)
    for (const slot of peer.listeners[track.source]) {
      if (slot.playing !== stream.ssrc) {
        // From one picture to another only where that needs none before it.
        if (slot.kind === 'video' && !(heard.isKeyframe && slot.aim === stream.ssrc)) continue
        slot.begin(stream.ssrc, packet, now)
      }
      slot.forward(packet, now)
    }
  }
}

const companyIn = ({ peers, speakers }: Room, now: number): Company<Origin> => companyOf([...peers.values()], speakers.ranked(now))

/** Who is louder changes with every word: told is who begins, and who ends. */
function tellSpeakers(room: Room, now: number, ear: EngineEar): void {
  const speaking = room.speakers.speaking(now)
  const who = speaking.toSorted().join()
  if (who === room.speaking) return
  room.speaking = who
  ear.speaking(room.call, speaking)
}

/** What their side is to know by RTCP. */
function say(peer: Peer, now: number, turn: number): void {
  const feedback = turn % turns.feedback === 0 ? peer.up.arrivals() : undefined
  // Each at a moment of their own: to seal the reports of a hundred at once keeps everybody's packets waiting.
  const reports = (turn + peer.number) % turns.second === 0 ? [...defined(peer.up.reports(now)), ...senders(peer, now)] : []
  const all = [...peer.up.asks(now), ...defined(feedback), ...reports]
  if (all.length > 0) peer.transport?.sendRtcp(all)
}

const whoseIs = ({ mid, from }: Down) => ({
  mid,
  from: from === undefined ? null : { participant: from.peer.id, source: from.track.source },
})

/** No function more for each of all packets. */
function sendTo(transport: Transport, failed: (cause: unknown) => void): Transport['sendRtp'] {
  return (head, payload) => {
    try {
      transport.sendRtp(head, payload)
    } catch (cause) {
      failed(cause)
    }
  }
}

/** @param send what cannot be sent to somebody is the trouble of their way, and not of the one who speaks */
function addSlots(peer: Peer, more: Readonly<Record<'audio' | 'video', number>>, chance: () => number, send: Transport['sendRtp']): void {
  for (const kind of ['audio', 'video'] as const)
    for (let i = 0; i < more[kind]; i++) {
      let ssrc = ((chance() & 0x7fff_ffff) | 0x100) >>> 0
      // Two lines of one name would be sealed under the same numbers (srtp.ts).
      while (peer.bySsrc.has(ssrc)) ssrc = ((ssrc + 1) | 0x100) >>> 0
      const slot: Down = new Slot(kind, ssrc, String(UPWARDS.length + peer.slots.length), chance(), send)
      peer.slots.push(slot)
      peer.bySsrc.set(ssrc, slot)
    }
}

const defined = <T>(one: T | undefined): readonly T[] => (one === undefined ? [] : [one])

function leave(slot: Down): void {
  if (slot.from !== undefined) slot.from.peer.listeners[slot.from.track.source].delete(slot)
  slot.stop()
}

/** Did anybody change places? */
function fill(peer: Peer, slots: readonly Down[], wanted: readonly Origin[]): boolean {
  const placed = place(
    slots.map(({ from }) => from),
    wanted,
  )
  let changed = false
  for (const [at, slot] of slots.entries()) {
    const to = placed[at]
    if (to === slot.from) continue
    changed = true
    leave(slot)
    slot.from = to
    to?.peer.listeners[to.track.source].add(slot)
  }
  return changed && peer.answered > 0
}

/** Which pictures get through to somebody, each in which layer. What sound takes is no longer there for them. */
function share(peer: Peer, pictures: readonly Origin[], now: number): ReadonlyMap<Origin, Stream | undefined> {
  const wishes = pictures.map((origin): Wish => {
    const { streams, source } = origin.track
    const sent = layersSent(origin.track, now)
    const asked = peer.wanted?.find((one) => one.participant === origin.peer.id && one.source === source)
    const playing = peer.slots.find(({ from }) => from === origin)?.playing
    return {
      layers: streams.map(({ height, kilobits }, at) => ({ height, kilobits, isSent: sent[at] ?? false })),
      height: asked?.height ?? UNSAID_HEIGHT,
      playing: streams.findIndex(({ ssrc }) => ssrc === playing),
    }
  })
  const layers = within(wishes, peer.budget.kilobits - peer.audioOut, isLossy(peer.budget))
  const shared = pictures.map((origin, at) => [origin, layers[at] ?? -1] as const).filter(([, layer]) => layer >= 0)
  return new Map(shared.map(([origin, layer]) => [origin, origin.track.streams[layer]]))
}

/** Which layer the slot is to show: where that is another one, a keyframe of it is needed. */
function aim(slot: Down, { streams }: Track, to: Stream | undefined): void {
  const stream = streams.find((one) => one === to)
  slot.aim = stream?.ssrc
  if (stream !== undefined && slot.playing !== stream.ssrc) stream.wantKeyframe()
}
