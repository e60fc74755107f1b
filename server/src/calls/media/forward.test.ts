import type { CallId, ParticipantId } from '@hearth/protocol/ids.ts'
import { expect, it } from 'vitest'
import type { EngineEar } from '../engine.ts'
import { until } from '../testing/until.ts'
import { createForwarder } from './forward.ts'
import type { OpenTransport, TransportEar } from './transport.ts'

const [ada, bo] = ['ada' as ParticipantId, 'bo' as ParticipantId]
const call = 'one' as CallId

/** Ways by hand: the first one breaks what is sent over it. */
function openHouse(breaks: 'sound' | 'reports' = 'reports') {
  const ears: TransportEar[] = []
  const said: { readonly says: string; readonly cause: unknown }[] = []
  const connected = new Map<string, boolean>()
  const told = { reports: 0, sound: 0 }
  const offers: string[] = []
  const openTransport: OpenTransport = async (ear) => {
    const isBroken = ears.push(ear) === 1
    return {
      self: () => ({ ice: { ufrag: 'u', pwd: 'p', lite: true, candidates: [] }, fingerprint: '' }),
      renew: () => undefined,
      connect: () => undefined,
      sendRtp() {
        if (isBroken && breaks === 'sound') throw new RangeError('out of range')
        told.sound++
      },
      sendRtcp() {
        if (isBroken && breaks === 'reports') throw new RangeError('out of range')
        told.reports++
      },
      close: () => undefined,
    }
  }
  const ear: EngineEar = {
    connected: (id, _number, is) => void connected.set(id, is),
    offered: (_id, _number, _n, sdp) => void offers.push(sdp),
    ...{ slots: () => undefined, speaking: () => undefined, heard: () => undefined },
    ...{ left: () => undefined, lost: () => undefined },
  }
  const forwarder = createForwarder({
    ...{ settings: { voices: 3, videos: 2 }, ear, openTransport },
    ...{ chance: () => 7, clock: () => performance.now(), busy: () => 0, log: (says, cause) => void said.push({ says, cause }) },
  })
  return { forwarder, ears, said, connected, told, offers }
}

/** Of a voice, with its number of congestion control. */
const packet = Buffer.from(`906f${'0001'}${'00000001'}00000009bede0003${'1030'}${'a09e'}${'510007'}${'0000000000'}0102`, 'hex')

it('[CALLS-7] what goes wrong about one peer ends the way of that one, is said, and all others talk on', async () => {
  const { forwarder, ears, said, connected, told } = openHouse()
  try {
    forwarder.open({ peer: ada, call, number: 1, may: ['mic'] })
    forwarder.open({ peer: bo, call, number: 2, may: ['mic'] })
    await until('both have a way', () => ears.length === 2)
    for (const one of ears) one.connected(true)
    for (const one of ears) one.rtp(packet)
    await until('Ada is asked to connect anew', () => connected.get(ada) === false, { seen: () => said })
    await until('Bo is told what came', () => told.reports > 0)
    expect(connected.get(bo)).toBe(true)
    expect(said).toMatchObject([{ says: expect.stringContaining('connect anew'), cause: expect.any(RangeError) }])
  } finally {
    forwarder.stop()
  }
})

it('[CALLS-7] who cannot be sent what somebody says connects anew; who says it is heard by all others, and each line has a name of its own', async () => {
  const { forwarder, ears, connected, told, offers } = openHouse('sound')
  const people = [bo, ada, 'cy' as ParticipantId]
  try {
    people.forEach((peer, at) => forwarder.open({ peer, call, number: at + 1, may: ['mic'] }))
    await until('all have a way', () => ears.length === 3)
    for (const one of ears) one.connected(true)
    await until('all are described to each', () => offers.length >= 3)
    const names = new Set([...(offers.at(-1) ?? '').matchAll(/^a=ssrc:(\d+)/gm)].map(([, ssrc]) => ssrc))
    expect(names.size).toBeGreaterThan(1)
    for (const [at, peer] of people.entries())
      forwarder.answer(peer, at + 1, 1, {
        ufrag: 'u',
        pwd: 'p',
        fingerprint: '',
        lines: Array.from({ length: 9 }, (_, mid) => ({ mid: String(mid), ssrcs: [] })),
      })
    ears[1]?.rtp(packet)
    await until('Bo is asked to connect anew', () => connected.get(bo) === false)
    expect(told.sound).toBe(1)
    expect(connected.get(ada)).toBe(true)
  } finally {
    forwarder.stop()
  }
})
