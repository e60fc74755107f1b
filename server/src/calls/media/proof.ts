// Whether whoever shook hands holds the key of the certificate they showed. A certificate passes in the clear and can be shown by anybody: what
// proves it is a signature over all that was said until then (RFC 5246 §7.4.8). Werift reads that signature and does not look at it.
//
//   CertificateVerify   scheme (2) | length (2) | signature
//
// That nobody changed what was said is proved with it, and by the keys: they are made of all that was said, too (RFC 7627), which everybody in a
// call must be able to.
import { constants, verify, X509Certificate } from 'node:crypto'
import type { DtlsServer } from 'werift'

type Shaken = Pick<DtlsServer, 'remoteCertificate'> & {
  readonly dtls: Pick<DtlsServer['dtls'], 'sortedHandshakeCache' | 'remoteExtendedMasterSecret'>
}

const CERTIFICATE_VERIFY = 15

type Scheme = { readonly key: 'ec' | 'rsa'; readonly hash: string; readonly isPss?: true }
/** Nothing that signs under SHA-1. */
const schemes: ReadonlyMap<number, Scheme> = new Map([
  [0x0403, { key: 'ec', hash: 'sha256' }],
  [0x0503, { key: 'ec', hash: 'sha384' }],
  [0x0603, { key: 'ec', hash: 'sha512' }],
  [0x0401, { key: 'rsa', hash: 'sha256' }],
  [0x0501, { key: 'rsa', hash: 'sha384' }],
  [0x0601, { key: 'rsa', hash: 'sha512' }],
  [0x0804, { key: 'rsa', hash: 'sha256', isPss: true }],
  [0x0805, { key: 'rsa', hash: 'sha384', isPss: true }],
  [0x0806, { key: 'rsa', hash: 'sha512', isPss: true }],
])

/** @param fingerprint of their certificate, as their description named it: `AB:CD:…`, SHA-256 */
export function isProved({ remoteCertificate, dtls }: Shaken, fingerprint: string): boolean {
  if (remoteCertificate === undefined || !dtls.remoteExtendedMasterSecret) return false
  const certificate = new X509Certificate(remoteCertificate)
  if (certificate.fingerprint256 !== fingerprint) return false
  const said = dtls.sortedHandshakeCache
  const at = said.findIndex(({ msg_type }) => msg_type === CERTIFICATE_VERIFY)
  const before = Buffer.concat(said.slice(0, Math.max(0, at)).map((message) => message.serialize()))
  const signed = said[at]?.fragment
  return signed !== undefined && isSigned(before, signed, certificate)
}

function isSigned(said: Buffer, fragment: Buffer, { publicKey }: X509Certificate): boolean {
  if (fragment.length < 4 || fragment.length !== 4 + fragment.readUInt16BE(2)) return false
  const scheme = schemes.get(fragment.readUInt16BE(0))
  if (scheme === undefined || publicKey.asymmetricKeyType !== scheme.key) return false
  const padding = scheme.isPss ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST } : {}
  try {
    return verify(scheme.hash, said, { key: publicKey, ...padding }, fragment.subarray(4))
  } catch {
    return false
  }
}
