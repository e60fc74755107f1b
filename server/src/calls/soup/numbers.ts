import type { Numbers } from '../engine.ts'
import type { Stat } from './api.ts'
import { lossOf, type Peer } from './peer.ts'

/** What mediasoup has counted of somebody, as rates since it was asked before. */
export async function numbersOf(peer: Peer, now: number): Promise<Numbers> {
  const consumers = peer.lines.flatMap(({ consumer }) => consumer ?? [])
  const gone = (): readonly Stat[] => []
  const [sent, got] = await Promise.all([
    Promise.all([...peer.producers.values()].map((one) => one.getStats().catch(gone))),
    Promise.all(consumers.map((one) => one.getStats().catch(gone))),
  ])
  const outwards = got.flat().filter(({ type }) => type === 'outbound-rtp')
  const packets = (all: readonly Stat[]) => all.reduce((sum, { packetCount = 0 }) => sum + packetCount, 0)
  const counted = { packetsIn: packets(sent.flat()), packetsOut: packets(outwards), at: now }
  const { before = { ...counted, at: now - 1000 } } = peer
  peer.before = counted
  const seconds = Math.max(0.05, (now - before.at) / 1000)
  const trips = outwards.flatMap(({ roundTripTime = 0 }) => (roundTripTime > 0 ? [roundTripTime] : []))
  return {
    participant: peer.id,
    packetsIn: Math.max(0, Math.round((counted.packetsIn - before.packetsIn) / seconds)),
    packetsOut: Math.max(0, Math.round((counted.packetsOut - before.packetsOut) / seconds)),
    kilobitsIn: peer.kilobits.in,
    kilobitsOut: peer.kilobits.out,
    lossIn: sent.flat().reduce((most, { fractionLost = 0 }) => Math.max(most, fractionLost / 255), 0),
    lossOut: peer.lines.reduce((most, line) => (line.plays ? Math.max(most, lossOf(line)) : most), 0),
    roundTripMs: trips.length === 0 ? null : Math.round(Math.min(...trips)),
  }
}
