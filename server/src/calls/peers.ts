// The engine's peers, as those who sit in calls: which number each has now, what was offered and is not answered yet.
import type { Slot, Wanted, Watched } from '@hearth/protocol/call-shapes.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { ChatEvent } from '@hearth/protocol/events.ts'
import type { ParticipantId } from '@hearth/protocol/ids.ts'
import type { Telling } from '#core/outcome.ts'
import type { MediaEngine } from './engine.ts'
import { readAnswer } from './sdp.ts'
import { type Live, type Seat, sources } from './state.ts'
import type { Ice } from './turn.ts'
import { watched } from './watched.ts'

type Peer = {
  number: number
  offer: { readonly n: number; readonly sdp: string; readonly at: number } | undefined
  slots: readonly Slot[]
  /** Told once: into a connection that nobody knew to be dead, maybe. With the next sign of its page they are told again. */
  saidOnce: boolean
  /** When its page was last heard of. */
  hereAt: number
  openedAt: number
  /** Whom it wants to see: the engine, made anew, knows nothing of it. */
  wanted: readonly Wanted[] | undefined
  /** Lines of its camera, as its page says. */
  cameraLines: number | undefined
  /** It looks at others than before, and not all of them know. */
  looksNew: boolean
  /** When it was told last that it is looked at in larger than before. */
  grownAt: number
  /** How large it is looked at, as it was told. */
  watched: Watched | undefined
  /** Of what is said of oneself, and of all else: whoever resizes a window is heard when they mute themselves. */
  readonly paces: Readonly<Record<'own' | 'other', Pace>>
}
/** How many more orders there may be just now, and since when that holds. */
type Pace = { left: number; leftAt: number }

/** Orders in a second, and at once. A restart is dearer. */
const PER_SECOND = 5
const AT_ONCE = 20
const RESTART_MS = 1000
/** An offer that was not answered for so long is said again, when its page is heard of. */
const AGAIN_MS = 2500
/** Larger pictures are asked of somebody at once, but no more often. */
const GROWS_MS = 250

export type Peers = ReturnType<typeof createPeers>

