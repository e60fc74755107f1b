// Where packets come in: ICE as a server does it that everybody can reach ("lite", RFC 8445 §2.5). It waits for who has been given a name
// and a password, answers to where they come from, and looks for nobody. One UDP port for each address, for all peers; and the same over
// TCP (RFC 6544), where networks let no UDP through. Why this is not a package: docs/decisions/0017-ice-lite.md.
//
// 1. What is not signed with a guest's password is not answered, and moves nothing.
// 2. A guest is heard from the places that were signed for, and from no others.
import { randomBytes } from 'node:crypto'
import { createSocket, type Socket, type SocketOptions } from 'node:dgram'
import { createServer, isIPv4, isIPv6, type Server, type Socket as Stream } from 'node:net'
import { VP8 } from '../sdp.ts'
import { readCheck, writeAnswer } from './stun.ts'

export type DoorGiven = {
  readonly ports: readonly [number, number]
  /** Asked anew for each guest. */
  readonly addresses: () => readonly string[]
  readonly announced: readonly string[]
  /** Something of ours could not stand a packet: told seldom, however many come. */
  readonly trouble: (cause: unknown) => void
}
export type Guest = {
  /** By which they are known; the newest. */
  name(): Name
  /** Another name. By the one before they are known, too, until they come by the new one: then that one is nobody's any more. */
  rename(): void
  /** As descriptions say them. */
  readonly candidates: readonly string[]
  send(bytes: Buffer): void
  close(): void
}
export type Name = { readonly ufrag: string; readonly pwd: string }
export type GuestEar = {
  /** Neither STUN nor from elsewhere. */
  data(bytes: Buffer): void
  /** A signed check came: they are there. `theirs`: the name they give themselves. */
  checked(theirs: string): void
}
export type Door = { enter(ear: GuestEar): Promise<Guest>; close(): void }

/** A way to somebody. */
type Way = { readonly key: string; readonly address: string; readonly port: number; send(bytes: Buffer): void; end?(): void }
type Inside = { readonly names: Name[]; readonly ear: GuestEar; readonly ways: Map<string, Way>; chosen: Way | undefined }
type Opened = { readonly address: string; readonly port: number; readonly udp: Socket; readonly tcp: Server | undefined }

const MOST_WAYS = 8
const MOST_NAMES = 3
const MOST_CLAIMS = 4
const BUFFER_BYTES = 4_194_304
const MOST_STREAMS = 512
/** A connection over TCP that shows no password by then is closed. */
const SHOW_MS = 5000
const MOST_WAITING_BYTES = 200_000
const MOST_WAITING_PICTURES = 100_000
/** Behind one address there may be a house full of people. */
const MOST_FROM_ONE = 200
const SILENT_MS = 60_000

const TROUBLE_EVERY_MS = 10_000

