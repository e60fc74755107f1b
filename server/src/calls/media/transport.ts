// One peer's way: ICE, DTLS and SRTP, whoever does them. What comes in is decrypted, what goes out is not yet.
import type { Answer, Offering } from '../sdp.ts'

export type Transport = {
  /** For the description: where and as whom it is reached. The same for all its offers, until it is renewed. */
  self(): Pick<Offering, 'ice' | 'fingerprint'>
  /** Another name and password (RFC 8445 §9): who comes by them is the same one, from elsewhere. What is sealed stays sealed. */
  renew(): void
  /** The first answer says who is to come. Later ones change no more than the name they give themselves. */
  connect(answer: Answer): void
  /** @param head of RTP, whole; both are left as they are */
  sendRtp(head: Buffer, payload: Buffer): void
  sendRtcp(packets: readonly Buffer[]): void
  close(): void
}

export type TransportEar = {
  rtp(bytes: Buffer): void
  rtcp(bytes: Buffer): void
  /** Anything at all came that is theirs, a sign of life as well. */
  heard(): void
  connected(is: boolean): void
  /** Their side said goodbye. */
  left(): void
}

/** Rejects when no address or port can be had. */
export type OpenTransport = (ear: TransportEar) => Promise<Transport>
