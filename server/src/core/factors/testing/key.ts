// A key as a device keeps it, in forty lines: it makes a passkey and signs with it, for whatever page it is told (WebAuthn level 3, 6.1 and 6.5).
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import type { MadePasskey, ShownPasskey } from '@hearth/protocol/passkey-commands.ts'

const digest = (of: string | Buffer): Buffer => createHash('sha256').update(of).digest()
/** CBOR, as much of it as is needed: RFC 8949. */
const bytes = (value: Buffer): Buffer => Buffer.concat([Buffer.from([0x58, value.length]), value])
const text = (value: string): Buffer => Buffer.concat([Buffer.from([0x60 | value.length]), Buffer.from(value)])

export type Key = {
  make(options: object, origin: string): MadePasskey
  show(options: object, origin: string): ShownPasskey
}

export function createKey(site: string): Key {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const id = digest(x)
  const rawId = id.toString('base64url')
  // COSE: kty EC2, alg ES256, crv P-256.
  const cose = Buffer.concat([
    Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
    bytes(Buffer.from(x, 'base64url')),
    Buffer.from([0x22]),
    bytes(Buffer.from(y, 'base64url')),
  ])
  let counter = 0
  /** Its owner is there and was made sure of. */
  const about = (flags: number): Buffer => {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(++counter)
    return Buffer.concat([digest(site), Buffer.from([flags]), count])
  }
  const said = (type: string, options: object, origin: string): Buffer =>
    Buffer.from(JSON.stringify({ type, challenge: 'challenge' in options ? options.challenge : '', origin, crossOrigin: false }))
  const common = { id: rawId, rawId, type: 'public-key' as const, clientExtensionResults: {} }
  return {
    make(options, origin) {
      const data = Buffer.concat([about(0x45), Buffer.alloc(16), Buffer.from([0, id.length]), id, cose])
      const attestation = [
        Buffer.from([0xa3]),
        text('fmt'),
        text('none'),
        text('attStmt'),
        Buffer.from([0xa0]),
        text('authData'),
        bytes(data),
      ]
      return {
        ...common,
        response: {
          clientDataJSON: said('webauthn.create', options, origin).toString('base64url'),
          attestationObject: Buffer.concat(attestation).toString('base64url'),
        },
      }
    },
    show(options, origin) {
      const [data, client] = [about(0x05), said('webauthn.get', options, origin)]
      return {
        ...common,
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: sign('sha256', Buffer.concat([data, digest(client)]), privateKey).toString('base64url'),
        },
      }
    },
  }
}
