// A synthetic participant's side of a call: answers descriptions, shakes hands, sends packets that look like voices and pictures, and
// counts what comes. No browser, and as cheap as can be: a hundred of them fit into a test.
import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { connect, type Socket } from 'node:net'
import { DtlsClient, isRtcp, keyLength, ProtectionProfileAeadAes128Gcm, RTCDtlsTransport, SrtcpSession, saltLength } from 'werift'
import { Arrivals } from '../media/arrivals.ts'
import { createFrames } from '../media/door.ts'
import { headLength, readPacket } from '../media/rtp.ts'
import { createOpen, createSeal } from '../media/srtp.ts'
import { isKeyframe, linesOf } from '../media/vp8.ts'
import { writeCheck } from './check.ts'
import { createFeedback } from './feedback.ts'
import { linkOver, once } from './link.ts'
import { createSender, type Keys } from './sender.ts'

/** What came in at one line. */
export type Line = {
  packets: number
  bytes: number
  keyframes: number
  height: number
  last: number
  gaps: number
  readonly sequences: Set<number>
}
export type SyntheticPeer = {
  /** The description of the server in, the answer to it out; the first one connects. */
  answer(sdp: string): Promise<string>
  readonly connected: Promise<void>
  /** By `mid`. */
  readonly lines: ReadonlyMap<string, Line>
  /** Packets that named another line than the one their SSRC was said to be of: a browser puts them where they say. */
  readonly misnamed: number
  /** Kinds of what the server said by RTCP: `205/1` nack, `206/1` keyframe, `205/15` arrivals. */
  readonly said: Map<string, number>
  /** 20 ms of a voice. @param level 0 loud to 127 silent */
  voice(level: number, payload?: Buffer): void
  /** One packet of a picture; `rid` for a camera's layer. */
  picture(source: 'camera' | 'screen', about: { rid?: string; height: number; keyframe: boolean; skip?: number; stamp?: Buffer }): void
  /** The next packet of a line is lost on the way. */
  miss(mid: string): void
  nack(mid: string, sequence: number): void
  askKeyframe(mid: string): void
  /** Reports a loss of so much, 0 to 1, of what comes in at a line. */
  lose(mid: string, lost: number): void
  /** What it thinks would get through to it (REMB). */
  estimate(kilobits: number): void
  /** On another network from now on: what was sent to the old address is gone. */
  move(): void
  /** How often hands were shaken. */
  readonly handshakes: number
  /** Bytes as they are, to where the server is. */
  raw(bytes: Buffer): void
  /** Without a word. Twice is once. */
  close(): void
}
export type PeerHeard = {
  readonly packet?: (mid: string, payload: Buffer) => void
  /** In place of that: nothing is opened, which takes a processor most of all, and bytes of the payload are all there is to hear of. */
  readonly sealed?: (mid: string, bytes: number) => void
  /** As from a network that lets no UDP through. */
  readonly overTcp?: boolean
  /** What is shown and signed with in place of what was named in the answer. */
  readonly shows?: { readonly certificate?: Identity; readonly key?: Identity }
  /** The end of the server's handshake is lost so often. */
  readonly misses?: number
  /** No part of its handshake is said twice. */
  readonly isTerse?: boolean
}
export type Identity = Pick<Awaited<ReturnType<typeof RTCDtlsTransport.SetupCertificate>>, 'certPem' | 'privateKey'>

/** Of AES-GCM. */
const TAG_BYTES = 16

/** Hundreds of them are in one process: nothing is looked up. What cannot be sent is lost. */
const openSocket = () =>
  createSocket({ type: 'udp4', lookup: (address, _how, found) => found(null, address, 4) }).on('error', () => undefined)