export function createDoor({ ports, addresses, announced, trouble }: DoorGiven): Door {
  const guests = new Map<string, Inside>()
  /** Who signed for a place, the last one first. Mostly one. */
  const byWay = new Map<string, readonly Inside[]>()
  const opened = new Map<string, Promise<Opened | undefined>>()
  const streams = new Set<Stream>()
  let [closed, toldAt] = [false, Number.NEGATIVE_INFINITY]

  /** No packet of one ends the calls of all. */
  function take(bytes: Buffer, key: string, wayThere: () => Way): boolean {
    try {
      return heard(bytes, key, wayThere)
    } catch (cause) {
      const now = performance.now()
      if (now - toldAt > TROUBLE_EVERY_MS) {
        toldAt = now
        trouble(cause)
      }
      return false
    }
  }

  function heard(bytes: Buffer, key: string, wayThere: () => Way): boolean {
    const first = bytes[0] ?? 255
    if (first > 3) {
      const there = byWay.get(key) ?? []
      for (const guest of there) guest.ear.data(bytes)
      return there.length > 0
    }
    const check = readCheck(bytes)
    const guest = check && guests.get(check.ours)
    const name = guest?.names.find(({ ufrag }) => ufrag === check?.ours)
    if (check === undefined || guest === undefined || name === undefined || !check.signedWith(name.pwd)) return false
    if (name === guest.names.at(-1)) forgetNames(guest, 1)
    const way = guest.ways.get(key) ?? wayThere()
    if (!guest.ways.has(key)) {
      if (guest.ways.size >= MOST_WAYS) forgetOldest(guest)
      guest.ways.set(key, way)
    }
    if (byWay.get(key)?.[0] !== guest) claim(key, guest)
    if (check.nominates || guest.chosen === undefined) guest.chosen = way
    way.send(writeAnswer(check.transaction, way.address, way.port, name.pwd))
    guest.ear.checked(check.theirs)
    return true
  }

  function rename(guest: Inside): void {
    const fresh = { ufrag: randomBytes(6).toString('hex'), pwd: randomBytes(18).toString('hex') }
    guest.names.push(fresh)
    guests.set(fresh.ufrag, guest)
    forgetNames(guest, MOST_NAMES)
  }

  /** All but so many of the newest. */
  function forgetNames({ names }: Inside, but: number): void {
    for (const { ufrag } of names.splice(0, Math.max(0, names.length - but))) guests.delete(ufrag)
  }

  function forgetOldest(guest: Inside): void {
    const [oldest] = [...guest.ways.values()].filter((way) => way !== guest.chosen)
    if (oldest === undefined) return
    guest.ways.delete(oldest.key)
    forgetWay(oldest.key, guest)
  }

  /**
   * Whoever signs is there. Whoever signed from there before stays, too: the source of a packet can be made up, and nobody takes a place from
   * somebody else by that. What comes from there is sealed for one of them, and nothing to the others.
   */
  function claim(key: string, guest: Inside): void {
    const others = byWay.get(key)?.filter((one) => one !== guest) ?? []
    byWay.set(key, [guest, ...others].slice(0, MOST_CLAIMS))
  }

  /** Somebody else's it stays. */
  function forgetWay(key: string, guest: Inside): void {
    const others = byWay.get(key)?.filter((one) => one !== guest) ?? []
    if (others.length > 0) byWay.set(key, others)
    else byWay.delete(key)
  }

  async function open(address: string): Promise<Opened | undefined> {
    for (let port = ports[0]; port <= ports[1] && !closed; port++) {
      const udp = await bound(address, port)
      if (udp === undefined) continue
      const tcp = await listening(address, port, (stream) => accept(stream))
      // Something else has it over TCP, if only a connection that goes out: the next one may be free for both.
      if (tcp === undefined && port < ports[1]) {
        udp.close()
        continue
      }
      const name = `udp ${port} `
      const post = createPost(udp)
      udp.on('message', (bytes, from) => {
        // Nobody can be answered there.
        if (from.port === 0) return
        // Of each packet: the way itself is made once.
        const key = `${name}${from.address} ${from.port}`
        take(bytes, key, () => wayOver(post, key, from.address, from.port))
      })
      return { address, port, udp, tcp }
    }
    return undefined
  }

  /** What could not be had now (an interface that is just coming up) is tried again for the next guest. */
  async function openOrForget(address: string): Promise<Opened | undefined> {
    const found = await open(address)
    if (found === undefined) opened.delete(address)
    return found
  }

  function accept(stream: Stream): void {
    const { remoteAddress } = stream
    const fromThere = [...streams].filter((one) => one.remoteAddress === remoteAddress).length
    if (streams.size >= MOST_STREAMS || fromThere >= MOST_FROM_ONE) return void stream.destroy()
    streams.add(stream)
    stream.setNoDelay(true)
    // Browsers check every few seconds: who is silent for so long is gone.
    stream.setTimeout(SILENT_MS, () => stream.destroy())
    const way: Way = {
      ...{
        key: `tcp ${stream.remoteAddress} ${stream.remotePort}`,
        address: plain(stream.remoteAddress ?? ''),
        port: stream.remotePort ?? 0,
      },
      send(bytes) {
        if (stream.writable && mayWait(bytes, stream.writableLength)) stream.write(Buffer.concat([lengthOf(bytes), bytes]))
      },
      end: () => void stream.destroy(),
    }
    const strangers = setTimeout(() => stream.destroy(), SHOW_MS)
    const read = createFrames((bytes) => take(bytes, way.key, () => way) && clearTimeout(strangers))
    stream.on('data', (bytes) => read(bytes) || stream.destroy())
    stream.on('error', () => stream.destroy())
    stream.on('close', () => {
      clearTimeout(strangers)
      streams.delete(stream)
      for (const guest of byWay.get(way.key) ?? []) {
        guest.ways.delete(way.key)
        if (guest.chosen?.key === way.key) guest.chosen = [...guest.ways.values()].at(-1)
      }
      byWay.delete(way.key)
    })
  }

  return {
    async enter(ear) {
      for (const address of addresses()) if (!opened.has(address)) opened.set(address, openOrForget(address))
      const doors = (await Promise.all(addresses().map(async (address) => opened.get(address)))).filter((one) => one !== undefined)
      if (doors.length === 0) throw new Error(`no UDP port from ${ports[0]} to ${ports[1]} could be opened`)
      const guest: Inside = { names: [], ear, ways: new Map(), chosen: undefined }
      rename(guest)
      return {
        candidates: candidatesOf(doors, announced),
        name: () => guest.names.at(-1) ?? NOBODY,
        rename: () => rename(guest),
        send: (bytes) => guest.chosen?.send(bytes),
        close() {
          forgetNames(guest, 0)
          for (const [key, way] of guest.ways) {
            forgetWay(key, guest)
            way.end?.()
          }
          guest.ways.clear()
          guest.chosen = undefined
        },
      }
    },
    close() {
      closed = true
      for (const stream of streams) stream.destroy()
      for (const one of opened.values())
        void one.then((door) => {
          door?.udp.close()
          door?.tcp?.close()
        })
    },
  }
}

