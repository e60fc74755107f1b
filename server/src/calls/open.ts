// Calls with everything they are made of.
import type { Limits } from '@hearth/protocol/limits.ts'
import type { Telling } from '#core/outcome.ts'
import { type Calls, createCalls } from './calls.ts'
import type { EngineName } from './engine.ts'
import { createEngineProcess } from './process.ts'
import { whatIsMissing } from './soup/api.ts'
import { createIce } from './turn.ts'

export type { Calls } from './calls.ts'

/** The engine that was asked for is not there: one sentence that says what to do. */
export class EngineError extends Error {}

export type CallSettings = {
  readonly engine: EngineName
  readonly ports: readonly [number, number]
  readonly addresses: readonly string[]
  readonly announced: readonly string[]
  readonly turn: readonly string[]
  readonly turnSecret: string | null
}
export type OpenGiven = {
  readonly config: { readonly calls: CallSettings; readonly limits: Limits }
  readonly publish: (tellings: readonly Telling[]) => void
  readonly log: { warn(about: object, says: string): void }
}

/** Nothing is started before the first call. Throws EngineError. */
export function openCalls({ config: { calls: settings, limits }, publish, log }: OpenGiven): Calls {
  const { engine, ports, addresses, announced, turn, turnSecret } = settings
  const missing = engine === 'mediasoup' ? whatIsMissing() : undefined
  if (missing !== undefined) throw new EngineError(missing)
  if (turn.length > 0 && turnSecret === null)
    log.warn(
      { turn },
      'calls.turn is set and calls.turnSecret is not: browsers take no TURN server without a password, so none is told to them',
    )
  return createCalls({
    limits,
    publish,
    openEngine: (ear) =>
      createEngineProcess({
        settings: { engine, ports, addresses, announced, voices: limits.callVoices, videos: limits.callVideos },
        ear,
        wait,
        log,
      }),
    ice: createIce(turn, turnSecret),
    now: createClock(),
    wait,
    log,
  })
}

/** Epoch milliseconds that no setting of the clock moves: a clock that jumps puts nobody out of a call. */
function createClock(): () => number {
  const origin = Date.now() - performance.now()
  return () => Math.round(origin + performance.now())
}

/** A timer that keeps no process alive. */
function wait(ms: number, then: () => void): () => void {
  const timer = setTimeout(then, ms).unref()
  return () => clearTimeout(timer)
}
