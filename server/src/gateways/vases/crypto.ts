// How vases hides its lines. Pure; the randomness is handed in.
//
//   client → server   256 bytes     RSA-OAEP (MGF1 and hash SHA-256, no label) of 16 random bytes: the key of this connection
//   both ways         IV | blocks   16 random bytes, then AES-128-CBC with PKCS#7 of UTF-8 text; at least 32 bytes, whole blocks
//
// Nothing proves who sent a message or that it is whole: that is the old protocol's, and why a line that does not open ends the connection.
// The next one has another key, so nobody learns anything by asking again and again which blocks open.
import { constants, createCipheriv, createDecipheriv, type KeyObject, privateDecrypt } from 'node:crypto'

export const KEY_BYTES = 16
export const IV_BYTES = 16
const BLOCK_BYTES = 16
const CIPHER = 'aes-128-cbc'

/** The key a client chose; undefined for everything that is not sixteen bytes sealed for us, without a word about why. */
export function openKey(privateKey: KeyObject, sealed: Uint8Array): Buffer | undefined {
  try {
    const key = privateDecrypt({ key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, sealed)
    return key.length === KEY_BYTES ? key : undefined
  } catch {
    return undefined
  }
}

/** @param iv 16 bytes that were never used with this key */
export function seal(key: Uint8Array, iv: Uint8Array, plain: Uint8Array): Buffer {
  const cipher = createCipheriv(CIPHER, key, iv)
  return Buffer.concat([iv, cipher.update(plain), cipher.final()])
}

/** What was sealed; undefined where something is missing or does not open. */
export function unseal(key: Uint8Array, sealed: Uint8Array): Buffer | undefined {
  if (sealed.length < IV_BYTES + BLOCK_BYTES || sealed.length % BLOCK_BYTES !== 0) return undefined
  try {
    const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, IV_BYTES))
    return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES)), decipher.final()])
  } catch {
    return undefined
  }
}

/** Bytes a sealed message has more than the text in it, at most. */
export const SEALED_MORE = IV_BYTES + BLOCK_BYTES
