import { ChatError } from '@hearth/protocol/errors.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readAnswer, writeOffer } from './sdp.ts'

const fingerprint = Array.from({ length: 32 }, (_, at) => at.toString(16).padStart(2, '0').toUpperCase()).join(':')
const offering = {
  ...{ id: 3, n: 2, fingerprint, told: 'remb' as const },
  ice: { ufrag: 'abcd', pwd: 'x'.repeat(24), lite: true, candidates: ['1 1 udp 2130706431 192.168.1.9 42000 typ host'] },
  slots: [
    { kind: 'audio', ssrc: 1111 },
    { kind: 'video', ssrc: 2222 },
  ],
} as const
const answer = (more: Partial<Record<'ufrag' | 'pwd' | 'print' | 'setup' | 'mid', string>> = {}) => {
  const { ufrag = 'WXyz', pwd = 'p'.repeat(24), print = `sha-256 ${fingerprint}`, setup = 'active', mid = '0' } = more
  const media = (at: string) =>
    `m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:${at}\r\na=ice-ufrag:${ufrag}\r\na=ice-pwd:${pwd}\r\na=fingerprint:${print}\r\na=setup:${setup}\r\na=ssrc:77 cname:x\r\n`
  return `v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n${media(mid)}${media('1')}`
}
const codeOf = (sdp: string) => {
  try {
    return readAnswer(sdp)
  } catch (fault) {
    if (fault instanceof ChatError) return fault.code
    throw fault
  }
}

describe('descriptions', () => {
  it('[CALLS-9] the first voice and the first picture are of one stream, and the next two of another: lips go with the voice', () => {
    const kinds = ['audio', 'audio', 'video', 'video', 'audio'] as const
    const sdp = writeOffer({ ...offering, slots: kinds.map((kind, at) => ({ kind, ssrc: 1000 + at })) })
    const down = sdp.split(/(?=m=)/).slice(5)
    expect(down.map((one) => /a=msid:(\S+)/.exec(one)?.[1])).toEqual(['pair0', 'pair1', 'pair0', 'pair1', 'pair2'])
    expect(down.map((one) => /cname:(\S+)/.exec(one)?.[1])).toEqual(['hearth0', 'hearth1', 'hearth0', 'hearth1', 'hearth2'])
    expect(new Set(down.map((one) => /a=msid:\S+ (\S+)/.exec(one)?.[1])).size).toBe(5)
  })

  it('[CALLS-9] an offer has four lines upwards, then slots; codecs with what loss and silence ask for', () => {
    const sdp = writeOffer(offering)
    const [session = '', ...media] = sdp.split(/(?=m=)/)
    expect(session).toContain('a=group:BUNDLE 0 1 2 3 4 5')
    expect(session).toContain('a=ice-lite')
    expect(media.map((one) => one.split(' ')[0])).toEqual(['m=audio', 'm=video', 'm=video', 'm=audio', 'm=audio', 'm=video'])
    expect(media.map((one) => /a=(recvonly|sendonly)/.exec(one)?.[1])).toEqual([
      ...Array<string>(4).fill('recvonly'),
      'sendonly',
      'sendonly',
    ])
    for (const one of media) expect(one).toContain('a=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid')
    const [, , , music = '', ...others] = media
    for (const one of [...media.slice(0, 3), ...others])
      expect(one).toContain(one.startsWith('m=audio') ? 'useinbandfec=1;usedtx=1' : 'a=rtcp-fb:96 nack pli')
    // The film that somebody shows is heard with both its sides, and its quiet places are not cut off.
    expect(music).toContain('a=fmtp:112 minptime=10;useinbandfec=1;stereo=1')
    expect(music).not.toContain('usedtx')
    expect(media[1]).toContain('a=simulcast:recv l;m;h')
    expect(media[1]).toContain('a=rtcp-fb:96 transport-cc')
    expect(media[4]).toContain('a=ssrc:1111 ')
    expect(media[5]).toContain('a=rtcp-fb:96 goog-remb')
    expect(media[5]).toContain('abs-send-time')
    expect(writeOffer({ ...offering, told: 'arrivals' }).split(/(?=m=)/)[6]).toContain('a=rtcp-fb:96 transport-cc')
    expect(sdp.match(/a=candidate:/g)).toHaveLength(1)
  })

  it('[CALLS-9] of an answer no more is read than is needed', () => {
    expect(readAnswer(answer())).toEqual({
      ...{ ufrag: 'WXyz', pwd: 'p'.repeat(24), fingerprint },
      lines: [
        { mid: '0', ssrcs: [77] },
        { mid: '1', ssrcs: [77] },
      ],
    })
  })

  it.each([
    ['nothing', ''],
    ['no lines of media', 'v=0\r\ns=-\r\n'],
    ['too many of them', `v=0\r\n${'m=audio\r\n'.repeat(300)}`],
    ['a short password', answer({ pwd: 'short' })],
    ['a name with a space', answer({ ufrag: 'a b c d' })],
    ['another fingerprint than SHA-256', answer({ print: 'sha-1 00:11' })],
    ['half a fingerprint', answer({ print: 'sha-256 00:11' })],
    ['somebody who waits for us to begin', answer({ setup: 'passive' })],
    ['a line that is none', answer({ mid: '../etc' })],
  ])('[CALLS-9] %s is refused', (_what, sdp) => {
    expect(codeOf(sdp)).toBe('description_invalid')
  })

  it('[CALLS-9] whatever text comes, it is an answer or it is refused', { timeout: 60_000 }, () => {
    fc.assert(fc.property(fc.string({ maxLength: 400, unit: 'binary' }), (text) => void codeOf(text)))
    fc.assert(
      fc.property(
        fc.nat(answer().length),
        fc.string({ maxLength: 5 }),
        (at, text) => void codeOf(answer().slice(0, at) + text + answer().slice(at)),
      ),
    )
  })
})
