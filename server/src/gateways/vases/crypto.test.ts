import { constants, generateKeyPairSync, publicEncrypt, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openKey, seal, unseal } from './crypto.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const sealKey = (key: Uint8Array, oaepHash = 'sha256') =>
  publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, key)

describe('the key of a connection', () => {
  test('[VASES-1] sixteen bytes sealed for the server open', () => {
    const key = randomBytes(16)
    expect(openKey(privateKey, sealKey(key))).toEqual(key)
  })

  test('[VASES-1] anything else opens nothing: another hash, padding, length, key, and bytes cut, added or changed', () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey
    const good = sealKey(randomBytes(16))
    const changed = Buffer.from(good)
    changed[100] = (changed[100] ?? 0) ^ 1
    const wrong = [
      sealKey(randomBytes(16), 'sha1'),
      publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, randomBytes(16)),
      publicEncrypt({ key: other, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, randomBytes(16)),
      ...[0, 1, 15, 17, 24, 32].map((length) => sealKey(randomBytes(length))),
      ...[0, 1, 255].map((length) => good.subarray(0, length)),
      Buffer.concat([good, Buffer.alloc(1)]),
      Buffer.alloc(256),
      Buffer.alloc(256, 0xff),
      changed,
    ]
    for (const sealed of wrong) expect(openKey(privateKey, sealed)).toBeUndefined()
  })
})

describe('a message', () => {
  const key = randomBytes(16)

  test('[VASES-2] every text comes back from its blocks, whatever its length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ minLength: 16, maxLength: 16 }), (plain, iv) => {
        const sealed = seal(key, iv, plain)
        expect(sealed.length % 16).toBe(0)
        expect(unseal(key, sealed)).toEqual(Buffer.from(plain))
      }),
    )
  })

  test('[VASES-2] the blocks are those of AES-128-CBC with PKCS#7, as NIST writes them down', () => {
    // SP 800-38A, F.2.1: the first block; our padding adds one more.
    const nist = Buffer.from('2b7e151628aed2a6abf7158809cf4f3c', 'hex')
    const iv = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex')
    const sealed = seal(nist, iv, Buffer.from('6bc1bee22e409f96e93d7e117393172a', 'hex'))
    expect(sealed.subarray(0, 16)).toEqual(iv)
    expect(sealed.subarray(16, 32).toString('hex')).toBe('7649abac8119b246cee98e9b12e9197d')
    expect(sealed).toHaveLength(48)
  })

  test('[VASES-2] cut at any byte it opens nothing, or less at the end of a block; bytes of any kind never throw', () => {
    const sealed = seal(key, randomBytes(16), Buffer.from('x'.repeat(40)))
    for (let length = 0; length < sealed.length; length++) {
      const opened = unseal(key, sealed.subarray(0, length))
      if (length % 16 !== 0 || length < 32) expect(opened).toBeUndefined()
      else expect(opened === undefined || opened.length < 40).toBe(true)
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => ['undefined', 'object'].includes(typeof unseal(key, bytes))))
  })
})
