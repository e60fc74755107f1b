import { describe, expect, it, test } from 'vitest'
import { sorted } from './devices.ts'
import { tuned } from './layers.ts'
import { chief, fitting, gridOf } from './layout.ts'
import { loudness } from './meter.ts'
import { createPulse } from './pulse.ts'
import { createMutedSense, createSpeechSense } from './speaking.ts'
import { lookAt, qualityOf, reportOf } from './stats.ts'
import { asStereo } from './stereo.ts'
import { standing, type TroubleKind, trouble, troubleOf } from './trouble.ts'

const refusal = (name: string, message = ''): Error => Object.assign(new Error(message), { name })

describe('devices', () => {
  test.each<[string, string, TroubleKind]>([
    ['NotFoundError', 'Requested device not found', 'missing'],
    ['OverconstrainedError', '', 'missing'],
    ['NotAllowedError', 'Permission denied', 'refused'],
    ['NotAllowedError', 'Permission dismissed', 'dismissed'],
    ['NotAllowedError', 'Permission denied by system', 'system'],
    ['NotReadableError', 'Could not start video source', 'busy'],
    ['AbortError', 'Starting audioinput failed', 'busy'],
    ['TypeError', 'whatever', 'other'],
  ])('[WEB-CALL-1] %s “%s” is: %s', (name, message, is) => {
    expect(troubleOf(refusal(name, message), 'camera').is).toBe(is)
  })

  test('[WEB-CALL-1] nothing is asked for where it cannot be had', () => {
    const mediaDevices = { getUserMedia: () => undefined }
    expect(standing('microphone', { isSecureContext: false, navigator: {} })?.is).toBe('insecure')
    expect(standing('microphone', { isSecureContext: true, navigator: {} })?.is).toBe('unsupported')
    expect(standing('screen', { isSecureContext: true, navigator: { mediaDevices } })?.is).toBe('unsupported')
    expect(standing('camera', { isSecureContext: true, navigator: { mediaDevices } })).toBeUndefined()
  })

  test('[WEB-CALL-1] each has its own title, and a sentence that says what to do', () => {
    const kinds: readonly TroubleKind[] = ['insecure', 'unsupported', 'missing', 'refused', 'dismissed', 'system', 'busy', 'lost', 'other']
    expect(new Set(kinds.map((is) => trouble('microphone', is).title)).size).toBe(kinds.length)
    for (const is of kinds) expect(trouble('camera', is).says).toMatch(/[.]$/)
  })

  test('[WEB-CALL-2] names without numbers of vendors; nameless ones are counted; what has no id is not offered', () => {
    const entry = (kind: MediaDeviceKind, deviceId: string, label: string) => ({ kind, deviceId, label })
    const { microphones, cameras, speakers } = sorted([
      entry('audioinput', 'default', 'Default - Built-in Audio'),
      entry('audioinput', 'communications', 'Communications - Built-in Audio'),
      entry('audioinput', 'a', 'Headset (046d:0a44)'),
      entry('videoinput', '', ''),
      entry('videoinput', 'c', ''),
    ])
    expect(microphones.map(({ name }) => name)).toEqual(['Same as the system (Built-in Audio)', 'Headset'])
    expect(cameras).toEqual([{ id: 'c', name: 'Camera 1' }])
    expect(speakers).toEqual([])
  })
})

describe('levels', () => {
  const wave = (height: number): Float32Array => Float32Array.from({ length: 1024 }, (_, at) => height * Math.sin(at / 5))

  test('[WEB-CALL-3] silence is 0, as loud as it gets is 1, and louder is more', () => {
    expect(loudness(wave(0))).toBe(0)
    expect(loudness(wave(1))).toBe(1)
    expect(loudness(wave(0.1))).toBeGreaterThan(loudness(wave(0.01)))
  })

  test('[WEB-CALL-3] one knock is no voice; a word is; a breath ends nothing', () => {
    const sense = createSpeechSense()
    expect([sense.hear(0.9, 0), sense.hear(0, 50), sense.hear(0, 700)]).toEqual([false, false, false])
    expect([sense.hear(0.7, 1000), sense.hear(0.7, 1100)]).toEqual([false, true])
    expect([sense.hear(0, 1400), sense.hear(0.7, 1500), sense.hear(0, 2200)]).toEqual([true, true, false])
  })

  test('[WEB-CALL-3] who talks while muted is told, and left in peace for a while', () => {
    const sense = createMutedSense()
    expect(sense.hear(true, true, 0)).toBe(false)
    expect(sense.hear(true, true, 1000)).toBe(true)
    expect(sense.hear(true, true, 8000)).toBe(false)
    expect(sense.hear(true, false, 9000)).toBe(false)
    sense.hear(true, true, 10_000)
    expect(sense.hear(true, true, 11_000)).toBe(true)
  })
})

