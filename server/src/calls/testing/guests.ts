// Synthetic participants of an engine, in a process of its own: what the contract of engines is tried with.
import type { Slot, Source } from '@hearth/protocol/call-shapes.ts'
import type { CallId, ParticipantId } from '@hearth/protocol/ids.ts'
import type { EngineEar, EngineName } from '../engine.ts'
import { createEngineProcess, type EngineProcess } from '../process.ts'
import { readAnswer } from '../sdp.ts'
import { createPeer, type SyntheticPeer } from './peer.ts'
import { until as waited } from './until.ts'

/** Both engines keep the same promises. Mediasoup is tried where it is installed: `npm run test:deep` makes its worker. */
export const engines: readonly (readonly [EngineName, readonly [number, number]])[] = [
  ['werift', [43_000, 43_400]],
  ...(process.env['HEARTH_TEST_DEEP'] === '1' ? ([['mediasoup', [43_500, 43_900]]] as const) : []),
]

export type Guest = {
  readonly id: ParticipantId
  readonly peer: SyntheticPeer
  number: number
  n: number
  connected: boolean
  left: boolean
  slots: readonly Slot[]
  offers: number
}

export const all: Source[] = ['mic', 'camera', 'screen', 'sound']
const wait = (ms: number, then: () => void) => {
  const timer = setTimeout(then, ms)
  return () => clearTimeout(timer)
}

export function open(engineName: EngineName, ports: readonly [number, number]) {
  const guests = new Map<ParticipantId, Guest>()
  const heard = new Set<ParticipantId>()
  const seen = { speaking: [] as readonly ParticipantId[], lost: 0, warnings: [] as object[] }
  let numbers = 0
  const ear: EngineEar = {
    offered(id, number, n, sdp) {
      const guest = guests.get(id)
      if (guest === undefined || guest.number !== number) return
      guest.n = n
      guest.offers++
      void guest.peer.answer(sdp).then((answer) => engine.answer(id, number, n, readAnswer(answer)))
    },
    connected: (id, _number, is) => void Object.assign(guests.get(id) ?? {}, { connected: is }),
    slots: (id, _number, slots) => void Object.assign(guests.get(id) ?? {}, { slots }),
    speaking: (_call, peers) => void (seen.speaking = peers),
    heard: (ids) => ids.forEach((id) => heard.add(id)),
    left: (id) => void Object.assign(guests.get(id) ?? {}, { left: true }),
    lost: () => void seen.lost++,
  }
  const engine: EngineProcess = createEngineProcess({
    settings: { engine: engineName, ports, addresses: ['127.0.0.1'], announced: [], voices: 3, videos: 2 },
    ear,
    wait,
    log: { warn: (about, says) => void seen.warnings.push({ ...about, says }) },
  })
  const join = (id: string, call: string, may: readonly Source[] = all, peer = createPeer()): Guest => {
    const guest: Guest = { id: id as ParticipantId, peer, number: ++numbers, n: 0, connected: false, left: false, slots: [], offers: 0 }
    guests.set(guest.id, guest)
    engine.open({ peer: guest.id, call: call as CallId, number: guest.number, may })
    return guest
  }
  const leave = (guest: Guest): void => {
    guests.delete(guest.id)
    engine.close(guest.id)
    guest.peer.close()
  }
  return { engine, guests, heard, seen, join, leave }
}

export const slotOf = (guest: Guest, from: Guest, source: Source) =>
  guest.slots.find((slot) => slot.from?.participant === from.id && slot.from.source === source)?.mid ?? 'none'
export const lineOf = (guest: Guest, from: Guest, source: Source) => guest.peer.lines.get(slotOf(guest, from, source))
export const until = (says: string, holds: () => boolean, seen?: () => unknown): Promise<boolean> =>
  waited(says, holds, { within: 20_000, ...(seen === undefined ? {} : { seen }) })
/** Something is sent again and again until a condition holds. */
export async function sending(what: () => void, says: string, holds: () => boolean): Promise<void> {
  const timer = setInterval(what, 20)
  try {
    await until(says, holds)
  } finally {
    clearInterval(timer)
  }
}
