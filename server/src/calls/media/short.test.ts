import { createCipheriv, createSecretKey, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createSealShort, SHORT } from './short.ts'

const nonceOf = (ssrc: number, rollovers: number, sequence: number): Buffer => {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(ssrc, 2)
  nonce.writeUInt32BE(rollovers, 6)
  nonce.writeUInt16BE(sequence, 10)
  return nonce
}
const byNode = (key: Buffer, head: Buffer, payload: Buffer, ssrc: number, number: number): Buffer => {
  const cipher = createCipheriv('aes-128-gcm', key, nonceOf(ssrc, Math.floor(number / 65_536), number % 65_536))
  cipher.setAAD(head)
  return Buffer.concat([head, cipher.update(payload), cipher.final(), cipher.getAuthTag()])
}
const bytes = (most: number, least = 0) => fc.uint8Array({ minLength: least, maxLength: most }).map((all) => Buffer.from(all))

it('[CALLS-10] short packets are sealed byte for byte as Node’s own GCM seals them, whatever their lengths, in whatever order', () => {
  const packet = fc.record({
    head: bytes(40, 12),
    payload: bytes(SHORT),
    step: fc.integer({ min: -3, max: 12 }),
    ssrc: fc.constantFrom(1, 0xffff_ffff),
  })
  fc.assert(
    fc.property(bytes(16, 16), fc.array(packet, { minLength: 1, maxLength: 30 }), (key, packets) => {
      const seal = createSealShort(createSecretKey(key), nonceOf)
      // Numbers turn on the way.
      let number = 65_530
      let sealed = 0
      for (const { head, payload, step, ssrc } of packets) {
        number += step
        const whole = seal(head, payload, ssrc, number)
        if (whole === undefined) continue
        sealed++
        expect(whole).toEqual(byNode(key, head, payload, ssrc, number))
      }
      expect(sealed).toBeGreaterThan(0)
    }),
  )
})

it.each([0, 1, 15, 16, 17, 239, 240, 241, 255, 256])('[CALLS-10] %i bytes are sealed as Node’s own GCM seals them', (length) => {
  const key = randomBytes(16)
  const seal = createSealShort(createSecretKey(key), nonceOf)
  const head = randomBytes(20)
  for (const number of [65_534, 65_535, 65_536, 65_540, 65_560]) {
    const payload = randomBytes(length)
    expect(seal(head, payload, 7, number)).toEqual(byNode(key, head, payload, 7, number))
  }
})

it('[CALLS-10] a short packet between long ones asks AES for nothing but itself; a row of them for several at once, as long as those are now', () => {
  const key = randomBytes(16)
  let nonces = 0
  const seal = createSealShort(createSecretKey(key), (...about) => (nonces++, nonceOf(...about)))
  const asked = (number: number, length: number): number => {
    const [head, payload, before] = [randomBytes(20), randomBytes(length), nonces]
    expect(seal(head, payload, 7, number)).toEqual(byNode(key, head, payload, 7, number))
    return nonces - before
  }
  expect([100, 111, 125, 140].map((number) => asked(number, 150))).toEqual([1, 1, 1, 1])
  const row = Array.from({ length: 32 }, (_, at) => asked(141 + at, at === 0 ? 256 : 80))
  expect(row.filter((many) => many > 0)).toEqual([8, 8, 8, 8])
})

it('[CALLS-10] what is long, or comes late, is left to Node; what follows is sealed as before', () => {
  const key = randomBytes(16)
  const seal = createSealShort(createSecretKey(key), nonceOf)
  const [head, payload] = [randomBytes(20), randomBytes(80)]
  expect(seal(head, randomBytes(SHORT + 1), 7, 100)).toBeUndefined()
  expect(seal(head, payload, 7, 100)).toEqual(byNode(key, head, payload, 7, 100))
  expect(seal(head, payload, 7, 99)).toBeUndefined()
  expect(seal(head, payload, 8, -1)).toBeUndefined()
  for (let number = 101; number < 140; number++) expect(seal(head, payload, 7, number)).toEqual(byNode(key, head, payload, 7, number))
})