describe('tiles', () => {
  test('[WEB-CALL-4] as large as the box allows, within the shape of a picture', () => {
    expect(gridOf(1, { width: 1600, height: 900 }, 10)).toEqual({ columns: 1, rows: 1, width: 1600, height: 900 })
    expect(gridOf(2, { width: 1200, height: 500 }, 10)).toMatchObject({ columns: 2, rows: 1 })
    expect(gridOf(2, { width: 360, height: 640 }, 10)).toMatchObject({ columns: 1, rows: 2 })
    expect(gridOf(4, { width: 1200, height: 700 }, 10)).toMatchObject({ columns: 2, rows: 2 })
    for (const tiles of [1, 2, 3, 5, 9, 16, 25]) {
      const { columns, rows, width, height } = gridOf(tiles, { width: 900, height: 600 }, 10)
      expect(columns * rows).toBeGreaterThanOrEqual(tiles)
      expect(columns * width + (columns - 1) * 10).toBeLessThanOrEqual(900)
      expect(rows * height + (rows - 1) * 10).toBeLessThanOrEqual(600)
      expect(width / height).toBeLessThan(1.79)
    }
  })

  const tile = (key: string, more: object = {}) => ({ key, isScreen: false, isMe: false, spokeAt: 0, ...more })

  test('[WEB-CALL-4] large is what was pinned, else the newest screen, else who spoke last, oneself only alone', () => {
    const tiles = [tile('a', { spokeAt: 1 }), tile('b', { spokeAt: 5 }), tile('me', { isMe: true, spokeAt: 9 })]
    expect(chief(tiles, null)?.key).toBe('b')
    expect(chief(tiles, 'a')?.key).toBe('a')
    expect(chief([...tiles, tile('s', { isScreen: true })], null)?.key).toBe('s')
    expect(chief([tile('me', { isMe: true })], null)?.key).toBe('me')
  })

  test('[WEB-CALL-4] who speaks comes into sight in place of who was silent longest; the others keep their order', () => {
    const tiles = [tile('a', { spokeAt: 3 }), tile('b', { spokeAt: 1 }), tile('c', { spokeAt: 9 }), tile('me', { isMe: true })]
    expect(fitting(tiles, 3).shown.map(({ key }) => key)).toEqual(['a', 'c', 'me'])
    expect(fitting(tiles, 3).hidden.map(({ key }) => key)).toEqual(['b'])
    expect(fitting(tiles, 9).shown).toBe(tiles)
  })
})

describe('the connection', () => {
  type Entries = readonly { readonly id: string }[]
  const look = (entries: Entries) => lookAt(new Map(entries.map((entry) => [entry.id, entry])) as unknown as RTCStatsReport)
  const at = (timestamp: number, bytes: number, lost: number) => [
    { id: 'T', type: 'transport', timestamp, selectedCandidatePairId: 'P' },
    { id: 'P', type: 'candidate-pair', timestamp, currentRoundTripTime: 0.012, remoteCandidateId: 'R', availableOutgoingBitrate: 900_000 },
    { id: 'R', type: 'remote-candidate', timestamp, protocol: 'udp', address: '10.0.0.2', port: 40_000 },
    { id: 'C', type: 'codec', timestamp, mimeType: 'video/VP8' },
    {
      ...{
        id: 'I',
        type: 'inbound-rtp',
        timestamp,
        kind: 'video',
        mid: '5',
        codecId: 'C',
        bytesReceived: bytes,
        packetsReceived: 100 * timestamp,
      },
      ...{ packetsLost: lost, jitter: 0.004, frameWidth: 640, frameHeight: 360, framesPerSecond: 15 },
    },
  ]

  it('[WEB-CALL-5] two looks give the rate and the loss between them', () => {
    const report = reportOf(look(at(2000, 150_000, 4)), look(at(1000, 50_000, 4)))
    expect(report).toMatchObject({ roundTripMs: 12, mayKbps: 900, route: 'udp → 10.0.0.2:40000' })
    expect(report.flows).toEqual([
      {
        ...{ way: 'received', kind: 'video', mid: '5', layer: null, codec: 'VP8', kbps: 800, lost: 0, jitterMs: 4, held: null },
        picture: { width: 640, height: 360, fps: 15 },
      },
    ])
    expect(qualityOf(report)).toBe('good')
  })

  it('[WEB-CALL-5] much loss, or a long way, is poor; one look alone tells no rate; nothing told is nothing shown', () => {
    expect(qualityOf(reportOf(look(at(2000, 150_000, 40_004)), look(at(1000, 50_000, 4))))).toBe('poor')
    expect(reportOf(look(at(2000, 150_000, 0)), undefined).flows[0]?.kbps).toBe(0)
    expect(reportOf(look([]), undefined)).toEqual({ flows: [], roundTripMs: null, mayKbps: null, route: null })
    expect(qualityOf({ flows: [], roundTripMs: 900, mayKbps: null, route: null })).toBe('poor')
  })
})

