// The local CA and the certificates it gives out. Pure: keys and certificates in, PEM out; no files, no clocks.
// X.509 libraries find their parts by decorators, which need this first.
import 'reflect-metadata'
import { createHash, webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'
import { privateRanges, privateSuffixes, scopeOf } from './addresses.ts'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const NAME_CONSTRAINTS = '2.5.29.30'
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

/**
 * Makes a CA that can vouch for private addresses, names no one can buy, and `own` (names and addresses), and nothing else:
 * whoever steals its key can impersonate nothing outside the local network.
 */
export async function makeAuthority(name: string, own: readonly string[], now: number): Promise<Pair> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const mark = Buffer.from(webcrypto.getRandomValues(new Uint8Array(2))).toString('hex')
  const cert = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: [{ CN: [`Hearth local CA – ${name} – ${mark}`] }],
    notBefore: new Date(now - CA_SLACK),
    notAfter: new Date(now + CA_LIFE),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      new Extension(NAME_CONSTRAINTS, true, nameConstraints(own)),
    ],
  })
  return { cert: `${cert.toString('pem')}\n`, key: await privatePem(keys.privateKey) }
}

/** Opens a CA that was made before. Throws when certificate and key are not what they should be or do not belong together. */
export async function openAuthority({ cert, key }: Pair): Promise<Authority> {
  const ca = new X509Certificate(cert)
  const signingKey = await webcrypto.subtle.importKey('pkcs8', PemConverter.decodeFirst(key), ALGORITHM, false, ['sign'])
  await checkBelongTogether(ca, signingKey)
  const der = new Uint8Array(ca.rawData)
  const constraints = readConstraints(ca)
  return {
    pem: `${ca.toString('pem')}\n`,
    der,
    fingerprint: fingerprintOf(der),
    notBefore: ca.notBefore.getTime(),
    notAfter: ca.notAfter.getTime(),
    permits: (host) => permits(constraints, host),
    issue: async (hosts, now) => {
      const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
      const leaf = await X509CertificateGenerator.create({
        serialNumber: serial(),
        subject: [{ CN: ['Hearth'] }],
        issuer: ca.subjectName,
        notBefore: new Date(now - LEAF_SLACK),
        notAfter: new Date(Math.min(now + LEAF_LIFE, ca.notAfter.getTime())),
        publicKey: keys.publicKey,
        signingKey,
        signingAlgorithm: ALGORITHM,
        extensions: [
          new BasicConstraintsExtension(false, undefined, true),
          new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
          new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
          new SubjectAlternativeNameExtension(
            hosts.map((host) => ({ type: isIP(host) ? ('ip' as const) : ('dns' as const), value: host })),
          ),
          await AuthorityKeyIdentifierExtension.create(ca.publicKey),
          await SubjectKeyIdentifierExtension.create(keys.publicKey),
        ],
      })
      return { cert: `${leaf.toString('pem')}\n`, key: await privatePem(keys.privateKey) }
    },
  }
}

/** SHA-256 as people compare it: 'AB:CD:…'. */
export function fingerprintOf(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex').toUpperCase().match(/../g)?.join(':') ?? ''
}

// NameConstraints ::= SEQUENCE { permittedSubtrees [0] { SEQUENCE { base GeneralName } … } }     (RFC 5280, 4.2.1.10)
// GeneralName: [2] dNSName, [7] iPAddress as address and mask: 0A000000 FF000000 is 10.0.0.0/8.
function nameConstraints(own: readonly string[]): ArrayBuffer {
  const endings = [...privateSuffixes, 'localhost']
  const names = [...endings, ...own.filter((host) => !isIP(host) && !endings.some((ending) => host.endsWith(`.${ending}`)))]
  const exact = own
    .filter((host) => isIP(host) && scopeOf(host) === 'public')
    .map((address) => [address, isIP(address) === 4 ? 32 : 128] as const)
  const bases = [
    ...[...new Set(names)].map((name) => der(0x82, Buffer.from(name, 'latin1'))),
    ...[...privateRanges.map(([base, bits]) => [base, bits] as const), ...exact].map(([base, bits]) =>
      der(0x87, Buffer.concat([bytesOf(base), mask(bytesOf(base).length, bits)])),
    ),
  ]
  const encoded = der(0x30, der(0xa0, Buffer.concat(bases.map((base) => der(0x30, base)))))
  return new Uint8Array(encoded).buffer
}

type Constraints = { readonly names: readonly string[]; readonly ranges: readonly { readonly base: Buffer; readonly mask: Buffer }[] }

function readConstraints(ca: X509Certificate): Constraints {
  const names: string[] = []
  const ranges: { base: Buffer; mask: Buffer }[] = []
  const extension = ca.getExtension(NAME_CONSTRAINTS)
  if (!extension) throw new Error('the CA has no name constraints')
  const [outer] = elements(Buffer.from(extension.value))
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

async function checkBelongTogether(ca: X509Certificate, signingKey: webcrypto.CryptoKey): Promise<void> {
  const probe = Buffer.from('hearth')
  const signature = await webcrypto.subtle.sign(ALGORITHM, signingKey, probe)
  const publicKey = await ca.publicKey.export(ALGORITHM, ['verify'])
  if (!(await webcrypto.subtle.verify(ALGORITHM, publicKey, signature, probe))) throw new Error('the CA and its key do not belong together')
}

async function privatePem(key: webcrypto.CryptoKey): Promise<string> {
  return `${PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`
}

/** 127 random bits: positive, and never the same twice. */
function serial(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16))
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return Buffer.from(bytes).toString('hex')
}

function der(tag: number, body: Buffer): Buffer {
  const { length } = body
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), body])
}

function elements(bytes: Buffer): { tag: number; body: Buffer }[] {
  const found: { tag: number; body: Buffer }[] = []
  for (let at = 0; at + 2 <= bytes.length; ) {
    const first = bytes.readUInt8(at + 1)
    const extra = first < 0x80 ? 0 : first & 0x7f
    const length = extra === 0 ? first : bytes.readUIntBE(at + 2, extra)
    const start = at + 2 + extra
    found.push({ tag: bytes.readUInt8(at), body: bytes.subarray(start, start + length) })
    at = start + length
  }
  return found
}

function mask(length: number, bits: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, i) => (0xff << (8 - Math.min(8, Math.max(0, bits - i * 8)))) & 0xff))
}

/** The bytes of an IPv4 or IPv6 address. */
function bytesOf(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number))
  const v4 = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)
  const hex = (a = '0', b = '0') => ((Number(a) << 8) | Number(b)).toString(16)
  const plain = v4 ? `${v4[1]}${hex(v4[2], v4[3])}:${hex(v4[4], v4[5])}` : address
  const [head = '', tail] = plain.split('::')
  const words = (text: string) => text.split(':').filter(Boolean)
  const after = words(tail ?? '')
  const before = words(head)
  const all = [...before, ...Array.from({ length: tail === undefined ? 0 : 8 - before.length - after.length }, () => '0'), ...after]
  return Buffer.from(all.flatMap((word) => [Number.parseInt(word, 16) >> 8, Number.parseInt(word, 16) & 0xff]))
}
