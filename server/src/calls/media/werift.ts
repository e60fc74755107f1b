// A peer's way by werift: its DTLS handshake and its SRTCP, over a guest of the door. Sound and pictures are sealed by ourselves (srtp.ts).
import {
  DtlsServer,
  isRtcp,
  keyLength,
  ProtectionProfileAeadAes128Gcm,
  ProtectionProfileAes128CmHmacSha1_80,
  RTCDtlsTransport,
  SrtcpSession,
  saltLength,
} from 'werift'
import type { EngineSettings } from '../engine.ts'
import type { Answer } from '../sdp.ts'
import { lanAddresses } from './addresses.ts'
import { createBucket } from './bucket.ts'
import { createOpenControl } from './control.ts'
import { createDoor, type Guest } from './door.ts'
import { isProven } from './proof.ts'
import { isHello, isRepeated, recordsIn, soundIn } from './records.ts'
import { createOpen, createSeal, type Open, type Seal } from './srtp.ts'
import type { OpenTransport, Transport, TransportEar } from './transport.ts'

/** Nothing came for so long: the way is broken, until something comes again. A browser that has nothing to send checks every few seconds. */
const BROKEN_MS = 6000
const LOOK_MS = 1000
/** Hands that were not shaken by then never are: a new way is asked for. */
const HANDSHAKE_MS = 20_000
/** So often one may begin to shake hands with a guest: who is patient needs two, and a bad network some more. */
const MOST_HELLOS = 40

/**
 * Packets of one peer, of any kind: more than that they never need (uplink.ts lets fewer go on). The others are not even opened, which is what takes most of
 * the time: whoever sends without end, or in somebody's name, keeps nobody else waiting.
 */
const PACKETS_PER_SECOND = 2500

/** The last part of what a client says, by werift's count. */
const CLIENT_FLIGHT = 5

type Keys = { readonly seal: Seal; readonly open: Open; readonly sealControl: SrtcpSession['encrypt']; readonly openControl: Open }

/** @param trouble hears of what should not happen: a packet that nobody expected, and that did no harm */
export function openWerift(
  { ports, addresses, announced }: EngineSettings,
  trouble: (cause: unknown) => void,
): { readonly open: OpenTransport; close(): void } {
  const door = createDoor({ ports, announced, trouble, addresses: () => (addresses.length > 0 ? addresses : lanAddresses()) })
  return {
    async open(ear) {
      const certificate = await RTCDtlsTransport.SetupCertificate()
      const [print] = certificate.getFingerprints()
      const way = createWay(ear, certificate, trouble)
      const guest = await door.enter(way)
      return way.over(guest, print?.value ?? '')
    },
    close: door.close,
  }
}

type Certificate = Awaited<ReturnType<typeof RTCDtlsTransport.SetupCertificate>>

