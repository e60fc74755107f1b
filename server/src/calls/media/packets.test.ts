import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFrames } from './door.ts'
import { middleOf, readRtcp, writeArrivals, writeKeyframe, writeNack, writeReports, writeSender } from './rtcp.ts'
import { ahead, levelWord, readPacket, sentWord, writeHead } from './rtp.ts'
import { readCheck, writeAnswer } from './stun.ts'
import { isKeyframe, Numbering, readDescriptor } from './vp8.ts'

const bytes = (hex: string) => Buffer.from(hex.replace(/\s/g, ''), 'hex')
const anything = fc.uint8Array({ maxLength: 120 }).map((array) => Buffer.from(array))

describe('RTP', () => {
  it('[CALLS-10] a packet is read with its extensions, and without its padding', () => {
    const packet = bytes('b0 ef 03e8 00000010 000000aa  bede 0003  10 31  20 6c  51 0007  a0 9e 0000  010203 00 02')
    expect(readPacket(packet)).toMatchObject({ marker: true, type: 111, sequence: 1000, timestamp: 16, ssrc: 170, mid: '1', rid: 'l' })
    expect(readPacket(packet)).toMatchObject({ level: 0x9e, transport: 7 })
    expect(readPacket(bytes('80 60 0001 00000002 00000003 0a0b'))).toMatchObject({ marker: false, mid: undefined, payload: bytes('0a0b') })
  })

  it('[CALLS-10] what is written is read again, with how loud it is', () => {
    const whole = Buffer.concat([writeHead(true, 111, 65_535, 4_294_967_295, 7, levelWord(0x85)), Buffer.from('x')])
    expect(readPacket(whole)).toMatchObject({ marker: true, type: 111, sequence: 65_535, timestamp: 4_294_967_295, ssrc: 7, level: 0x85 })
    expect(readPacket(writeHead(false, 96, 1, 2, 3, undefined))).toMatchObject({ type: 96, level: undefined })
    // 1.5 s in 6.18 bits, under number 4.
    expect(writeHead(false, 96, 1, 2, 3, sentWord(1500)).subarray(12)).toEqual(bytes('bede 0001 42 060000'))
    expect(sentWord(64_000 + 1500)).toBe(sentWord(1500))
  })

  it.each([
    [5, 3, 2],
    [3, 5, -2],
    [1, 65_535, 2],
    [65_535, 1, -2],
  ])('[CALLS-10] %i is ahead of %i by %i', (to, from, by) => {
    expect(ahead(to, from)).toBe(by)
  })

  it('[CALLS-10] whatever bytes come, nothing is thrown', () => {
    fc.assert(
      fc.property(anything, (some) => {
        readPacket(some)
        readRtcp(some)
        readCheck(some)
        isKeyframe(some)
        readDescriptor(some)
        createFrames(() => undefined)(some)
      }),
      { numRuns: 500 },
    )
  })
})

describe('RTCP', () => {
  it('[CALLS-10] what is asked for is read again, many holes in few words', () => {
    const missing = [10, 11, 26, 27, 65_535]
    expect(readRtcp(writeNack(1, 7, missing))).toEqual([{ is: 'nack', ssrc: 7, missing }])
    expect(writeNack(1, 7, [10, 11, 26])).toHaveLength(16)
    expect(readRtcp(writeKeyframe(1, 9))).toEqual([{ is: 'keyframe', ssrc: 9 }])
  })

  it('[CALLS-10] what their side thinks would get through is read', () => {
    // 0x3ffff × 2^4 bits: one SSRC, exponent 4.
    const remb = bytes('8fce 0005 00000001 00000000 52454d42 01 13ffff 00000007')
    expect(readRtcp(remb)).toEqual([{ is: 'estimate', kilobits: (0x3ffff * 16) / 1000 }])
    expect(readRtcp(bytes('8fce 0005 00000001 00000000 52454d41 01 13ffff 00000007'))).toEqual([])
  })

  it('[CALLS-10] reports stand one after another in a datagram', () => {
    const report = { ssrc: 5, lost: 0.5, lostInAll: 3, highest: 70_000, jitter: 9, lastReport: 11, delay: 13 }
    const both = Buffer.concat([writeSender(4, 1000, 90_000, 5, 600), writeReports(1, [report])])
    expect(readRtcp(both)).toEqual([
      { is: 'sender', ssrc: 4, time: middleOf(1000) },
      { is: 'report', report: { ssrc: 5, lost: 0.5, lastReport: 11, delay: 13 } },
    ])
    expect(readRtcp(both.subarray(0, both.length - 3))).toHaveLength(1)
  })

  it('[CALLS-10] arrivals: what came when in quarters of a millisecond, what did not come, and over the end of the numbers', () => {
    const packet = writeArrivals(
      1,
      2,
      65_534,
      [
        { number: 65_534, at: 128 },
        { number: 0, at: 130 },
        { number: 1, at: 129 },
      ],
      3,
    )
    expect(packet.subarray(0, 20)).toEqual(
      bytes('8fcd 0007 00000001 00000002 fffe 0004 000002 03'.replace('0007', (packet.length / 4 - 1).toString(16).padStart(4, '0'))),
    )
    // In two bits each: came soon, did not come, came soon, came earlier than the one before.
    expect(packet.readUInt16BE(20)).toBe(0xc000 | (1 << 12) | (0 << 10) | (1 << 8) | (2 << 6))
    expect([...packet.subarray(22, 26)]).toEqual([0, 8, 0xff, 0xfc])
  })
})

