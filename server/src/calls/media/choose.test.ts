import type { Source } from '@hearth/protocol/call-shapes.ts'
import type { ParticipantId } from '@hearth/protocol/ids.ts'
import { describe, expect, it } from 'vitest'
import { lanAddresses } from './addresses.ts'
import { companyOf, layerFor, picturesFor, place, type Sender, slotsFor, voicesFor } from './choose.ts'
import { createSpeakers } from './speakers.ts'

describe('slots', () => {
  it.each([
    [0, 2, 2],
    [1, 2, 2],
    [2, 3, 3],
    [3, 5, 5],
    [7, 9, 9],
    [99, 9, 10],
  ])('[CALLS-11] %i others: %i of sound, %i of pictures', (others, audio, video) => {
    expect(slotsFor(others, 8, 9)).toEqual({ audio, video })
  })

  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => ({ name })) as [object, object, object, object]
  it.each([
    ['who comes takes a free one', [undefined, undefined], [a], [a, undefined]],
    ['who has one keeps it', [a, b], [b, a], [a, b]],
    ['who is not wanted makes room', [a, b], [b, c], [c, b]],
    ['the first are served', [undefined, a], [b, c, a, d], [b, c]],
    ['nobody is wanted', [a, b], [], [undefined, undefined]],
  ])('[CALLS-11] %s', (_what, held, wanted, placed) => {
    expect(place(held, wanted)).toEqual(placed)
  })
})

describe('layers', () => {
  const layers = [180, 360, 720].map((height) => ({ height, isSent: true }))
  it.each([
    ['a small tile', 100, 2, 0],
    ['one that is nearly filled', 230, 2, 0],
    ['a middle one', 300, 2, 1],
    ['a large one', 1080, 2, 2],
    ['a large one for who loses much', 1080, 0, 0],
  ])('[CALLS-11] %s', (_what, height, most, place) => {
    expect(layerFor(layers, height, most)).toBe(place)
  })

  it('[CALLS-11] what is not sent is not waited for', () => {
    const off = (at: number) => layers.map((layer, place) => (place === at ? { ...layer, isSent: false } : layer))
    expect(layerFor(off(2), 1080, 2)).toBe(1)
    expect(layerFor(off(0), 100, 0)).toBe(1)
    expect(layerFor([], 100, 2)).toBe(-1)
  })
})

describe('who is heard and seen', () => {
  const sources = ['mic', 'camera', 'screen', 'sound'] as const
  const sender = (name: string, ...sent: Source[]): Sender<string> => ({
    id: name as ParticipantId,
    origins: Object.fromEntries(sources.map((source) => [source, `${name} ${source}`])) as Record<Source, string>,
    sends: (source) => sent.includes(source),
  })
  const all = [sender('bo', 'camera'), sender('cy', 'camera', 'screen', 'sound'), sender('dee', 'camera')]
  const ranked = ['dee', 'gone', 'bo'] as ParticipantId[]

  const [ada, bo] = ['ada', 'bo'] as [ParticipantId, ParticipantId]
  const company = companyOf(all, ranked)

  it('[CALLS-11] the sound of a screen, who speaks, then the others; never oneself, and no more than there is room for', () => {
    expect(voicesFor(company, ada, [], 9)).toEqual(['cy sound', 'dee mic', 'bo mic', 'cy mic'])
    expect(voicesFor(company, bo, [], 9)).toEqual(['cy sound', 'dee mic', 'cy mic'])
    expect(voicesFor(company, 'cy' as ParticipantId, [], 1)).toEqual(['dee mic'])
    expect(voicesFor(company, ada, [], 0)).toEqual([])
  })

  it('[CALLS-18] where fewer voices go on, who speaks does, and what is shown sounds as before', () => {
    expect(voicesFor(company, ada, [], 9, 1)).toEqual(['cy sound', 'dee mic'])
    expect(voicesFor(company, 'dee' as ParticipantId, [], 9, 1)).toEqual(['cy sound', 'bo mic'])
    expect(voicesFor(company, ada, [], 9, 2)).toEqual(['cy sound', 'dee mic', 'bo mic'])
  })

  it('[CALLS-11] of three screens that sound those two are heard that are looked at', () => {
    const three = companyOf(
      ['bo', 'cy', 'dee'].map((name) => sender(name, 'screen', 'sound')),
      [],
    )
    expect(voicesFor(three, ada, [], 3)).toEqual(['bo sound', 'cy sound', 'bo mic'])
    expect(voicesFor(three, ada, ['dee screen', 'bo screen'], 3)).toEqual(['bo sound', 'dee sound', 'bo mic'])
  })

  it('[CALLS-11] screens before cameras; who was asked for, and where nobody was, who speaks', () => {
    expect(picturesFor(company, ada, undefined, 2)).toEqual(['cy screen', 'dee camera', 'bo camera'])
    expect(picturesFor(company, bo, undefined, 2)).toEqual(['cy screen', 'dee camera', 'cy camera'])
    const wanted = [
      { participant: bo, source: 'camera' as const, height: 90 },
      { participant: bo, source: 'screen' as const, height: 90 },
      { participant: 'cy' as ParticipantId, source: 'screen' as const, height: 90 },
    ]
    expect(picturesFor(company, ada, wanted, 9)).toEqual(['cy screen', 'bo camera'])
    expect(picturesFor(company, bo, wanted, 9)).toEqual(['cy screen'])
    expect(picturesFor(company, ada, [], 9)).toEqual([])
  })
})

