// The engine on mediasoup: its worker carries the packets, this side says what goes where. Offers and answers are those of the other engine
// (docs/calls.md); what mediasoup calls a consumer comes in at one of our lines, and for another one at the same line a new offer is made.
import type { CallId, ParticipantId } from '@hearth/protocol/ids.ts'
import type { EngineEar, EngineSettings, Opening } from '../engine.ts'
import { reported } from '../media/budget.ts'
import type { Forwarder } from '../media/forward.ts'
import { createSpeakers } from '../media/speakers.ts'
import { type Answer, UPWARDS } from '../sdp.ts'
import type { Mediasoup, Transport } from './api.ts'
import { LEVELS_MS, openSoup } from './house.ts'
import { createLines } from './lines.ts'
import { kindOf, upward } from './media.ts'
import { numbersOf } from './numbers.ts'
import { createPeer, lossOf, type Peer, type Room } from './peer.ts'

export type SoupGiven = {
  readonly soup: Mediasoup
  readonly settings: EngineSettings
  readonly ear: EngineEar
  /** 32 bits. */
  readonly chance: () => number
  /** Milliseconds by a clock nobody sets. */
  readonly clock: () => number
  readonly log: (says: string, cause: unknown) => void
  /** The worker is gone: so is everything here. */
  readonly died: (cause: Error) => void
}

const TICK_MS = 200
const TICKS_A_SECOND = 5
const PACKET_MS = 20
/** Nothing came for so long: the way is broken, until something comes again. */
const BROKEN_MS = 6000
/** What stands still on a screen is sent once in a second or two. */
const STANDING_MS = 4000

