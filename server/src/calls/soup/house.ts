// The worker of mediasoup, its ports, and a router for each call.
import type { CallId } from '@hearth/protocol/ids.ts'
import type { EngineSettings } from '../engine.ts'
import { lanAddresses } from '../media/addresses.ts'
import type { AudioLevelObserver, Mediasoup, Router, Transport, Worker } from './api.ts'
import { createDoors } from './doors.ts'
import { codecs } from './media.ts'

export type SoupRoom = { readonly router: Router; readonly ear: AudioLevelObserver }
export type SoupHouse = {
  room(call: CallId): Promise<SoupRoom>
  /** A way for somebody into a call. Rejects when no address or port can be had. */
  enter(room: SoupRoom): Promise<Transport>
  /** Ways in, as descriptions say them: those of mediasoup, and at addresses that lead here. */
  candidates(transport: Transport): readonly string[]
  leave(call: CallId): void
  close(): void
}

/** To begin with; what gets through is found out from there. */
const FIRST_BITS = 4_000_000
/** How often it is told who is how loud. */
export const LEVELS_MS = 250
const QUIETEST = -70

/** @param died the worker is gone, and all calls with it */
export function openSoup(soup: Mediasoup, { ports, addresses, announced }: EngineSettings, died: (cause: Error) => void): SoupHouse {
  const worker = soup.createWorker({ logLevel: 'error' }).then((made) => {
    made.on('died', died)
    return made
  })
  const rooms = new Map<CallId, Promise<SoupRoom>>()
  const doors = createDoors(worker, ports)
  worker.catch(died)

  async function openRoom(made: Worker): Promise<SoupRoom> {
    const router = await made.createRouter({ mediaCodecs: codecs })
    const ear = await router.createAudioLevelObserver({ maxEntries: 20, threshold: QUIETEST, interval: LEVELS_MS })
    return { router, ear }
  }

  return {
    room(call) {
      let room = rooms.get(call)
      if (room === undefined) rooms.set(call, (room = worker.then(openRoom)))
      return room
    },
    enter({ router }) {
      const now = addresses.length > 0 ? addresses : lanAddresses()
      return doors.enter(now, (webRtcServer) =>
        router.createWebRtcTransport({
          webRtcServer,
          ...{ enableUdp: true, enableTcp: true, preferUdp: true, initialAvailableOutgoingBitrate: FIRST_BITS },
        }),
      )
    },
    candidates({ iceCandidates }) {
      const own = iceCandidates.map(({ address, ip, ...rest }) => ({ ...rest, address: address ?? ip ?? '' }))
      const more = announced.flatMap((address) => own.slice(0, 2).map((one) => ({ ...one, address, foundation: `${one.foundation}a` })))
      return [...own, ...more].map(
        ({ foundation, protocol, priority, address, port: at, type, tcpType }) =>
          `${foundation} 1 ${protocol} ${priority} ${address} ${at} typ ${type}${tcpType === undefined ? '' : ` tcptype ${tcpType}`}`,
      )
    },
    leave(call) {
      const room = rooms.get(call)
      rooms.delete(call)
      room?.then(
        ({ router }) => router.close(),
        () => undefined,
      )
    },
    close() {
      worker.then(
        (made) => made.close(),
        () => undefined,
      )
    },
  }
}
