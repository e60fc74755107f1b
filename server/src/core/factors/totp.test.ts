// Codes as arithmetic.
import { expect, it } from 'vitest'
import { base32, codeAt, fit, STEP_MS, uriOf } from './totp.ts'

/** `12345678901234567890`, as in the appendix of the RFC. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

it('[SIGN-4] gives the codes of RFC 6238', () => {
  expect(base32(Buffer.from('12345678901234567890'))).toBe(secret)
  const vectors: [seconds: number, code: string][] = [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ]
  for (const [seconds, code] of vectors) expect(codeAt(secret, Math.floor(seconds / 30))).toBe(code)
})

it('[SIGN-4] takes the step before and after, none again, and says when a code is of another time', () => {
  const now = 1_800_000_000_000
  const step = now / STEP_MS
  for (const near of [-1, 0, 1]) expect(fit(secret, codeAt(secret, step + near), now, 0)).toEqual({ is: 'right', step: step + near })
  for (const taken of [-1, 0]) expect(fit(secret, codeAt(secret, step + taken), now, step)).toEqual({ is: 'wrong' })
  expect(fit(secret, codeAt(secret, step + 1), now, step)).toEqual({ is: 'right', step: step + 1 })
  // An hour and a day slow, and an hour fast: daylight saving, and a clock that was set by hand.
  for (const far of [-2, -120, -2880, 2, 120]) expect(fit(secret, codeAt(secret, step + far), now, 0)).toEqual({ is: 'skewed' })
  // What will be good tomorrow is not to be found out today.
  expect(fit(secret, codeAt(secret, step + 2880), now, 0)).toEqual({ is: 'wrong' })
  for (const odd of ['', '12345', '1234567', 'abcdef', '------']) expect(fit(secret, odd, now, 0)).toEqual({ is: 'wrong' })
})

it('[SIGN-5] the picture says whose it is, however they are called', () => {
  const uri = new URL(uriOf('Kaffee & Co', 'ada:b', secret))
  expect(uri.protocol).toBe('otpauth:')
  expect(decodeURIComponent(uri.pathname)).toContain('Kaffee & Co:ada:b')
  expect(Object.fromEntries(uri.searchParams)).toMatchObject({ secret, issuer: 'Kaffee & Co', digits: '6', period: '30' })
})