export function createSoup(given: SoupGiven): Forwarder {
  const { settings, ear, clock, log } = given
  const house = openSoup(given.soup, settings, given.died)
  const rooms = new Map<CallId, Room>()
  const peers = new Map<ParticipantId, Peer>()
  let turn = 0
  let timer: NodeJS.Timeout | undefined

  const isHere = (peer: Peer): boolean => peers.get(peer.id) === peer
  /** What fails for who is gone is nobody's trouble. */
  const tried = (peer: Peer, says: string, doing: Promise<unknown>): void =>
    void doing.catch((cause: unknown) => isHere(peer) && log(says, cause))
  const lines = createLines({ ...given, isHere, tried, candidates: house.candidates })

  function roomOf(call: CallId): Room {
    const known = rooms.get(call)
    if (known !== undefined) return known
    const room: Room = { peers: new Map(), speakers: createSpeakers(), media: house.room(call), speaking: '' }
    rooms.set(call, room)
    room.media.then(
      ({ ear: levels }) =>
        levels.on('volumes', (volumes) => {
          for (const { producer, volume } of volumes) {
            const peer = [...room.peers.values()].find((one) => one.producers.get('mic') === producer)
            if (peer !== undefined) hearLevel(peer, -volume, clock())
          }
        }),
      () => undefined,
    )
    return room
  }

  function open({ peer: id, call, number, may, cameraLines }: Opening): void {
    close(id)
    const room = roomOf(call)
    const peer = createPeer(room, { id, number, may, cameraLines })
    room.peers.set(id, peer)
    peers.set(id, peer)
    timer ??= setInterval(tick, TICK_MS)
    tried(peer, 'no way could be opened', enter(peer))
  }

  async function enter(peer: Peer): Promise<void> {
    const media = await peer.room.media
    const transport = await house.enter(media)
    if (!isHere(peer)) return transport.close()
    peer.transport = transport
    name(peer, transport.iceParameters)
    follow(peer, transport)
    for (const source of UPWARDS) {
      const made = await transport.produce({ kind: kindOf(source), rtpParameters: upward(source), paused: !peer.may.has(source) })
      if (!isHere(peer)) return
      peer.producers.set(source, made)
      if (source === 'mic') await media.ear.addProducer({ producerId: made.id })
      if (source === 'camera') made.on('score', () => lines.chooseAll(peer.room))
    }
    allow(peer)
    // Who is there already is on the lines from the first offer on.
    lines.grow(peer)
    lines.choose(peer)
    for (const one of peer.room.peers.values()) lines.offer(one)
    lines.chooseAll(peer.room)
  }

  const name = (peer: Peer, { usernameFragment, password }: Transport['iceParameters']): void =>
    void (peer.ice = { ufrag: usernameFragment, pwd: password })

  function follow(peer: Peer, transport: Transport): void {
    transport.on('dtlsstatechange', (state) => {
      if (!isHere(peer)) return
      if (state === 'connected') {
        peer.shaken = true
        peer.heardAt = clock()
        become(peer, true)
      } else if (state === 'closed') ear.left(peer.id, peer.number)
      else if (state === 'failed') become(peer, false)
    })
    transport.on('icestatechange', (state) => state === 'disconnected' && isHere(peer) && become(peer, false))
  }

  function become(peer: Peer, connected: boolean): void {
    if (peer.connected === connected) return
    peer.connected = connected
    ear.connected(peer.id, peer.number, connected)
    if (connected) lines.choose(peer)
  }

  function close(id: ParticipantId): void {
    const peer = peers.get(id)
    if (peer === undefined) return
    const { room } = peer
    peers.delete(id)
    room.peers.delete(id)
    room.speakers.forget(id)
    peer.transport?.close()
    lines.chooseAll(room)
    for (const [call, one] of rooms)
      if (one === room && room.peers.size === 0) {
        rooms.delete(call)
        house.leave(call)
      }
    if (peers.size > 0) return
    clearInterval(timer)
    timer = undefined
  }

  function answer(id: ParticipantId, number: number, n: number, what: Answer): void {
    const peer = peers.get(id)
    if (peer === undefined || peer.number !== number || n !== peer.offered || n === peer.answered) return
    const isFirst = peer.answered === 0
    peer.answered = n
    const fingerprints = [{ algorithm: 'sha-256', value: what.fingerprint }]
    if (isFirst && peer.transport !== undefined)
      tried(peer, 'hands could not be shaken', peer.transport.connect({ dtlsParameters: { role: 'client', fingerprints } }))
    lines.answered(peer, new Set(what.lines.map(({ mid }) => mid)))
  }

  function allow(peer: Peer): void {
    for (const [source, producer] of peer.producers)
      tried(peer, 'what may be sent could not be said', peer.may.has(source) ? producer.resume() : producer.pause())
    if (!peer.may.has('mic')) peer.room.speakers.forget(peer.id)
  }

  function tick(): void {
    const now = clock()
    if (++turn % TICKS_A_SECOND === 0) for (const peer of peers.values()) tried(peer, 'somebody could not be looked at', look(peer))
    for (const [call, room] of rooms) {
      const speaking = room.speakers.speaking(now)
      const who = speaking.toSorted().join()
      if (who !== room.speaking) {
        room.speaking = who
        ear.speaking(call, speaking)
      }
      lines.chooseAll(room)
    }
  }

  /** Once in a second: is anything heard of them, what gets through, and do they show anything? */
  async function look(peer: Peer): Promise<void> {
    const now = clock()
    const [stat] = (await peer.transport?.getStats()) ?? []
    if (stat === undefined || !isHere(peer)) return
    const { bytesReceived = 0, bytesSent = 0, rtpBytesSent = 0, recvBitrate = 0, sendBitrate = 0 } = stat
    peer.kilobits = { in: Math.round(recvBitrate / 1000), out: Math.round(sendBitrate / 1000) }
    if (bytesReceived > peer.received) ear.heard([peer.id])
    // Checks of who has nothing to send are not counted, but the answers to them are.
    const signs = bytesReceived + bytesSent - rtpBytesSent
    if (signs > peer.signs) peer.heardAt = now
    Object.assign(peer, { received: bytesReceived, signs })
    if (peer.shaken) become(peer, now - peer.heardAt < BROKEN_MS)
    const worst = peer.lines.reduce((most, line) => (line.plays && line.kind === 'video' ? Math.max(most, lossOf(line)) : most), 0)
    peer.budget = reported(peer.budget, worst, Math.max(300, peer.kilobits.out), now)
    for (const source of ['screen', 'sound'] as const) {
      const producer = peer.producers.get(source)
      const packets = ((await producer?.getStats()) ?? []).reduce((all, { packetCount = 0 }) => all + packetCount, 0)
      const before = peer.lately.get(source) ?? { packets: 0, at: Number.NEGATIVE_INFINITY, is: false }
      const at = packets > before.packets ? now : before.at
      peer.lately.set(source, { packets, at, is: now - at < STANDING_MS })
    }
  }

  return {
    open,
    close,
    answer,
    allow(id, may) {
      const peer = peers.get(id)
      if (peer === undefined) return
      peer.may = new Set(may)
      allow(peer)
    },
    sized(id, cameraLines) {
      const peer = peers.get(id)
      if (peer === undefined) return
      peer.cameraLines = cameraLines
      lines.chooseAll(peer.room)
    },
    restart(id, number) {
      const peer = peers.get(id)
      if (peer?.transport === undefined || peer.number !== number) return
      const again = peer.transport.restartIce().then((ice) => {
        name(peer, ice)
        if (isHere(peer)) lines.offer(peer, true)
      })
      tried(peer, 'another way could not be opened', again)
    },
    want(id, videos) {
      const peer = peers.get(id)
      if (peer === undefined) return
      peer.wanted = videos
      lines.choose(peer)
    },
    statistics: async (call) => Promise.all([...(rooms.get(call)?.peers.values() ?? [])].map((peer) => numbersOf(peer, clock()))),
    stop() {
      for (const id of [...peers.keys()]) close(id)
      house.close()
    },
  }
}

/** As many packets as there were since it was told before. */
function hearLevel({ id, room }: Peer, level: number, now: number): void {
  for (let ago = LEVELS_MS - PACKET_MS; ago >= 0; ago -= PACKET_MS) room.speakers.heard(id, level, now - ago)
}
