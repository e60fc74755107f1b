import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProtectionProfileAeadAes128Gcm, ProtectionProfileAes128CmHmacSha1_80, type RtpHeader, SrtpSession } from 'werift'
import { levelWord, writeHead } from './rtp.ts'
import { createOpen, createSeal, derived, type Master } from './srtp.ts'

const bytes = (hex: string) => Buffer.from(hex.replace(/\s/g, ''), 'hex')
const head = (sequence: number, ssrc = 0xcafebabe) => writeHead(true, 111, sequence, 77, ssrc, levelWord(30))
const payload = Buffer.from('said in a call')
const masters: readonly Master[] = [
  { form: 'gcm', key: randomBytes(16), salt: randomBytes(12) },
  { form: 'cm', key: randomBytes(16), salt: randomBytes(14) },
]

/** Somebody else's, with the same keys in both directions. */
function werift({ form, key, salt }: Master): SrtpSession {
  return new SrtpSession({
    keys: { localMasterKey: key, localMasterSalt: salt, remoteMasterKey: key, remoteMasterSalt: salt },
    profile: form === 'gcm' ? ProtectionProfileAeadAes128Gcm : ProtectionProfileAes128CmHmacSha1_80,
  })
}

function sealedByWerift(session: SrtpSession, whole: Buffer, words: Buffer): Buffer {
  const header = {
    ...{ ssrc: whole.readUInt32BE(8), sequenceNumber: whole.readUInt16BE(2), serializeSize: whole.length },
    serialize: () => whole,
  }
  return session.encrypt(words, header as unknown as RtpHeader)
}

it('[CALLS-10] keys are derived as RFC 3711 B.3 says', () => {
  const master = { key: bytes('E1F97A0D3E018BE0D64FA32C06DE4139'), salt: bytes('0EC675AD498AFEEBB6960B3AABE6') }
  expect(derived(master, 0, 16)).toEqual(bytes('C61E7A93744F39EE10734AFE3FF7A087'))
  expect(derived(master, 2, 14)).toEqual(bytes('30CBBC08863D8C85D49DB34A9AE1'))
  expect(derived(master, 1, 20)).toEqual(bytes('CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4'))
})

describe.each(masters)('SRTP with $form', (master) => {
  const seal = () => createSeal(master)

  it('[CALLS-10] what is sealed here is opened there, and the other way round, across the end of the numbers', () => {
    const [ours, open, theirs] = [seal(), createOpen(master), werift(master)]
    for (const sequence of [65_534, 65_535, 0, 1, 2]) {
      const whole = Buffer.concat([head(sequence), payload])
      expect(theirs.decrypt(ours(head(sequence), payload))).toEqual(whole)
      expect(open(sealedByWerift(theirs, head(sequence), payload))).toEqual(whole)
    }
  })

  it('[CALLS-10] long packets and short ones in turn, late ones and ones sent once more, are opened there as they were sealed', () => {
    const [ours, open, theirs] = [seal(), createOpen(master), werift(master)]
    const lengths = [1200, 80, 1200, 300, 256, 257, 12, 0, 1, 15, 16, 17, 255]
    const sent = Array.from({ length: 40 }, (_, at) => ({
      head: head((65_520 + at) & 0xffff),
      words: randomBytes(lengths[at % lengths.length] ?? 0),
    }))
    const late = sent.splice(20, 1)
    for (const { head: one, words } of [...sent, ...late]) {
      const sealed = ours(one, words)
      const whole = Buffer.concat([one, words])
      expect(open(Buffer.from(sealed))).toEqual(whole)
      expect(theirs.decrypt(Buffer.from(sealed))).toEqual(whole)
      expect(ours(one, words)).toEqual(sealed)
      expect(open(sealedByWerift(theirs, one, words))).toBeUndefined()
    }
    for (const length of new Set(lengths)) {
      const one = head(100, 900 + length)
      const words = randomBytes(length)
      expect(open(sealedByWerift(theirs, one, words))).toEqual(Buffer.concat([one, words]))
    }
  })

  it('[CALLS-10] what comes late is opened, what came before or long ago is not', () => {
    const [ours, open] = [seal(), createOpen(master)]
    const sent = [65_000, 65_535, 1, 0].map((sequence) => ours(head(sequence), payload))
    const again = sent.map((one) => Buffer.from(one))
    for (const one of sent.slice(1)) expect(open(one)?.subarray(-payload.length)).toEqual(payload)
    for (const one of again) expect(open(one)).toBeUndefined()
  })

  it('[CALLS-7] what is changed on the way, cut or made up is not opened, and spoils nothing that comes after', () => {
    const [ours, open] = [seal(), createOpen(master)]
    expect(open(ours(head(5), payload))).toBeDefined()
    const next = ours(head(6), payload)
    fc.assert(
      fc.property(fc.nat({ max: next.length - 1 }), fc.integer({ min: 1, max: 255 }), fc.nat({ max: next.length }), (at, by, upto) => {
        const changed = Buffer.from(next)
        changed[at] = (changed[at] ?? 0) ^ by
        expect(open(changed)).toBeUndefined()
        if (upto < next.length) expect(open(Buffer.from(next.subarray(0, upto)))).toBeUndefined()
      }),
      { numRuns: 200 },
    )
    expect(open(next)?.subarray(-payload.length)).toEqual(payload)
    expect(open(Buffer.alloc(0))).toBeUndefined()
  })

  it('[CALLS-7] of a peer’s streams so many are remembered; for one more the one silent longest is forgotten, and no other', () => {
    const [ours, open] = [seal(), createOpen(master)]
    const first = ours(head(1, 1), payload)
    const again = Buffer.from(first)
    expect(open(first)).toBeDefined()
    // A camera that is begun anew, over and over, while the microphone goes on.
    for (let at = 0; at < 300; at++) {
      expect(open(ours(head(at, 1000 + at), payload))).toBeDefined()
      expect(open(ours(head(2 + at, 1), payload))).toBeDefined()
    }
    expect(open(again)).toBeUndefined()
  })

  it('[CALLS-7] what was made up under other names makes nothing be forgotten', () => {
    const [ours, open] = [seal(), createOpen(master)]
    const sent = ours(head(1, 7), payload)
    const again = Buffer.from(sent)
    expect(open(sent)).toBeDefined()
    const stranger = createSeal({ ...master, key: randomBytes(16) })
    for (let at = 0; at < 100; at++) expect(open(stranger(head(1, 100 + at), payload))).toBeUndefined()
    expect(open(again)).toBeUndefined()
  })
})
