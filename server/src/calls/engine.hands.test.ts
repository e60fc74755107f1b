// Who is let into an engine: who proves to be the one that was named, however much of the handshake is lost on the way.

import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { createSelfSignedCertificate, HashAlgorithm, SignatureAlgorithm } from 'werift'
import { all, engines, lineOf, open, sending, until } from './testing/guests.ts'
import { createPeer, type Identity } from './testing/peer.ts'

async function someoneElse(): Promise<Identity> {
  const { certPem, keyPem } = await createSelfSignedCertificate({ signature: SignatureAlgorithm.ecdsa_3, hash: HashAlgorithm.sha256_4 })
  return { certPem, privateKey: keyPem }
}

describe.each(engines)('shaking hands with the engine %s', { timeout: 60_000 }, (name, [from, to]) => {
  const { engine, guests, seen, join, leave } = open(name, [from + 40, to])
  afterEach(() => {
    for (const guest of [...guests.values()]) leave(guest)
  })
  afterAll(() => engine[Symbol.asyncDispose]())

  it('[CALLS-7] who shows another certificate than was named, or the right one and signs with another key, is not let in and hears nothing', async () => {
    const other = await someoneElse()
    const foreign = join('foreign', 'one', all, createPeer({ shows: { certificate: other } }))
    const forged = join('forged', 'one', all, createPeer({ shows: { key: other } }))
    const [ada, bo] = [join('ada', 'one'), join('bo', 'one')]
    await until(
      'Ada and Bo are connected',
      () => ada.connected && bo.connected,
      () => [seen.warnings, [foreign, forged, ada, bo].map((one) => [one.offers, one.peer.handshakes, one.connected, one.left])],
    )
    await until('both strangers were offered a way', () => foreign.offers > 0 && forged.offers > 0)
    await until('both strangers shook hands', () => foreign.peer.handshakes > 0 && forged.peer.handshakes > 0)
    const packets = () => lineOf(bo, ada, 'mic')?.packets ?? 0
    const speak = () => [ada, foreign, forged].forEach((one) => one.peer.voice(30))
    // Three seconds of talk: hands are shaken in a hundredth of that.
    await sending(speak, 'Bo hears Ada for a while', () => packets() > 150)
    expect([foreign.connected, forged.connected]).toEqual([false, false])
    expect([foreign.peer.lines.size, forged.peer.lines.size]).toEqual([0, 0])
    expect([lineOf(bo, foreign, 'mic'), lineOf(bo, forged, 'mic')]).toEqual([undefined, undefined])
  })

  it('[CALLS-6] who loses the end of the handshake on the way asks for it again, and is in without a new way', async () => {
    const ada = join('ada', 'two', all, createPeer({ misses: 2 }))
    const bo = join('bo', 'two')
    await until('Bo is connected', () => bo.connected)
    await sending(
      () => ada.peer.voice(30),
      'Bo hears Ada',
      () => (lineOf(bo, ada, 'mic')?.packets ?? 0) > 3,
    )
    expect(ada.peer.handshakes).toBe(1)
  })
})

describe('shaking hands early', { timeout: 60_000 }, () => {
  const { engine, guests, join, leave } = open('werift', [43_450, 43_490])
  afterEach(() => {
    for (const guest of [...guests.values()]) leave(guest)
  })
  afterAll(() => engine[Symbol.asyncDispose]())

  it('[CALLS-6] whose handshake begins before their answer is here need not begin it again', async () => {
    const peer = createPeer({ isTerse: true })
    const answer = peer.answer
    const ada = join(
      'ada',
      'three',
      all,
      Object.assign(peer, {
        async answer(sdp: string) {
          const said = await answer(sdp)
          await until('the first word of the handshake', () => peer.said.has('handshake'))
          return said
        },
      }),
    )
    await until('Ada is connected', () => ada.connected)
    expect(ada.peer.handshakes).toBe(1)
  })
})
