// Whether somebody who shook hands is who they were said to be. Werift (0.25) reads what a client shows and signs, and believes all of it: here it is
// put to the proof (RFC 5246 §7.4.8, §7.4.9). Pure.
//
//   client's flight:  Certificate (11) │ ClientKeyExchange (16) │ CertificateVerify (15) │ Finished (20), sealed
//                     its fingerprint    the key that was shared   signs all before it,     an HMAC of all before it under
//                     was in the answer  the secret is made of     by the certificate's key what was shared
//
// 1. Each is the one that stands in the record of the handshake: of two that are sent werift keeps the first, and works with the last.
// 2. Nothing that can be read on the way proves anything: only the two last do, and both must.
import { constants, createHash, createHmac, timingSafeEqual, verify, X509Certificate } from 'node:crypto'

/** A message of the handshake, put together from its pieces. */
export type Handshake = { readonly msg_type: number; readonly fragment: Buffer; serialize(): Buffer }
export type Shaken = {
  /** All of them, in the order of the handshake. */
  readonly handshakes: readonly Handshake[]
  readonly masterSecret: Buffer | undefined
  /** It was made of all that was said until then (RFC 7627), as every browser can. */
  readonly isExtended: boolean
  /** Their side of the key that was shared, as it was worked with. */
  readonly shared: Buffer | undefined
  /** Of the certificate that was named: SHA-256, `AB:CD:…`. */
  readonly fingerprint: string
}

const CERTIFICATE = 11
const HELLO_DONE = 14
const VERIFY = 15
const KEY = 16
const FINISHED = 20
const FINISHED_BYTES = 12

/** Whatever was sent, nothing is thrown. */
export function isProven({ handshakes, masterSecret, isExtended, shared, fingerprint }: Shaken): boolean {
  // A certificate was shown before, too: the server's.
  const done = handshakes.findIndex(({ msg_type }) => msg_type === HELLO_DONE)
  const find = (type: number): number => handshakes.findIndex(({ msg_type }, at) => msg_type === type && at > done)
  const [certificate, key, finished] = [CERTIFICATE, KEY, FINISHED].map((type) => handshakes[find(type)]?.fragment)
  const signed = handshakes[find(VERIFY)]?.fragment
  if (done < 0 || !isExtended || masterSecret === undefined || shared === undefined) return false
  if (certificate === undefined || key === undefined || signed === undefined || finished === undefined) return false
  const before = (type: number): Buffer => Buffer.concat(handshakes.slice(0, find(type)).map((one) => one.serialize()))
  const shown = certificateIn(certificate)
  return (
    shown?.fingerprint256 === fingerprint &&
    key[0] === key.length - 1 &&
    key.subarray(1).equals(shared) &&
    isSigned(shown, before(VERIFY), signed) &&
    isFinished(finished, masterSecret, before(FINISHED))
  )
}

/** The first of a list: its length in three bytes, then each after its own length in three. */
function certificateIn(list: Buffer): X509Certificate | undefined {
  if (list.length < 6) return undefined
  try {
    return new X509Certificate(list.subarray(6, 6 + list.readUIntBE(3, 3)))
  } catch {
    return undefined
  }
}

const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
/** Ways to sign by their numbers (RFC 8446 §4.2.3); none that is weak. */
const schemes: ReadonlyMap<number, { readonly hash: string; readonly key: string; readonly how: object }> = new Map([
  [0x0403, { hash: 'sha256', key: 'ec', how: {} }],
  [0x0503, { hash: 'sha384', key: 'ec', how: {} }],
  [0x0603, { hash: 'sha512', key: 'ec', how: {} }],
  [0x0401, { hash: 'sha256', key: 'rsa', how: {} }],
  [0x0501, { hash: 'sha384', key: 'rsa', how: {} }],
  [0x0601, { hash: 'sha512', key: 'rsa', how: {} }],
  [0x0804, { hash: 'sha256', key: 'rsa', how: pss }],
  [0x0805, { hash: 'sha384', key: 'rsa', how: pss }],
  [0x0806, { hash: 'sha512', key: 'rsa', how: pss }],
])

/** @param signed the number of the way (2 bytes), the length (2), the signature */
function isSigned({ publicKey: key }: X509Certificate, what: Buffer, signed: Buffer): boolean {
  if (signed.length < 4 || signed.readUInt16BE(2) !== signed.length - 4) return false
  const scheme = schemes.get(signed.readUInt16BE(0))
  if (scheme === undefined || scheme.key !== key.asymmetricKeyType) return false
  try {
    return verify(scheme.hash, what, { key, ...scheme.how }, signed.subarray(4))
  } catch {
    return false
  }
}

/** The pseudo-random function of TLS 1.2 (RFC 5246 §5), of which the first twelve bytes are wanted. */
function isFinished(finished: Buffer, secret: Buffer, before: Buffer): boolean {
  const seed = Buffer.concat([Buffer.from('client finished'), createHash('sha256').update(before).digest()])
  const first = createHmac('sha256', secret).update(seed).digest()
  const wanted = createHmac('sha256', secret).update(first).update(seed).digest().subarray(0, FINISHED_BYTES)
  return finished.length === FINISHED_BYTES && timingSafeEqual(finished, wanted)
}
