// Seals of passwords: argon2id with 19 MiB, two passes, one lane (OWASP's minimum), as PHC strings.
import { hash, verify } from '@node-rs/argon2'

const ARGON2ID = 2
/** What a seal takes: KiB of memory, and how often all of it is gone through. */
export type Cost = { readonly memoryCost: number; readonly timeCost: number }
export const standardCost: Cost = { memoryCost: 19_456, timeCost: 2 }

export type Sealing = {
  /** What new seals take. */
  readonly cost: Cost
  /** So many are worked on at once; who asks for more than that makes all of them wait. */
  readonly atOnce: number
  seal(secret: string): Promise<string>
  /** Was this sealed so? */
  verify(sealed: string, secret: string): Promise<boolean>
}

export const optionsOf = (cost: Cost) => ({ algorithm: ARGON2ID, parallelism: 1, ...cost })

/**
 * In this process, beside what else it does, and at its priority: for who has no others to serve.
 * @param cost less than the standard is for people who are made in tests, by the thousand; no setting leads here
 */
export const sealingHere = (cost = standardCost): Sealing => ({
  ...{ cost, atOnce: 2, verify },
  seal: (secret) => hash(secret, optionsOf(cost)),
})