function createWay(ear: TransportEar, certificate: Certificate, trouble: (cause: unknown) => void) {
  let guest: Guest | undefined
  let dtls: DtlsServer | undefined
  let keys: Keys | undefined
  let expected: Answer | undefined
  /**
   * The first word of their handshake, where it was here before the answer that says who they are: that goes another way. They would say it again, but where
   * much is going on it is long until then.
   */
  let early: Buffer | undefined
  /** Theirs, the newest first. */
  let names: readonly string[] = []
  let heardAt = performance.now()
  let [startedAt, hellos] = [0, 0]
  let connected = false
  let closed = false
  const pace = createBucket(PACKETS_PER_SECOND, PACKETS_PER_SECOND)
  let look: NodeJS.Timeout | undefined

  const link = {
    type: 'ice',
    address: { address: '', family: '', port: 0 },
    closed: false,
    onData: (_bytes: Buffer): void => undefined,
    // Werift waits for none of what it sends: a promise that failed would end the process.
    send: async (bytes: Buffer): Promise<void> => {
      try {
        guest?.send(bytes)
      } catch (cause) {
        trouble(cause)
      }
    },
    close: async (): Promise<void> => undefined,
  }

  function become(is: boolean): void {
    if (connected === is || closed) return
    connected = is
    ear.connected(is)
  }
  function heard(): void {
    heardAt = performance.now()
    ear.heard()
    if (keys !== undefined) become(true)
  }

  /** The one who was named in the answer, and proves to be them, is let in, and nobody else. */
  function shakeHands(): void {
    const server = new DtlsServer({
      cert: certificate.certPem,
      key: certificate.privateKey,
      signatureHash: certificate.signatureHash,
      transport: link,
      srtpProfiles: [ProtectionProfileAeadAes128Gcm, ProtectionProfileAes128CmHmacSha1_80],
      extendedMasterSecret: true,
      certificateRequest: true,
    })
    dtls = server
    // Said each time its end of the handshake was sent.
    server.onConnect.subscribe(() => {
      const { srtpProfile } = server.srtp
      if (closed || keys !== undefined || expected === undefined || srtpProfile === undefined) return
      const { sortedHandshakeCache: handshakes, remoteExtendedMasterSecret: isExtended } = server.dtls
      const { masterSecret, remoteKeyPair } = server.cipher
      const { fingerprint } = expected
      if (!isProven({ handshakes, isExtended, masterSecret, shared: remoteKeyPair?.publicKey, fingerprint })) return
      const { localKey, localSalt, remoteKey, remoteSalt } = server.extractSessionKeys(keyLength(srtpProfile), saltLength(srtpProfile))
      const config = {
        keys: { localMasterKey: localKey, localMasterSalt: localSalt, remoteMasterKey: remoteKey, remoteMasterSalt: remoteSalt },
        profile: srtpProfile,
      }
      const form = srtpProfile === ProtectionProfileAeadAes128Gcm ? 'gcm' : 'cm'
      const srtcp = new SrtcpSession(config)
      keys = {
        seal: createSeal({ form, key: localKey, salt: localSalt }),
        open: createOpen({ form, key: remoteKey, salt: remoteSalt }),
        sealControl: srtcp.encrypt.bind(srtcp),
        openControl: createOpenControl(form, srtcp.decrypt),
      }
      become(true)
    })
    server.onClose.once(() => !closed && connected && ear.left())
    server.onError.once(() => become(false))
  }

  function isKnown(record: Buffer): boolean {
    const { flight = 0, handshakeCache = {} } = dtls?.dtls ?? {}
    return isRepeated(record, flight, handshakeCache[CLIENT_FLIGHT]?.data.map(({ msg_type }) => msg_type) ?? [])
  }

  function data(bytes: Buffer): void {
    if (!pace.take(1, performance.now())) return
    const first = bytes[0] ?? 0
    if (first >= 20 && first < 64) {
      if (expected === undefined && isHello(bytes)) early = bytes
      const inTime = keys !== undefined || performance.now() - startedAt < HANDSHAKE_MS
      if (expected === undefined || !inTime || (isHello(bytes) && ++hellos > MOST_HELLOS)) return
      const sound = soundIn(bytes, keys !== undefined)
      for (const record of sound === undefined ? [] : recordsIn(sound)) if (!isKnown(record)) link.onData(record)
      return
    }
    if (first < 128 || first > 191 || keys === undefined) return
    const isControl = isRtcp(bytes)
    const opened = isControl ? keys.openControl(bytes) : keys.open(bytes)
    if (opened === undefined) return
    if (isControl) ear.rtcp(opened)
    else ear.rtp(opened)
    heard()
  }

  const over = (entered: Guest, fingerprint: string): Transport => {
    guest = entered
    return {
      self: () => ({ ice: { ...entered.name(), candidates: entered.candidates, lite: true }, fingerprint }),
      renew: entered.rename,
      connect(answer) {
        if (closed) return
        // On another network they give themselves another name; whoever has another certificate is somebody else.
        if (expected === undefined || answer.fingerprint === expected.fingerprint) names = [answer.ufrag, ...names].slice(0, 2)
        if (expected !== undefined) return
        expected = answer
        startedAt = performance.now()
        shakeHands()
        if (early !== undefined) data(early)
        early = undefined
        look = setInterval(() => connected && performance.now() - heardAt > BROKEN_MS && become(false), LOOK_MS)
      },
      sendRtp(head, payload) {
        if (keys !== undefined) entered.send(keys.seal(head, payload))
      },
      sendRtcp(packets) {
        if (keys !== undefined) entered.send(keys.sealControl(Buffer.concat(packets)))
      },
      close() {
        closed = true
        clearInterval(look)
        dtls?.close()
        entered.close()
      },
    }
  }
  return { data, checked: (theirs: string) => (expected === undefined || names.includes(theirs)) && heard(), over }
}