describe('VP8', () => {
  const piece = (picture: number, base: number, first = 0x90) =>
    Buffer.from([first, 0xc0, 0x80 | (picture >> 8), picture & 255, base, 0, 0, 0, 0x9d])
  it('[CALLS-10] pictures of another source go on with the numbers, and later pieces keep theirs', () => {
    const numbering = new Numbering()
    numbering.begin(piece(100, 9))
    expect(readDescriptor(numbering.renumber(piece(100, 9), true))).toMatchObject({ picture: 1, base: 1 })
    expect(readDescriptor(numbering.renumber(piece(103, 10), true))).toMatchObject({ picture: 4, base: 2 })
    numbering.begin(piece(30_000, 200))
    expect(readDescriptor(numbering.renumber(piece(30_000, 200), true))).toMatchObject({ picture: 5, base: 3 })
    expect(readDescriptor(numbering.renumber(piece(30_001, 200), true))).toMatchObject({ picture: 6, base: 3 })
  })

  it('[CALLS-10] a keyframe is known by its first piece', () => {
    expect(isKeyframe(piece(1, 1))).toBe(true)
    expect(isKeyframe(piece(1, 1, 0x80))).toBe(false)
    expect(isKeyframe(Buffer.from([0x10, 0x01]))).toBe(false)
    expect(isKeyframe(Buffer.alloc(0))).toBe(false)
  })
})

describe('STUN', () => {
  // RFC 5769 §2.1: a request with its signature under this password.
  const sample = bytes(`0001 0058 2112a442 b7e7a701bc34d686fa87dfae 8022 0010 5354554e207465737420636c69656e74 0024 0004 6e0001ff
    8029 0008 932ff9b151263b36 0006 0009 6576746a3a68367659202020 0008 0014 9aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2 8028 0004 e57a3bcf`)
  it('[CALLS-10] the request of RFC 5769 is signed with its password, and with no other', () => {
    const check = readCheck(sample)
    expect(check).toMatchObject({ ours: 'evtj', theirs: 'h6vY', nominates: false })
    expect(check?.signedWith('VOkJxbRl1RmTxUk/WvJxBt')).toBe(true)
    expect(check?.signedWith('VOkJxbRl1RmTxUk/WvJxBu')).toBe(false)
  })

  it('[CALLS-10] the answer says where the request came from, and is signed', () => {
    const answer = writeAnswer(sample.subarray(8, 20), '192.0.2.1', 32_853, 'password')
    expect(answer.subarray(20, 32)).toEqual(bytes('0020 0008 0001 a147 e112a643'))
    expect(writeAnswer(sample.subarray(8, 20), '2001:db8:1234:5678:11:2233:4455:6677', 32_853, 'x').subarray(20, 44)).toEqual(
      bytes('0020 0014 0002 a147 0113a9faa5d3f179bc25f4b5bed2b9d9'),
    )
    const before = Buffer.from(answer.subarray(0, 32))
    before.writeUInt16BE(32 - 20 + 24, 2)
    expect(answer.subarray(36, 56)).toEqual(createHmac('sha1', 'password').update(before).digest())
  })
})

it('[CALLS-10] over TCP, cut anywhere, the same packets come', () => {
  const packets = [Buffer.from('one'), Buffer.from('two and more'), Buffer.from('3')]
  const stream = Buffer.concat(packets.flatMap((one) => [Buffer.from([0, one.length]), one]))
  for (let at = 0; at <= stream.length; at++) {
    const found: string[] = []
    const read = createFrames((one) => found.push(one.toString()))
    read(stream.subarray(0, at))
    read(stream.subarray(at))
    expect(found).toEqual(packets.map(String))
  }
})
