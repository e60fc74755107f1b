// The one-time link that makes the first admin: printed by the server, so that a neighbour on the network cannot win the race.
import { createHash, timingSafeEqual } from 'node:crypto'
import { secret } from './secrets.ts'

const LIVES_MS = 24 * 60 * 60 * 1000

export type Setup = {
  /** A new token; the one before is void. Good for a day. */
  renew(): string
  /** Is this the token of now? */
  fits(token: string): boolean
  /** There is an admin: no token is good any more. */
  done(): void
  isWaiting(): boolean
}

/** @param isWaiting does the server have no admin yet? */
export function createSetup(isWaiting: boolean, now: () => number, chance: (bytes: number) => Uint8Array): Setup {
  let waiting = isWaiting
  let current: { digest: Buffer; until: number } | null = null
  return {
    renew: () => {
      const token = secret(chance)
      current = { digest: digest(token), until: now() + LIVES_MS }
      return token
    },
    fits: (token) => current !== null && now() < current.until && timingSafeEqual(digest(token), current.digest),
    done: () => {
      waiting = false
      current = null
    },
    isWaiting: () => waiting,
  }
}

const digest = (token: string) => createHash('sha256').update(token).digest()