export function createPeer({ packet, sealed, overTcp = false, shows = {}, misses = 0, isTerse = false }: PeerHeard = {}): SyntheticPeer {
  let udp = openSocket()
  const [mine, arrivals] = [newName(), new Arrivals()]
  const [lines, bySsrc, ssrcOf] = [new Map<string, Line>(), new Map<number, string>(), new Map<string, number>()]
  const [lost, said] = [new Set<number>(), new Map<string, number>()]
  const theirs = { ufrag: '', pwd: '', address: '', port: 0 }
  const { promise: connected, resolve, reject } = Promise.withResolvers<void>()
  let keys: Keys | undefined
  let dtls: DtlsClient | undefined
  let [alive, stream]: [NodeJS.Timeout?, Socket?] = []
  let [handshakes, misnamed, toMiss] = [0, 0, misses]
  let [tellsArrivals, closed] = [false, false]

  const send = (bytes: Buffer): void => {
    if (stream !== undefined) stream.write(Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]))
    else if (!closed && !overTcp) udp.send(bytes, theirs.port, theirs.address)
  }
  const { rtcp, voice, picture } = createSender(() => keys, send)
  const link = linkOver(isTerse ? once(send, said) : send)
  connected.catch(() => undefined)

  function check(): void {
    send(writeCheck(`${theirs.ufrag}:${mine.ufrag}`, theirs.pwd))
  }

  function receive(bytes: Buffer): void {
    const first = bytes[0] ?? 0
    if (first < 4) return dtls === undefined ? shakeHands() : undefined
    if (first >= 20 && first < 64) {
      // It ends with what is sealed: of epoch 1.
      if (keys === undefined && (first === 20 || bytes[4] === 1) && toMiss-- > 0) return
      return link.onData(bytes)
    }
    if (keys === undefined) return
    if (isRtcp(bytes)) return noteKinds(said, keys.srtcp.decrypt(bytes))
    if (lost.delete(bytes.readUInt32BE(8))) return
    const opened = sealed === undefined ? keys.open(bytes) : bytes
    if (opened !== undefined) heardRtp(opened)
  }
  udp.on('message', receive)

  function shakeHands(): void {
    void RTCDtlsTransport.SetupCertificate().then((certificate) => {
      if (dtls !== undefined) return
      const client = new DtlsClient({
        ...{ cert: (shows.certificate ?? certificate).certPem, key: (shows.key ?? shows.certificate ?? certificate).privateKey },
        signatureHash: certificate.signatureHash,
        ...{ transport: link, srtpProfiles: [ProtectionProfileAeadAes128Gcm], extendedMasterSecret: true },
      })
      dtls = client
      link.carries(client)
      handshakes++
      client.onConnect.once(() => {
        const profile = client.srtp.srtpProfile ?? ProtectionProfileAeadAes128Gcm
        const { localKey, localSalt, remoteKey, remoteSalt } = client.extractSessionKeys(keyLength(profile), saltLength(profile))
        const config = {
          keys: { localMasterKey: localKey, localMasterSalt: localSalt, remoteMasterKey: remoteKey, remoteMasterSalt: remoteSalt },
          profile,
        }
        keys = {
          seal: createSeal({ form: 'gcm', key: localKey, salt: localSalt }),
          open: createOpen({ form: 'gcm', key: remoteKey, salt: remoteSalt }),
          srtcp: new SrtcpSession(config),
        }
        resolve()
      })
      client.onError.once((fault) => reject(fault))
      client.connect().catch(reject)
    })
  }

  /** Its head is in the open. */
  function noteArrival(bytes: Buffer, mid: string | undefined): void {
    if (!tellsArrivals) return
    const read = readPacket(bytes)
    if (read?.transport !== undefined) arrivals.note(read.transport, performance.now())
    if (read?.mid !== undefined && mid !== undefined && read.mid !== mid) misnamed++
  }

  function heardRtp(bytes: Buffer): void {
    const mid = bySsrc.get(bytes.readUInt32BE(8))
    noteArrival(bytes, mid)
    if (mid === undefined) return
    if (sealed !== undefined) return sealed(mid, bytes.length - headLength(bytes) - TAG_BYTES)
    const line = lines.get(mid) ?? { packets: 0, bytes: 0, keyframes: 0, height: 0, last: -1, gaps: 0, sequences: new Set<number>() }
    lines.set(mid, line)
    const sequence = bytes.readUInt16BE(2)
    const payload = bytes.subarray(bytes.readUInt8(0) & 0x10 ? 16 + bytes.readUInt16BE(14) * 4 : 12)
    line.packets++
    line.bytes += payload.length
    if (line.last >= 0 && ((sequence - line.last) & 0xffff) !== 1) line.gaps++
    line.last = sequence
    line.sequences.add(sequence)
    if (isKeyframe(payload)) {
      line.keyframes++
      line.height = linesOf(payload) ?? line.height
    }
    packet?.(mid, payload)
  }

  return {
    connected,
    lines,
    said,
    async answer(sdp) {
      const find = (name: string) => new RegExp(`^a=${name}:(.+)$`, 'm').exec(sdp)?.[1]?.trim() ?? ''
      const media = sdp.split(/^(?=m=)/m).slice(1)
      // As a browser does: it tells what was asked for.
      tellsArrivals = media.some((one) => one.startsWith('m=video') && one.includes('a=sendonly') && one.includes('transport-cc'))
      for (const one of media) {
        const mid = /^a=mid:(\d+)/m.exec(one)?.[1] ?? ''
        const ssrc = /^a=ssrc:(\d+)/m.exec(one)?.[1]
        if (ssrc !== undefined) {
          bySsrc.set(Number(ssrc), mid)
          ssrcOf.set(mid, Number(ssrc))
        }
      }
      const [, , , , address = '', port = '0'] = (
        (overTcp ? /^a=candidate:(.+ tcp .+)$/m : /^a=candidate:(.+ udp .+)$/m).exec(sdp)?.[1] ?? ''
      ).split(' ')
      const isRenewed = theirs.ufrag !== '' && theirs.ufrag !== find('ice-ufrag')
      Object.assign(theirs, { ufrag: find('ice-ufrag'), pwd: find('ice-pwd'), address, port: Number(port) })
      // Another name of theirs is answered by another name (RFC 8445 §9).
      if (isRenewed) Object.assign(mine, newName())
      if (isRenewed) check()
      const [print] = (await RTCDtlsTransport.SetupCertificate()).getFingerprints()
      if (alive === undefined && !closed) {
        if (overTcp) stream = reach(theirs.address, theirs.port, receive)
        // Again and again until it is answered, then as a sign of life.
        alive = setInterval(() => {
          if (dtls === undefined || Math.random() < 0.05) check()
          const report = arrivals.report(7, 0)
          if (report !== undefined) rtcp(report)
        }, 100)
        setTimeout(check, 5)
      }
      return answerOf(media, mine, print?.value ?? '')
    },
    ...{ voice, picture },
    miss: (mid) => void lost.add(ssrcOf.get(mid) ?? 0),
    ...createFeedback(rtcp, ssrcOf, lines),
    move() {
      udp.close()
      udp = openSocket()
      udp.on('message', receive)
    },
    get misnamed() {
      return misnamed
    },
    get handshakes() {
      return handshakes
    },
    raw: send,
    close() {
      clearInterval(alive)
      if (!closed) udp.close()
      stream?.destroy()
      closed = true
    },
  }
}

