import { X509Certificate } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import {
  CipherContext,
  DtlsClient,
  DtlsServer,
  HashAlgorithm,
  NamedCurveAlgorithm,
  ProtectionProfileAeadAes128Gcm,
  SignatureAlgorithm,
} from 'werift'
import { type Handshake, isProven, type Shaken } from './proof.ts'
import { soundIn } from './records.ts'

const made = () =>
  CipherContext.createSelfSignedCertificateWithKey(
    { signature: SignatureAlgorithm.ecdsa_3, hash: HashAlgorithm.sha256_4 },
    NamedCurveAlgorithm.secp256r1_23,
  )

/** Hands shaken in memory: what the server knows of it afterwards. */
async function shake(): Promise<{ readonly shaken: Shaken; readonly sent: readonly Buffer[] }> {
  const [server, client] = await Promise.all([made(), made()])
  const sent: Buffer[] = []
  const link = (to: () => { onData(bytes: Buffer): void }, note: boolean) => ({
    ...{ type: 'udp', address: { address: '', family: '', port: 0 }, closed: false },
    onData: (_bytes: Buffer): void => undefined,
    async send(bytes: Buffer): Promise<void> {
      if (note) sent.push(Buffer.from(bytes))
      setImmediate(() => to().onData(bytes))
    },
    close: async (): Promise<void> => undefined,
  })
  const links: { here: ReturnType<typeof link>; there: ReturnType<typeof link> } = {
    here: link(() => links.there, false),
    there: link(() => links.here, true),
  }
  const common = { srtpProfiles: [ProtectionProfileAeadAes128Gcm], extendedMasterSecret: true }
  const ours = new DtlsServer({
    ...{ ...common, cert: server.certPem, key: server.keyPem, signatureHash: server.signatureHash },
    ...{ transport: links.here, certificateRequest: true },
  })
  const theirs = new DtlsClient({
    ...{ ...common, cert: client.certPem, key: client.keyPem, signatureHash: client.signatureHash, transport: links.there },
  })
  const both = [ours, theirs].map((one) => new Promise<void>((resolve) => one.onConnect.once(() => resolve())))
  await theirs.connect()
  await Promise.all(both)
  const { masterSecret, remoteKeyPair } = ours.cipher
  const shaken = {
    ...{ handshakes: ours.dtls.sortedHandshakeCache, masterSecret, shared: remoteKeyPair?.publicKey },
    isExtended: ours.dtls.remoteExtendedMasterSecret,
    fingerprint: new X509Certificate(client.certPem).fingerprint256,
  }
  return { shaken, sent }
}

/** Where the client's messages begin: after "hello done" (14). */
const theirs = ({ handshakes }: Shaken): number => handshakes.findIndex(({ msg_type }) => msg_type === 14)
const placeOf = (shaken: Shaken, type: number): number =>
  shaken.handshakes.findIndex(({ msg_type }, at) => msg_type === type && (type === 1 || at > theirs(shaken)))
/** The same with one of the client's messages changed, or left out. */
function changed(shaken: Shaken, type: number, how: (fragment: Buffer) => Buffer | undefined): Shaken {
  const place = placeOf(shaken, type)
  const handshakes = shaken.handshakes.flatMap((one, at): Handshake[] => {
    if (at !== place) return [one]
    const fragment = how(Buffer.from(one.fragment))
    return fragment === undefined ? [] : [{ msg_type: type, fragment, serialize: () => Buffer.concat([Buffer.from([type]), fragment]) }]
  })
  return { ...shaken, handshakes }
}
const turned = (at: number) => (fragment: Buffer) => {
  const place = at < 0 ? fragment.length + at : at
  fragment.writeUInt8(fragment.readUInt8(place) ^ 1, place)
  return fragment
}

let one: Awaited<ReturnType<typeof shake>>
let other: Awaited<ReturnType<typeof shake>>
beforeAll(async () => {
  ;[one, other] = await Promise.all([shake(), shake()])
})
const of = (shaken: Shaken, type: number): Buffer | undefined => shaken.handshakes[placeOf(shaken, type)]?.fragment

it('[CALLS-7] who shook hands, and holds the key of the certificate that was named, is believed', () => {
  expect(isProven(one.shaken)).toBe(true)
})

it.each<readonly [string, () => Shaken]>([
  ['another certificate than the one in the answer', () => ({ ...one.shaken, fingerprint: other.shaken.fingerprint })],
  ['the certificate that passed in the clear, put in their own place', () => changed(one.shaken, 11, () => of(other.shaken, 11))],
  ['a signature that is not of this handshake', () => changed(one.shaken, 15, () => of(other.shaken, 15))],
  ['a signature of another length than it says', () => changed(one.shaken, 15, (bytes) => bytes.subarray(0, -1))],
  ['a way to sign that nobody knows', () => changed(one.shaken, 15, turned(0))],
  ['no signature', () => changed(one.shaken, 15, () => undefined)],
  ['no certificate', () => changed(one.shaken, 11, () => undefined)],
  ['a wrong end', () => changed(one.shaken, 20, turned(-1))],
  ['no end', () => changed(one.shaken, 20, () => undefined)],
  ['a second key after the one that was signed for', () => ({ ...one.shaken, shared: other.shaken.shared })],
  ['what another secret was made of', () => ({ ...one.shaken, masterSecret: other.shaken.masterSecret })],
  ['a hello that was changed on the way', () => changed(one.shaken, 1, turned(20))],
  ['a secret that was not made of all that was said', () => ({ ...one.shaken, isExtended: false })],
  ['nothing at all', () => ({ ...one.shaken, handshakes: [] })],
])('[CALLS-7] on the way to the server nobody takes the place of a guest with %s', (_what, shaken) => {
  expect(isProven(shaken())).toBe(false)
})

it('[CALLS-7] whatever is shown and signed, nothing is thrown and nobody is believed', () => {
  fc.assert(
    fc.property(fc.constantFrom(11, 15, 16, 20), fc.uint8Array({ maxLength: 200 }), (type, bytes) => {
      expect(isProven(changed(one.shaken, type, () => Buffer.from(bytes)))).toBe(false)
    }),
    { numRuns: 200 },
  )
})

it('[CALLS-7] once hands are shaken only what is sealed comes through, also out of a datagram that begins in the open', () => {
  const sealed = one.sent.find((bytes) => bytes[0] === 22 && bytes[4] === 1) ?? Buffer.alloc(0)
  const open = one.sent.find((bytes) => bytes[0] === 22 && bytes[4] === 0) ?? Buffer.alloc(0)
  expect([sealed.length, open.length].every((length) => length > 13)).toBe(true)
  expect(soundIn(Buffer.concat([open, sealed]), true)).toEqual(sealed)
  expect(soundIn(Buffer.concat([open, sealed]), false)).toEqual(Buffer.concat([open, sealed]))
  expect(soundIn(open, true)).toBeUndefined()
})
