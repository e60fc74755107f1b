// What is used of mediasoup (https://mediasoup.org/documentation/v3/mediasoup/api), and where it is found. It is no dependency: its worker is a
// program that is fetched or built, which `bin/setup --with-mediasoup` does for who wants it. docs/decisions/0024-mediasoup.md says more.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

type Emitter<Events extends Record<string, readonly unknown[]>> = {
  on<N extends keyof Events>(name: N, heard: (...about: Events[N]) => void): unknown
}
type Closable = { readonly id: string; readonly closed: boolean; close(): void }

export type MediaKind = 'audio' | 'video'
export type Codec = {
  readonly mimeType: string
  readonly clockRate: number
  readonly channels?: number
  readonly parameters?: Readonly<Record<string, number>>
  readonly rtcpFeedback?: readonly { readonly type: string; readonly parameter?: string }[]
}
export type RtpParameters = {
  readonly mid?: string
  readonly codecs: readonly (Codec & { readonly payloadType: number })[]
  readonly headerExtensions: readonly { readonly uri: string; readonly id: number }[]
  readonly encodings: readonly { readonly ssrc?: number; readonly rid?: string; readonly dtx?: boolean }[]
  readonly rtcp?: { readonly cname?: string; readonly reducedSize?: boolean }
}
export type RtpCapabilities = {
  readonly codecs: readonly (Codec & { readonly kind: MediaKind; readonly preferredPayloadType: number })[]
  readonly headerExtensions: readonly { readonly kind: MediaKind; readonly uri: string; readonly preferredId: number }[]
}

/** 0 for nothing, to 10. Of a layer that is not sent just now: 0. */
export type ProducerScore = { readonly rid?: string; readonly score: number }
export type Producer = Closable &
  Emitter<{ score: readonly [readonly ProducerScore[]] }> & {
    readonly score: readonly ProducerScore[]
    pause(): Promise<void>
    resume(): Promise<void>
    getStats(): Promise<readonly Stat[]>
  }
export type Consumer = Closable &
  Emitter<{ score: readonly [{ readonly score: number }] }> & {
    readonly rtpParameters: RtpParameters
    resume(): Promise<void>
    setPreferredLayers(layers: { readonly spatialLayer: number }): Promise<void>
    getStats(): Promise<readonly Stat[]>
  }
/** Of a producer or a consumer; rates in bits a second. */
export type Stat = {
  readonly type: string
  readonly packetCount?: number
  readonly byteCount?: number
  readonly roundTripTime?: number
  /** 0 to 255. */
  readonly fractionLost?: number
}
export type TransportStat = {
  readonly bytesReceived?: number
  readonly bytesSent?: number
  readonly rtpBytesSent?: number
  readonly recvBitrate?: number
  readonly sendBitrate?: number
}

export type IceParameters = { readonly usernameFragment: string; readonly password: string }
export type IceCandidate = {
  readonly foundation: string
  readonly priority: number
  /** Of older versions; newer ones say `address`. */
  readonly ip?: string
  readonly address?: string
  readonly protocol: 'udp' | 'tcp'
  readonly port: number
  readonly type: string
  readonly tcpType?: string
}
type Fingerprint = { readonly algorithm: string; readonly value: string }
export type Transport = Closable &
  Emitter<{ dtlsstatechange: readonly [string]; icestatechange: readonly [string] }> & {
    readonly iceParameters: IceParameters
    readonly iceCandidates: readonly IceCandidate[]
    readonly dtlsParameters: { readonly fingerprints: readonly Fingerprint[] }
    connect(answer: { readonly dtlsParameters: { readonly role: 'client'; readonly fingerprints: readonly Fingerprint[] } }): Promise<void>
    restartIce(): Promise<IceParameters>
    produce(how: { readonly kind: MediaKind; readonly rtpParameters: RtpParameters; readonly paused: boolean }): Promise<Producer>
    /** @param how.mid the line it comes in at: each packet names it */
    consume(how: {
      readonly producerId: string
      readonly rtpCapabilities: RtpCapabilities
      readonly paused: boolean
      readonly mid: string
    }): Promise<Consumer>
    getStats(): Promise<readonly TransportStat[]>
  }
export type AudioLevelObserver = Closable &
  Emitter<{ volumes: readonly [readonly { readonly producer: Producer; readonly volume: number }[]] }> & {
    addProducer(which: { readonly producerId: string }): Promise<void>
  }
export type Router = Closable & {
  createWebRtcTransport(how: {
    readonly webRtcServer: WebRtcServer
    readonly enableUdp: boolean
    readonly enableTcp: boolean
    readonly preferUdp: boolean
    readonly initialAvailableOutgoingBitrate: number
  }): Promise<Transport>
  createAudioLevelObserver(how: {
    readonly maxEntries: number
    readonly threshold: number
    readonly interval: number
  }): Promise<AudioLevelObserver>
}
export type WebRtcServer = Closable & {
  readonly observer: Emitter<{ webrtctransportunhandled: readonly [unknown] }>
}
export type ListenInfo = { readonly protocol: 'udp' | 'tcp'; readonly ip: string; readonly port: number }
export type Worker = Emitter<{ died: readonly [Error] }> & {
  readonly pid: number
  close(): void
  createWebRtcServer(how: { readonly listenInfos: readonly ListenInfo[] }): Promise<WebRtcServer>
  createRouter(how: { readonly mediaCodecs: RtpCapabilities['codecs'] }): Promise<Router>
}
export type Mediasoup = { readonly version: string; createWorker(how: { readonly logLevel: 'error' }): Promise<Worker> }

/** Where `bin/setup --with-mediasoup` puts it. */
const home = fileURLToPath(new URL('../../../../.tools/mediasoup', import.meta.url))
const MODULE = 'mediasoup'

/** Why it cannot be used: a sentence that says what to do. Undefined: it can. */
export function whatIsMissing(bin = process.env['MEDIASOUP_WORKER_BIN']): string | undefined {
  const fetch = 'Run bin/setup --with-mediasoup once, or leave calls.engine at werift.'
  if (!existsSync(join(home, 'node_modules', MODULE))) return `calls.engine is mediasoup, and that is not installed. ${fetch}`
  const worker = bin ?? join(home, 'node_modules', MODULE, 'worker/out/Release/mediasoup-worker')
  return existsSync(worker) ? undefined : `calls.engine is mediasoup, and its worker is not at ${worker}. ${fetch}`
}

/** Throws what Node says where it is not there. */
export function loadMediasoup(): Mediasoup {
  const found: unknown = createRequire(join(home, 'package.json'))(MODULE)
  if (typeof found !== 'object' || found === null || !('createWorker' in found)) throw new Error('that is no mediasoup')
  return found as Mediasoup
}
