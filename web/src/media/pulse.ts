// Whether anything still comes in: browsers say after five seconds and more that nothing does, and on another network that is long. Pure.
//
// How long it is silent between two packets differs: something comes all the time while somebody speaks, every few seconds while all are muted.
// So what is taken for a standstill follows what was usual of late.

export type Pulse = {
  /** Takes how much has come in so far, and the time in milliseconds. True once for each standstill. */
  beat(bytes: number, now: number): boolean
}

const SHORTEST_MS = 1000
/** So many times as long as it was ever silent of late. */
const UNUSUAL = 2
const LATELY_MS = 12_000

export function createPulse(): Pulse {
  let [bytes, heardAt, isTold] = [-1, 0, false]
  let gaps: readonly { readonly at: number; readonly ms: number }[] = []
  return {
    beat(now, at) {
      if (now !== bytes) {
        // The silence of a standstill is not what is usual.
        if (bytes >= 0 && !isTold) gaps = [...gaps, { at, ms: at - heardAt }].filter((gap) => at - gap.at < LATELY_MS)
        ;[bytes, heardAt, isTold] = [now, at, false]
        return false
      }
      const usual = Math.max(0, ...gaps.map(({ ms }) => ms))
      if (isTold || gaps.length < 3 || at - heardAt < Math.max(SHORTEST_MS, usual * UNUSUAL)) return false
      isTold = true
      return true
    },
  }
}
