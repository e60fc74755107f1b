import { expect, it } from 'vitest'
import { freshness } from './fresh.ts'

it('[OUTSIDE-8] a time of signing in counts as fresh up to two minutes after it; one that lies ahead, or is in milliseconds, does not', () => {
  const iat = 1_700_000_000
  const at = (auth_time: number | undefined) =>
    freshness({ tellsWhen: true }, { iat, ...(auth_time === undefined ? {} : { auth_time }) }, { anew: true }).isFresh
  const times = [iat, iat - 120, iat + 60, iat - 121, iat + 61, iat * 1000, Number.POSITIVE_INFINITY, Number.NaN, undefined]
  expect(times.map(at)).toEqual([true, true, true, false, false, false, false, false, undefined])
})
