// The default engine without its process: for tests of what is said about calls.
import { randomBytes } from 'node:crypto'
import type { EngineEar, MediaEngine } from '../engine.ts'
import { createForwarder } from '../media/forward.ts'
import { openWerift } from '../media/werift.ts'

export function openInHere(ear: EngineEar): MediaEngine {
  const werift = openWerift(
    { engine: 'werift', ports: [44_000, 44_400], addresses: ['127.0.0.1'], announced: [], voices: 3, videos: 2 },
    (cause) => {
      throw new Error('a packet could not be taken', { cause })
    },
  )
  const forwarder = createForwarder({
    settings: { voices: 3, videos: 2 },
    ear,
    openTransport: werift.open,
    chance: () => randomBytes(4).readUInt32BE(0),
    clock: () => performance.now(),
    busy: () => 0,
    log: (says, cause) => {
      throw new Error(says, { cause })
    },
  })
  return {
    name: 'werift',
    ...forwarder,
    ready: () => undefined,
    statistics: async (call) => forwarder.statistics(call),
    async [Symbol.asyncDispose]() {
      forwarder.stop()
      werift.close()
    },
  }
}
