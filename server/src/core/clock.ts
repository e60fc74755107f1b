// Whether the clock can be believed. Clocks jump, above all on machines without the internet, and some wake up in 1970: a time is over only if
// the server has lived through it. Order never comes from a clock.
import * as facts from '#store/facts.ts'
import type { Store, Tx } from '#store/open.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** A server that was off for longer ends nothing for its first day: nobody can tell a holiday from a clock that is wrong. */
const LONGEST_OFF = 30 * DAY_MS

/** Before this there was no Hearth: what bears an earlier time was written while the clock was wrong. */
const FIRST_DAY = Date.UTC(2025, 0, 1)

/** A time that was written down, or `now` where it was surely written by a clock that was wrong. */
export const believed = (at: number, now: number): number => (at < FIRST_DAY ? now : at)

/**
 * @param elapsed milliseconds by a clock nobody sets
 * @param before what the clock said when the server was last known to run; undefined: never before
 * @returns may it be believed that a time is over? Not for a day after a jump of more than an hour.
 */
export function createClockWatch(now: () => number, elapsed: () => number, before?: number): () => boolean {
  let drift = now() - elapsed()
  const isSudden = before !== undefined && (now() > before + LONGEST_OFF || now() < before - HOUR_MS)
  let doubted = isSudden ? elapsed() : Number.NEGATIVE_INFINITY
  return () => {
    const moved = Math.abs(now() - elapsed() - drift)
    drift = now() - elapsed()
    if (moved > HOUR_MS) doubted = elapsed()
    return elapsed() - doubted > DAY_MS
  }
}

/** `even`: epoch milliseconds that no setting moves, for what lives some minutes. Rejects as the store does. */
export async function openClock(
  store: Store,
  now: () => number,
  elapsed: () => number,
): Promise<{ isClockSteady: () => boolean; even: () => number }> {
  const begun = now() - elapsed()
  return { isClockSteady: createClockWatch(now, elapsed, await store.read(lastKnown)), even: () => begun + elapsed() }
}

const LAST_KNOWN = 'clock'

/** What the clock said when the server last wrote it down (epoch milliseconds); undefined: never. */
async function lastKnown(tx: Tx): Promise<number | undefined> {
  const kept = await facts.get(tx, LAST_KNOWN)
  return kept === undefined ? undefined : Number(kept)
}

export const noteTime = (tx: Tx, at: number): Promise<void> => facts.set(tx, LAST_KNOWN, String(at))
