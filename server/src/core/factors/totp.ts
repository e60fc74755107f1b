// Codes of authenticator apps: RFC 6238 with SHA-1, six digits and steps of half a minute, which is what every such app knows. Thirty lines of
// node:crypto; a library would bring its own base 32 and clock along.
import { createHmac, timingSafeEqual } from 'node:crypto'

export const STEP_MS = 30_000
const DIGITS = 6
const HOUR_STEPS = 120
/** A code of the step before or after is good, too: people type slowly, and clocks differ a little. */
const AROUND = 1
/**
 * Clocks are wrong by some minutes, by an hour (daylight saving), or by a day (set by hand). A code of the past is never good any more, so
 * saying so gives nothing away; of the coming day nothing is said: a code that will be good is not to be found out by trying.
 */
const OFF = HOUR_STEPS + HOUR_STEPS / 12
const DAY_STEPS = 24 * HOUR_STEPS
const AROUND_DAY = HOUR_STEPS / 12

/** `skewed`: right at another time, so that a clock is wrong. */
export type Fit = { readonly is: 'right'; readonly step: number } | { readonly is: 'skewed' | 'wrong' }

/** The code of a step: the number of half minutes since 1970. @param secret base 32 */
export function codeAt(secret: string, step: number): string {
  return digitsOf(bytesOf(secret), step)
}

/** @param lastStep the newest step whose code was taken: neither it nor one before is taken again */
export function fit(secret: string, code: string, now: number, lastStep: number): Fit {
  const key = bytesOf(secret)
  const typed = Buffer.from(code.padEnd(DIGITS))
  const fits = (step: number): boolean => typed.length === DIGITS && timingSafeEqual(typed, Buffer.from(digitsOf(key, step)))
  const current = Math.floor(now / STEP_MS)
  for (let step = current - AROUND; step <= current + AROUND; step++)
    if (fits(step)) return step > lastStep ? { is: 'right', step } : { is: 'wrong' }
  for (let off = AROUND + 1; off <= OFF; off++) if (fits(current - off) || fits(current + off)) return { is: 'skewed' }
  for (let off = DAY_STEPS - AROUND_DAY; off <= DAY_STEPS + AROUND_DAY; off++) if (fits(current - off)) return { is: 'skewed' }
  return { is: 'wrong' }
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4648, of a length that needs no filling. */
export function base32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{5}/g) ?? []).map((five) => ALPHABET.charAt(Number.parseInt(five, 2))).join('')
}

/** What a picture for the app says. */
export function uriOf(server: string, name: string, secret: string): string {
  const query = `secret=${secret}&issuer=${encodeURIComponent(server)}&algorithm=SHA1&digits=${DIGITS}&period=${STEP_MS / 1000}`
  return `otpauth://totp/${encodeURIComponent(server)}:${encodeURIComponent(name)}?${query}`
}

function bytesOf(secret: string): Buffer {
  const bits = Array.from(secret, (letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)))
}

/** RFC 4226, section 5.3. */
function digitsOf(key: Buffer, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const digest = createHmac('sha1', key).update(counter).digest()
  const at = (digest.at(-1) ?? 0) & 15
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 10 ** DIGITS).padStart(DIGITS, '0')
}
