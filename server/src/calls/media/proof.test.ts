import { generateKeyPairSync } from 'node:crypto'
import type { Source } from '@hearth/protocol/call-shapes.ts'
import type { CallId, ParticipantId } from '@hearth/protocol/ids.ts'
import { expect, it } from 'vitest'
import { readAnswer } from '../sdp.ts'
import { openInHere } from '../testing/engine.ts'
import { createPeer, type PeerHeard, type SyntheticPeer } from '../testing/peer.ts'
import { until } from '../testing/until.ts'

const all: Source[] = ['mic', 'camera', 'screen', 'sound']

/** One after another, each with a peer of their own. */
async function shake(people: Readonly<Record<string, PeerHeard>>): Promise<readonly string[]> {
  const connected = new Set<string>()
  const peers = new Map<string, SyntheticPeer>()
  const engine = openInHere({
    offered: (id, number, n, sdp) =>
      void peers
        .get(id)
        ?.answer(sdp)
        .then((answer) => engine.answer(id, number, n, readAnswer(answer))),
    connected: (id, _number, is) => void (is && connected.add(id)),
    ...{ slots: () => undefined, speaking: () => undefined, heard: () => undefined, left: () => undefined, lost: () => undefined },
  })
  try {
    for (const [id, how] of Object.entries(people)) {
      const peer = createPeer(how)
      peers.set(id, peer)
      engine.open({ peer: id as ParticipantId, call: 'one' as CallId, number: 1, may: all })
      // On their side hands are shaken, whatever the other makes of it.
      await peer.connected
    }
    const [last] = Object.keys(people).slice(-1)
    await until(`${last} to be in`, () => connected.has(last ?? ''))
    return [...connected]
  } finally {
    for (const peer of peers.values()) peer.close()
    await engine[Symbol.asyncDispose]()
  }
}

it('[CALLS-7] whoever shows a certificate without holding its key is not let in, nor whose certificate is not the one that was named', async () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const fingerprint = Array.from({ length: 32 }, () => 'AB').join(':')
  expect(await shake({ thief: { key }, stranger: { fingerprint }, honest: {} })).toEqual(['honest'])
})