/** @param ice TURN passwords end: each offer brings new ones */
export function createPeers(engine: MediaEngine, now: () => number, ice: Ice) {
  const peers = new Map<ParticipantId, Peer>()
  let count = 0

  const fresh = (at: number): Peer => ({
    ...{ number: ++count, offer: undefined, slots: [], saidOnce: false, hereAt: at, openedAt: at },
    ...{ wanted: undefined, cameraLines: undefined, looksNew: false, grownAt: Number.NEGATIVE_INFINITY, watched: undefined },
    ...{ paces: { own: { left: AT_ONCE, leftAt: at }, other: { left: AT_ONCE, leftAt: at } } },
  })
  const told = (seat: Seat, event: ChatEvent): Telling => ({
    do: 'tell',
    event,
    audience: { to: 'session', user: seat.is.user, session: seat.session },
  })

  /** Throws slow_down. */
  function checkPace({ paces }: Peer, what: 'own' | 'other' = 'other'): void {
    const [pace, at] = [paces[what], now()]
    pace.left = Math.min(AT_ONCE, pace.left + ((at - pace.leftAt) * PER_SECOND) / 1000)
    pace.leftAt = at
    if (pace.left < 1) throw new ChatError('slow_down', { retryAfterMs: 1000 })
    pace.left--
  }
  /** Throws not_in_call. */
  function peerOf(id: ParticipantId): Peer {
    const peer = peers.get(id)
    if (peer === undefined) throw new ChatError('not_in_call')
    return peer
  }

  /** Opened, or opened again: with another number. */
  function open(live: Live, seat: Seat): void {
    const { id } = seat.is
    const { paces, wanted, cameraLines, looksNew, grownAt, watched } = peers.get(id) ?? fresh(now())
    const peer = { ...fresh(now()), paces, wanted, cameraLines, looksNew, grownAt, watched }
    peers.set(id, peer)
    engine.open({ peer: id, call: live.id, number: peer.number, may: sources(seat), cameraLines })
    if (wanted !== undefined) engine.want(id, wanted)
  }
  function offer(live: Live, seat: Seat, { number, offer }: Peer): Telling | undefined {
    if (offer === undefined) return undefined
    const about = { call: live.id, participant: seat.is.id, peer: number, n: offer.n, sdp: offer.sdp }
    const iceServers = [...ice(seat.is.user, now())]
    return told(seat, { event: 'call.offer', room: live.room, with: iceServers.length > 0 ? { ...about, iceServers } : about })
  }
  const slots = (live: Live, seat: Seat, { number, slots }: Peer): Telling =>
    told(seat, { event: 'call.slots', room: live.room, with: { call: live.id, participant: seat.is.id, peer: number, slots: [...slots] } })
  const looked = (live: Live, seat: Seat, how: Watched): Telling =>
    told(seat, { event: 'call.watched', room: live.room, with: { call: live.id, participant: seat.is.id, ...how } })

  /** Those whose pictures somebody looks at in larger than anybody did. */
  function larger(live: Live, by: ParticipantId, videos: readonly Wanted[]): readonly Telling[] {
    const grown = new Map<ParticipantId, Watched>()
    for (const { participant, source, height } of videos) {
      const peer = peers.get(participant)
      const most = grown.get(participant) ?? peer?.watched
      if (peer === undefined || most === undefined || participant === by || height <= most[source]) continue
      if (now() - peer.grownAt >= GROWS_MS) grown.set(participant, { ...most, [source]: height })
    }
    return live.seats.flatMap((seat) => {
      const [peer, most] = [peers.get(seat.is.id), grown.get(seat.is.id)]
      if (peer === undefined || most === undefined) return []
      Object.assign(peer, { watched: most, grownAt: now(), saidOnce: true })
      return [looked(live, seat, most)]
    })
  }
  /** Somebody came, went, or looks at others: told to those whose pictures are looked at in another size now. */
  function watchedIn(live: Live): readonly Telling[] {
    const all = watched(new Map(live.seats.map(({ is }) => [is.id, peers.get(is.id)?.wanted])))
    return live.seats.flatMap((seat) => {
      const [peer, now] = [peers.get(seat.is.id), all.get(seat.is.id)]
      if (peer === undefined || now === undefined) return []
      peer.looksNew = false
      if (peer.watched?.camera === now.camera && peer.watched.screen === now.screen) return []
      peer.watched = now
      peer.saidOnce = true
      return [looked(live, seat, now)]
    })
  }

  return {
    open,
    allow: (seat: Seat) => engine.allow(seat.is.id, sources(seat)),
    sized(id: ParticipantId, cameraLines: number): void {
      peerOf(id).cameraLines = cameraLines
      engine.sized(id, cameraLines)
    },
    close(id: ParticipantId) {
      if (peers.delete(id)) engine.close(id)
    },
    /** Is that the peer's number now? */
    isNow: (id: ParticipantId, number: number) => peers.get(id)?.number === number,
    offered(live: Live, seat: Seat, number: number, n: number, sdp: string): Telling | undefined {
      const peer = peers.get(seat.is.id)
      if (peer?.number !== number) return undefined
      peer.offer = { n, sdp, at: now() }
      return offer(live, seat, peer)
    },
    slots(live: Live, seat: Seat, number: number, all: readonly Slot[]): Telling | undefined {
      const peer = peers.get(seat.is.id)
      if (peer?.number !== number) return undefined
      peer.slots = all
      peer.saidOnce = true
      return slots(live, seat, peer)
    },
    /** The page is there: what it may have missed is said again. */
    here(live: Live, seat: Seat): readonly Telling[] {
      const peer = peerOf(seat.is.id)
      const wasAway = now() - peer.hereAt > AGAIN_MS * 2
      peer.hereAt = now()
      const waiting = peer.offer !== undefined && (wasAway || now() - peer.offer.at > AGAIN_MS)
      const again = waiting ? offer(live, seat, peer) : undefined
      const mayMiss = wasAway || peer.saidOnce
      peer.saidOnce = false
      const told = [
        ...(peer.slots.length > 0 ? [slots(live, seat, peer)] : []),
        ...(peer.watched === undefined ? [] : [looked(live, seat, peer.watched)]),
      ]
      return [...(again === undefined ? [] : [again]), ...(mayMiss ? told : [])]
    },
    watched: watchedIn,
    /** The same, where somebody looked elsewhere since: once in a second, for a hundred people look at a hundred. */
    settled: (live: Live): readonly Telling[] => (live.seats.some(({ is }) => peers.get(is.id)?.looksNew) ? watchedIn(live) : []),
    /** Throws not_in_call, description_invalid, slow_down. One that is no longer waited for does nothing. */
    answer(id: ParticipantId, number: number, n: number, sdp: string): void {
      const peer = peerOf(id)
      checkPace(peer)
      const answer = readAnswer(sdp)
      if (peer.number !== number || peer.offer?.n !== n) return
      peer.offer = undefined
      engine.answer(id, number, n, answer)
    },
    /** Throws not_in_call, slow_down. Of a peer that is no longer the newest nothing is done again. @param way only that: the peer stays */
    restart(live: Live, seat: Seat, number: number, way: boolean): void {
      const peer = peerOf(seat.is.id)
      checkPace(peer)
      if (number !== 0 && number !== peer.number) return
      if (way) return engine.restart(seat.is.id, peer.number)
      const wait = peer.openedAt + RESTART_MS - now()
      if (wait > 0) throw new ChatError('slow_down', { retryAfterMs: wait })
      open(live, seat)
    },
    /** Throws not_in_call, slow_down. Who is to make larger pictures is told at once; smaller ones wait for `settled`. */
    want(live: Live, id: ParticipantId, videos: readonly Wanted[]): readonly Telling[] {
      const peer = peerOf(id)
      checkPace(peer)
      peer.wanted = videos
      peer.looksNew = true
      engine.want(id, videos)
      return larger(live, id, videos)
    },
    /** Throws not_in_call, slow_down. */
    checkPace: (id: ParticipantId, what: 'own' | 'other' = 'other') => checkPace(peerOf(id), what),
  }
}