test('[WEB-CALL-7] smallest first, each with its bounds; one alone is the whole; a voice goes before any picture', () => {
  const three = tuned([{ rid: 'l' }, { rid: 'm' }, { rid: 'h' }], 'camera')
  expect(three.map(({ rid, scaleResolutionDownBy }) => [rid, scaleResolutionDownBy])).toEqual([
    ['l', 4],
    ['m', 2],
    ['h', 1],
  ])
  expect(three.map(({ maxBitrate = 0 }) => maxBitrate)).toEqual([...three.map(({ maxBitrate = 0 }) => maxBitrate)].sort((a, b) => a - b))
  expect(tuned([{}], 'screen')[0]?.scaleResolutionDownBy).toBe(1)
  expect(tuned([{}], 'mic')[0]).toMatchObject({ priority: 'high', networkPriority: 'high' })
  expect(three.every(({ priority }) => priority === 'low')).toBe(true)
})

test('[WEB-CALL-12] sizes nobody looks at are not made, and all of them where it is not known', () => {
  const made = (whole: number | undefined, shown: number): readonly string[] =>
    tuned([{ rid: 'l' }, { rid: 'm' }, { rid: 'h' }], 'camera', { whole, shown }).flatMap(({ rid, active }) => (active && rid ? [rid] : []))
  expect(made(720, 0)).toEqual([])
  expect(made(720, 180)).toEqual(['l'])
  // Three quarters of it fill a tile.
  expect(made(720, 240)).toEqual(['l'])
  expect(made(720, 300)).toEqual(['l', 'm'])
  expect(made(720, 1080)).toEqual(['l', 'm', 'h'])
  expect(made(360, 180)).toEqual(['l', 'm'])
  expect(made(undefined, 100)).toEqual(['l', 'm', 'h'])
  expect(tuned([{ rid: 'l' }, { rid: 'h' }], 'camera').every(({ active }) => active)).toBe(true)
  expect(tuned([{}], 'screen', { whole: 1080, shown: 0 })[0]?.active).toBe(false)
  expect(tuned([{}], 'screen', { whole: 1080, shown: 90 })[0]?.active).toBe(true)
  expect(tuned([{}], 'mic', { whole: undefined, shown: 0 })[0]).not.toHaveProperty('active')
})

test('[WEB-CALL-13] an answer takes every voice with both its sides, and leaves all else as it is', () => {
  const rest = ['m=video 9 UDP/TLS/RTP/SAVPF 96 97', 'a=rtpmap:96 VP8/90000', 'a=fmtp:97 apt=96'].join('\r\n')
  const sdp = (words: string) => `m=audio 9 UDP/TLS/RTP/SAVPF 111 112\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:111 ${words}\r\n${rest}\r\n`
  expect(asStereo(sdp('minptime=10;useinbandfec=1'))).toBe(sdp('minptime=10;useinbandfec=1;stereo=1'))
  expect(asStereo(sdp('minptime=10;stereo=1'))).toBe(sdp('minptime=10;stereo=1'))
  expect(asStereo(sdp('sprop-stereo=1'))).toBe(sdp('sprop-stereo=1;stereo=1'))
})

describe('pulse', () => {
  /** Something comes every so often, for so long; then silence. Gives when it was taken for a standstill, after the last that came. */
  const standstill = (every: number, lasts: number): number | undefined => {
    const pulse = createPulse()
    let bytes = 0
    for (let now = 0; now < lasts + 20_000; now += 500) {
      if (now <= lasts && now % every === 0) bytes += 100
      if (pulse.beat(bytes, now)) return now - Math.floor(lasts / every) * every
    }
    return undefined
  }

  test.each([
    ['while somebody speaks', 500, 20_000, 1000],
    ['while all are muted', 2500, 20_000, 5000],
    ['where hardly anything ever came', 9000, 9000, undefined],
  ])('[WEB-CALL-10] %s a silence of what is unusual is a standstill', (_what, every, lasts, after) => {
    expect(standstill(every, lasts)).toBe(after)
  })

  test('[WEB-CALL-10] it is told once, and again after something came', () => {
    const pulse = createPulse()
    for (let now = 0; now < 5000; now += 500) pulse.beat(now, now)
    const told = (from: number) => Array.from({ length: 20 }, (_, at) => pulse.beat(from, from + at * 500)).filter(Boolean).length
    expect(told(5000)).toBe(1)
    expect(told(20_000)).toBe(1)
  })
})
