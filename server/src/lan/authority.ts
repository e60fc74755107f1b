// The local CA and the certificates it gives out. Pure: keys and certificates in, PEM out; no files, no clocks.
import { createHash, createPrivateKey, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { bytesOf, elements } from './der.ts'

export const DAY_MS = 24 * 60 * 60 * 1000

/** Devices with a slow clock must accept it too. */
const CA_SLACK = 2 * 365 * DAY_MS
const CA_LIFE = 3650 * DAY_MS
/** Together below the 397 days that browsers allow a certificate. */
export const LEAF_SLACK = 30 * DAY_MS
export const LEAF_LIFE = 365 * DAY_MS

export type Pair = { readonly cert: string; readonly key: string }
export type Authority = {
  /** PEM, DER and 'AB:CD:…' (SHA-256). */
  readonly pem: string
  readonly der: Uint8Array
  readonly fingerprint: string
  readonly notBefore: number
  readonly notAfter: number
  /** May this CA vouch for it? What it may not is left out of certificates, for a browser would refuse the whole of them. */
  permits(host: string): boolean
  /** A certificate for these names and addresses, valid from `LEAF_SLACK` before now. */
  issue(hosts: readonly string[], now: number): Promise<Pair>
}

/** Makes a CA that vouches for private addresses, names no one can buy, and `own`, and nothing else. */
export async function makeAuthority(name: string, own: readonly string[], now: number): Promise<Pair> {
  const { makeCa } = await import('./issuing.ts')
  return makeCa(name, own, { from: now - CA_SLACK, to: now + CA_LIFE })
}

/** Opens a CA that was made before. Throws when certificate and key are not what they should be or do not belong together. */
export async function openAuthority({ cert, key }: Pair): Promise<Authority> {
  const ca = new X509Certificate(cert)
  const signing = createPrivateKey(key)
  if (signing.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new Error('the CA’s key is of another kind')
  if (!ca.checkPrivateKey(signing)) throw new Error('the CA and its key do not belong together')
  const der = new Uint8Array(ca.raw)
  const constraints = readConstraints(ca)
  const [notBefore, notAfter] = [ca.validFromDate.getTime(), ca.validToDate.getTime()]
  return {
    pem: ca.toString(),
    der,
    fingerprint: fingerprintOf(der),
    notBefore,
    notAfter,
    permits: (host) => permits(constraints, host),
    issue: async (hosts, now) => {
      const { issue } = await import('./issuing.ts')
      return issue({ cert, key }, hosts, { from: now - LEAF_SLACK, to: Math.min(now + LEAF_LIFE, notAfter) })
    },
  }
}

/** SHA-256 as people compare it: 'AB:CD:…'. */
export function fingerprintOf(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex').toUpperCase().match(/../g)?.join(':') ?? ''
}

type Constraints = { readonly names: readonly string[]; readonly ranges: readonly { readonly base: Buffer; readonly mask: Buffer }[] }

function readConstraints(ca: X509Certificate): Constraints {
  const names: string[] = []
  const ranges: { base: Buffer; mask: Buffer }[] = []
  const extension = extensionOf(ca.raw, NAME_CONSTRAINTS)
  if (extension === undefined) throw new Error('the CA has no name constraints')
  const [outer] = elements(extension)
  const [permitted] = elements(outer?.body ?? Buffer.alloc(0))
  for (const subtree of elements(permitted?.body ?? Buffer.alloc(0))) {
    const [base] = elements(subtree.body)
    if (base?.tag === 0x82) names.push(base.body.toString('latin1'))
    if (base?.tag === 0x87)
      ranges.push({ base: base.body.subarray(0, base.body.length / 2), mask: base.body.subarray(base.body.length / 2) })
  }
  return { names, ranges }
}

function permits({ names, ranges }: Constraints, host: string): boolean {
  if (!isIP(host)) return names.some((name) => host === name || host.endsWith(`.${name}`))
  const bytes = bytesOf(host)
  return ranges.some(
    ({ base, mask }) => base.length === bytes.length && bytes.every((byte, i) => ((byte ^ (base[i] ?? 0)) & (mask[i] ?? 0)) === 0),
  )
}

/** 2.5.29.30, encoded. */
const NAME_CONSTRAINTS = Buffer.from([0x55, 0x1d, 0x1e])

// Certificate ::= SEQUENCE { tbsCertificate SEQUENCE { …, extensions [3] { SEQUENCE OF SEQUENCE { OID, critical?, OCTET STRING } } }, … }
function extensionOf(certificate: Buffer, name: Buffer): Buffer | undefined {
  const [outer] = elements(certificate)
  const [signed] = elements(outer?.body ?? Buffer.alloc(0))
  const wrapped = elements(signed?.body ?? Buffer.alloc(0)).find(({ tag }) => tag === 0xa3)
  const [list] = elements(wrapped?.body ?? Buffer.alloc(0))
  for (const { body } of elements(list?.body ?? Buffer.alloc(0))) {
    const parts = elements(body)
    if (parts[0]?.body.equals(name)) return parts.at(-1)?.body
  }
  return undefined
}