it('[CALLS-11] who speaks is who was loud just now; a breath is no end', () => {
  const speakers = createSpeakers<string>()
  for (let now = 0; now < 400; now += 20) {
    speakers.heard('ada', 25, now)
    speakers.heard('bo', 80, now)
    if (now > 200) speakers.heard('cy', 15, now)
  }
  expect(speakers.speaking(400)).toEqual(['cy', 'ada'])
  expect(speakers.speaking(900)).toEqual(['cy', 'ada'])
  expect(speakers.speaking(1100)).toEqual([])
  expect(speakers.ranked(1100)[2]).toBe('bo')
  speakers.forget('cy')
  expect(speakers.ranked(1100)).toEqual(['ada', 'bo'])
})

it('[CALLS-11] whoever fell silent is no voice by the signs of life that their device still sends', () => {
  const speakers = createSpeakers<string>()
  for (let now = 0; now < 1000; now += 20) speakers.heard('ada', 20, now)
  expect(speakers.speaking(1000)).toEqual(['ada'])
  // Nothing for 400 ms, a packet that says nothing, and so on (DTX of Opus).
  const spoke: (readonly string[])[] = []
  for (let now = 1380; now < 4000; now += 400) {
    speakers.heard('ada', 127, now)
    spoke.push(speakers.speaking(now + 250))
  }
  expect(spoke).toEqual(spoke.map(() => []))
})

it('[CALLS-11] of many who speak the quietest is the last one, and a little louder does not change places with every word', () => {
  const speakers = createSpeakers<string>()
  const speak = (from: number, levels: Readonly<Record<string, number>>): void => {
    for (let now = from; now < from + 1000; now += 20) for (const [id, level] of Object.entries(levels)) speakers.heard(id, level, now)
  }
  speak(0, { ada: 40, bo: 20, cy: 30 })
  expect(speakers.ranked(1000)).toEqual(['bo', 'cy', 'ada'])
  speak(1000, { ada: 27, bo: 24, cy: 28 })
  expect(speakers.ranked(2000)).toEqual(['bo', 'cy', 'ada'])
  speak(2000, { ada: 10, bo: 24, cy: 28 })
  expect(speakers.ranked(3000)).toEqual(['ada', 'bo', 'cy'])
  // Who speaks alone goes before all who were loud.
  speak(3000, { ada: 127, bo: 127, cy: 45 })
  expect(speakers.ranked(4000)).toEqual(['cy', 'ada', 'bo'])
})

describe('addresses', () => {
  const of = (...all: string[]) => ({
    any: all.map((address) => ({
      ...{ address, netmask: '', mac: '', cidr: null, internal: address.startsWith('127.') || address === '::1' },
      ...(address.includes(':') ? { family: 'IPv6' as const, scopeid: 0 } : { family: 'IPv4' as const }),
    })),
  })
  it.each([
    [
      'those of the LAN and no others',
      ['127.0.0.1', '192.168.1.9', '8.8.8.8', 'fe80::1', 'fd00::9', '::1', '2001:db8::9'],
      ['192.168.1.9', 'fd00::9'],
    ],
    ['public ones where there are no others', ['127.0.0.1', '8.8.8.8', 'fe80::1'], ['8.8.8.8']],
    ['its own where there is no network', ['127.0.0.1', '::1'], ['127.0.0.1', '::1']],
  ])('[CALLS-12] %s', (_what, all, offered) => {
    expect(lanAddresses(of(...all))).toEqual(offered)
  })
})
