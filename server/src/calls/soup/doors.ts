// The ports of mediasoup: all addresses of a moment are behind one door of its worker, each with a port over UDP and the same over TCP. Networks come
// and go, and with them the addresses: for others there is another door.
//
// 1. An address that cannot be had just now (an interface that is coming up) is left out, and takes no other along. With it there is another door.
// 2. Before another door is opened those by which nobody comes in any more are closed: their ports are free again.
import { createSocket } from 'node:dgram'
import { isIPv4 } from 'node:net'
import type { Transport, WebRtcServer, Worker } from './api.ts'

type Door = { readonly server: Promise<WebRtcServer>; guests: number }
export type Doors = {
  /** A way in by the door of these addresses. Rejects when no address or port can be had. */
  enter(addresses: readonly string[], make: (door: WebRtcServer) => Promise<Transport>): Promise<Transport>
}

/** @param ports both included */
export function createDoors(worker: Promise<Worker>, [from, upto]: readonly [number, number]): Doors {
  const doors = new Map<string, Door>()

  async function open(addresses: readonly string[]): Promise<WebRtcServer> {
    const made = await worker
    let fault: unknown
    for (let port = from; port <= upto; port++) {
      const listenInfos = addresses.flatMap((ip) => (['udp', 'tcp'] as const).map((protocol) => ({ protocol, ip, port })))
      try {
        return await made.createWebRtcServer({ listenInfos })
      } catch (cause) {
        fault = cause
      }
    }
    throw new Error(`no UDP port from ${from} to ${upto} could be opened`, { cause: fault })
  }

  function doorOf(addresses: readonly string[]): Door {
    const key = addresses.join()
    const known = doors.get(key)
    if (known !== undefined) return known
    const opened = closeUnused().then(() => open(addresses))
    const door: Door = { server: opened, guests: 0 }
    doors.set(key, door)
    opened.then(
      (server) => server.observer.on('webrtctransportunhandled', () => void door.guests--),
      () => doors.delete(key),
    )
    return door
  }

  async function closeUnused(): Promise<void> {
    const unused = [...doors].filter(([, { guests }]) => guests === 0)
    for (const [key] of unused) doors.delete(key)
    for (const [, { server }] of unused) (await server).close()
  }

  return {
    async enter(addresses, make) {
      const had = await Promise.all(addresses.map(canBeHad))
      const door = doorOf(addresses.filter((_one, at) => had[at]))
      // Whoever is on the way in is counted already.
      door.guests++
      try {
        return await make(await door.server)
      } catch (fault) {
        door.guests--
        throw fault
      }
    },
  }
}

/** Is it an address of this machine, now? */
export function canBeHad(address: string): Promise<boolean> {
  const socket = createSocket(isIPv4(address) ? 'udp4' : 'udp6')
  return new Promise((resolve) => {
    socket.once('error', () => {
      socket.close()
      resolve(false)
    })
    socket.bind({ port: 0, address, exclusive: true }, () => {
      socket.close()
      resolve(true)
    })
  })
}
