import type { CallId, ParticipantId } from '@hearth/protocol/ids.ts'
import { expect, it } from 'vitest'
import { createEngineProcess, standardTimes } from './process.ts'
import { until } from './testing/until.ts'

const wait = (ms: number, then: () => void) => {
  const timer = setTimeout(then, ms)
  return () => clearTimeout(timer)
}

it('[CALLS-8] an engine that hangs is ended, and another one opened in its place', { timeout: 60_000 }, async () => {
  const seen = { offers: 0, lost: 0 }
  await using engine = createEngineProcess({
    settings: { engine: 'werift', ports: [44_500, 44_900], addresses: ['127.0.0.1'], announced: [], voices: 3, videos: 2 },
    ear: {
      ...{ connected: () => undefined, slots: () => undefined, speaking: () => undefined, heard: () => undefined, left: () => undefined },
      offered: () => void seen.offers++,
      lost: () => void seen.lost++,
    },
    wait,
    log: { warn: () => undefined },
    times: { ...standardTimes, pingMs: 200 },
  })
  engine.open({ peer: 'ada' as ParticipantId, call: 'one' as CallId, number: 1, may: [] })
  await until('it to offer something', () => seen.offers > 0, { within: 30_000 })
  const pid = engine.pid()
  if (pid === undefined) throw new Error('there is no engine')
  process.kill(pid, 'SIGSTOP')
  await until('another engine', () => seen.lost > 0 && engine.pid() !== undefined && engine.pid() !== pid, { within: 30_000 })
  expect(engine.pid()).not.toBe(pid)
})