const newName = () => ({ ufrag: randomBytes(4).toString('hex'), pwd: randomBytes(16).toString('hex') })

function reach(address: string, port: number, heard: (bytes: Buffer) => void): Socket {
  const stream = connect(port, address)
  stream.on('data', createFrames(heard))
  stream.on('error', () => undefined)
  return stream
}

/** Which kinds of RTCP there are in a datagram. */
function noteKinds(said: Map<string, number>, bytes: Buffer): void {
  for (let at = 0; at + 4 <= bytes.length; at += (bytes.readUInt16BE(at + 2) + 1) * 4) {
    const kind = `${bytes.readUInt8(at + 1)}/${bytes.readUInt8(at) & 31}`
    said.set(kind, (said.get(kind) ?? 0) + 1)
  }
}

function answerOf(media: readonly string[], { ufrag, pwd }: { readonly ufrag: string; readonly pwd: string }, fingerprint: string): string {
  const lines = media.map((one, at) =>
    [
      one.split('\r\n')[0],
      'c=IN IP4 0.0.0.0',
      `a=mid:${at}`,
      `a=ice-ufrag:${ufrag}`,
      `a=ice-pwd:${pwd}`,
      `a=fingerprint:sha-256 ${fingerprint}`,
      'a=setup:active',
      one.includes('a=sendonly') ? 'a=recvonly' : 'a=sendonly',
      'a=rtcp-mux',
    ].join('\r\n'),
  )
  return `v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n${lines.join('\r\n')}\r\n`
}