/** Of a guest who left. */
const NOBODY: Name = { ufrag: 'nobody', pwd: '' }

type Post = (bytes: Buffer, port: number, address: string) => void
type Letter = { readonly bytes: Buffer; readonly port: number; readonly address: string }

/**
 * Sends what was given to it as soon as whoever gives it is done, which is with one packet that came in: that is sealed for everybody, and then sent to
 * everybody. To seal and to send in turns takes a fifth more, for each finds what it needs of the processor's memory taken by the other.
 * What cannot be sent is lost, as on every other part of the way: nobody waits to hear of it.
 */
function createPost(udp: Socket): Post {
  let letters: Letter[] = []
  function send(): void {
    const all = letters
    letters = []
    try {
      for (const { bytes, port, address } of all) udp.send(bytes, port, address)
    } catch {
      // It was closed meanwhile.
    }
  }
  return (bytes, port, address) => {
    if (letters.push({ bytes, port, address }) === 1) queueMicrotask(send)
  }
}

const wayOver = (post: Post, key: string, address: string, port: number): Way => ({
  key,
  address,
  port,
  send: (bytes) => post(bytes, port, address),
})

/** Only addresses are sent to, of the socket's own kind: there is nothing to look up, nothing to wait for, and nothing to look at, for each packet. */
const asItIs =
  (family: 4 | 6): SocketOptions['lookup'] =>
  (address, _how, found) =>
    found(null, address, family)

function bound(address: string, port: number): Promise<Socket | undefined> {
  const family = isIPv4(address) ? 4 : 6
  const udp = createSocket({ type: `udp${family}`, lookup: asItIs(family), recvBufferSize: BUFFER_BYTES, sendBufferSize: BUFFER_BYTES })
  return new Promise((resolve) => {
    udp.once('error', () => {
      udp.close()
      resolve(undefined)
    })
    udp.bind({ port, address, exclusive: true }, () => {
      udp.removeAllListeners('error')
      udp.on('error', () => undefined)
      resolve(udp)
    })
  })
}

function listening(address: string, port: number, accept: (stream: Stream) => void): Promise<Server | undefined> {
  const tcp = createServer(accept)
  return new Promise((resolve) => {
    tcp.once('error', () => resolve(undefined))
    tcp.listen({ port, host: address, exclusive: true }, () => {
      tcp.on('error', () => undefined)
      resolve(tcp)
    })
  })
}

/** IPv4 is tried before IPv6, and TCP when nothing else gets through. Addresses that lead here come with the ports of the first door of their kind. */
function candidatesOf(doors: readonly Opened[], announced: readonly string[]): string[] {
  const more = announced.flatMap((address) => {
    const door = doors.find((one) => isIPv6(one.address) === isIPv6(address)) ?? doors[0]
    return door === undefined ? [] : [{ ...door, address }]
  })
  return [...doors, ...more].flatMap(({ address, port, tcp }, at) => {
    const preference = (isIPv4(address) ? 65_535 : 32_767) - at
    const priority = (type: number) => type * 16_777_216 + preference * 256 + 255
    return [
      `${at + 1} 1 udp ${priority(126)} ${address} ${port} typ host`,
      ...(tcp === undefined ? [] : [`${at + 101} 1 tcp ${priority(90)} ${address} ${port} typ host tcptype passive`]),
    ]
  })
}

/** A slow reader of live pictures misses some of them, and of what is said nothing for longer. @param waiting bytes before these */
export const mayWait = (bytes: Buffer, waiting: number): boolean =>
  waiting < (isPicture(bytes) ? MOST_WAITING_PICTURES : MOST_WAITING_BYTES)
const isPicture = ([first = 0, second = 0]: Buffer): boolean => first >= 128 && first < 192 && (second & 127) === VP8

const plain = (address: string): string => address.replace(/^::ffff:/, '')

function lengthOf(bytes: Buffer): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(bytes.length)
  return length
}

/** Packets in a stream, each after its length in two bytes (RFC 4571). Gives a reader that says whether it can go on. */
export function createFrames(found: (bytes: Buffer) => unknown): (bytes: Buffer) => boolean {
  let rest: Buffer = Buffer.alloc(0)
  return (bytes) => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes])
    while (rest.length >= 2) {
      const length = rest.readUInt16BE(0)
      if (length === 0) return false
      if (rest.length < 2 + length) break
      found(rest.subarray(2, 2 + length))
      rest = rest.subarray(2 + length)
    }
    return true
  }
}
