// Makes certificates. Loaded when one is to be made, once in some months: the library for it takes some megabytes.
// X.509 libraries find their parts by decorators, which need this first.
import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
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
import { bytesOf, der, mask } from './der.ts'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const NAME_CONSTRAINTS = '2.5.29.30'

/** PEM. */
type Pair = { readonly cert: string; readonly key: string }
/** Epoch milliseconds. */
export type Life = { readonly from: number; readonly to: number }

/**
 * Makes a CA that can vouch for private addresses, names no one can buy, and `own` (names and addresses), and nothing else:
 * whoever steals its key can impersonate nothing outside the local network.
 */
export async function makeCa(name: string, own: readonly string[], { from, to }: Life): Promise<Pair> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const mark = Buffer.from(webcrypto.getRandomValues(new Uint8Array(2))).toString('hex')
  const cert = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: [{ CN: [`Hearth local CA – ${name} – ${mark}`] }],
    notBefore: new Date(from),
    notAfter: new Date(to),
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

/** A certificate of that CA for these names and addresses. */
export async function issue({ cert, key }: Pair, hosts: readonly string[], { from, to }: Life): Promise<Pair> {
  const ca = new X509Certificate(cert)
  const signingKey = await webcrypto.subtle.importKey('pkcs8', PemConverter.decodeFirst(key), ALGORITHM, false, ['sign'])
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const leaf = await X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: [{ CN: ['Hearth'] }],
    issuer: ca.subjectName,
    notBefore: new Date(from),
    notAfter: new Date(to),
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(hosts.map((host) => ({ type: isIP(host) ? ('ip' as const) : ('dns' as const), value: host }))),
      await AuthorityKeyIdentifierExtension.create(ca.publicKey),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { cert: `${leaf.toString('pem')}\n`, key: await privatePem(keys.privateKey) }
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

async function privatePem(key: webcrypto.CryptoKey): Promise<string> {
  return `${PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`
}

/** 127 random bits: positive, and never the same twice. */
function serial(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16))
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return Buffer.from(bytes).toString('hex')
}
