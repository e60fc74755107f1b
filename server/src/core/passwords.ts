// Passwords: argon2id with 19 MiB, two passes, one lane (OWASP's minimum), as PHC strings, hashed anew when the parameters rise.
//
// 1. At most as many hashes at once as there are cores (two), and a bounded line behind them: a storm of wrong passwords
//    costs its senders a slow_down and nobody else anything. Networks take turns, whether they try a password or make a new one, and in
//    a full line the last of the one that has the most in it makes room for one that has less.
// 2. An unknown name costs the same time as a wrong password.
// 3. Failures are counted per network and name, and per network, and survive a restart; nobody can lock another out.

import { ChatError } from '@hearth/protocol/errors.ts'
import { PASSWORD_BYTES, PASSWORD_CHARS } from '@hearth/protocol/limits.ts'
import { hash, verify } from '@node-rs/argon2'
import * as attempts from '#store/attempts.ts'
import type { Store } from '#store/open.ts'
import { networkOf } from './bans.ts'
import { nameKey } from './names.ts'

const ARGON2ID = 2
/** What a seal takes: KiB of memory, and how often all of it is gone through. */
export type Cost = { readonly memoryCost: number; readonly timeCost: number }
export const standardCost: Cost = { memoryCost: 19_456, timeCost: 2 }
const beginning = ({ memoryCost, timeCost }: Cost): string => `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=1$`
/** What is verified against where there is nobody, so that it takes as long: the seal of 32 random bytes that were thrown away. It never lets anybody in. */
const NOBODYS = `${beginning(standardCost)}qgbHf0UTxtYuYLm8elV3wA$XD+x5MQRMwsnGJk+OzyoNS2zw4hm0KELFx4J2Vqp8vk`
const AT_ONCE = 2
const WAITING = 32
/** Failures before waiting begins, per network and name, and per network (a whole school may sit behind one). */
const FREE = { name: 5, address: 50 } as const
const LONGEST_WAIT_MS = 60_000
const FORGOTTEN_AFTER_MS = 60 * 60 * 1000

export type Passwords = {
  /**
   * A new password, checked and hashed. `context` are words it must not be (the name). `address`: who makes it, for the line; '': whoever looks
   * after the server. Throws password_weak, password_too_long, slow_down.
   */
  seal(password: string, context: readonly string[], address: string): Promise<string>
  /** Hashed as it is, however weak: what an older program sends. Throws password_too_long, slow_down. */
  sealAny(secret: string, address: string): Promise<string>
  /**
   * Is it right? `sealed` is null where nobody has that name. A right one that was sealed with weaker parameters comes back sealed anew.
   * Throws bad_credentials, slow_down.
   */
  check(
    sealed: string | null,
    password: string,
    who: { readonly name: string; readonly address: string },
  ): Promise<{ readonly resealed?: string }>
  /**
   * The same where somebody else knows the password: they are asked, and failures count alike. `ask` gives undefined for a wrong one.
   * Throws bad_credentials, slow_down; rejects as `ask` does.
   */
  elsewhere<T>(who: { readonly name: string; readonly address: string }, ask: () => Promise<T | undefined>): Promise<T>
}

/** @param cost less than the standard is for people who are made in tests, by the thousand; no setting leads here */
export function createPasswords(store: Store, now: () => number, cost = standardCost): Passwords {
  const inLine = createLine()
  const underWay = createCount()
  const sealed = (secret: string, address: string) =>
    inLine(networkOf(address), () => hash(secret, { algorithm: ARGON2ID, parallelism: 1, ...cost }))

  return {
    async seal(password, context, address) {
      await checkNew(password, context)
      return sealed(password, address)
    },
    async sealAny(secret, address) {
      if (Buffer.byteLength(secret) > PASSWORD_BYTES) throw new ChatError('password_too_long')
      return sealed(secret, address)
    },
    async check(kept, password, who) {
      const keys = keysOf(who)
      using _ = underWay.one(keys.name)
      await checkNotTooOften(store, keys, now(), underWay.of(keys.name))
      const tooLong = Buffer.byteLength(password) > PASSWORD_BYTES
      const right = await inLine(keys.address, () => verify(kept ?? NOBODYS, tooLong ? '' : password))
      if (!right || kept === null || tooLong) {
        await countFailure(store, keys, now())
        throw new ChatError('bad_credentials')
      }
      await store.write((tx) => attempts.clear(tx, keys.name))
      return kept.startsWith(beginning(cost)) ? {} : { resealed: await sealed(password, who.address) }
    },
    async elsewhere(who, ask) {
      const keys = keysOf(who)
      using _ = underWay.one(keys.name)
      await checkNotTooOften(store, keys, now(), underWay.of(keys.name))
      // Whether a name is ours or somebody else's is not to be seen by how long it takes.
      const [found] = await Promise.all([ask(), inLine(keys.address, () => verify(NOBODYS, ''))])
      if (found === undefined) {
        await countFailure(store, keys, now())
        throw new ChatError('bad_credentials')
      }
      await store.write((tx) => attempts.clear(tx, keys.name))
      return found
    },
  }
}

/** S-10: at least 8 characters, at most 1,024 bytes, any characters, none of the commonest, not one's own name. */
async function checkNew(password: string, context: readonly string[]): Promise<void> {
  if (Buffer.byteLength(password) > PASSWORD_BYTES) throw new ChatError('password_too_long')
  const small = password.toLowerCase()
  const isContext = [...context, 'hearth'].some((word) => isMostly(small, word.toLowerCase()))
  const isOneLetter = new Set(small).size < 3
  if (Array.from(password).length < PASSWORD_CHARS || isContext || isOneLetter || (await isCommon(small)))
    throw new ChatError('password_weak')
}

/** `Ada12345` for Ada: little is left without the word. */
const isMostly = (password: string, word: string) => word !== '' && password.includes(word) && password.replaceAll(word, '').length < 6

// Read at the first use: most starts never need the list.
async function isCommon(small: string): Promise<boolean> {
  const { dictionary } = await import('@zxcvbn-ts/language-common')
  return dictionary['passwords-common'].includes(small)
}

type Keys = { readonly name: string; readonly address: string }
/** By IPv6 a machine has as many addresses as it likes, all of one network. */
function keysOf({ name, address: raw }: Keys): Keys {
  const address = networkOf(raw)
  return { name: `${address} ${nameKey(name)}`, address }
}

/** @param underWay checks of this name from this address that have no result yet, this one included: many at once are no way around the wait */
async function checkNotTooOften(store: Store, keys: Keys, at: number, underWay: number): Promise<void> {
  const rows = await store.read(async (tx) => [await attempts.get(tx, keys.name), await attempts.get(tx, keys.address)])
  if ((rows[0]?.count ?? 0) < FREE.name && (rows[0]?.count ?? 0) + underWay > FREE.name)
    throw new ChatError('slow_down', { retryAfterMs: 1000 })
  const until = Math.max(0, ...rows.map((row) => row?.until ?? 0))
  // A clock set back must not lock anybody out for longer than the longest wait.
  if (until > at) throw new ChatError('slow_down', { retryAfterMs: Math.min(until - at, LONGEST_WAIT_MS) })
}

async function countFailure(store: Store, keys: Keys, at: number): Promise<void> {
  await store.write(async (tx) => {
    await attempts.sweep(tx, at - FORGOTTEN_AFTER_MS)
    for (const [key, free] of [
      [keys.name, FREE.name],
      [keys.address, FREE.address],
    ] as const) {
      const count = ((await attempts.get(tx, key))?.count ?? 0) + 1
      const wait = count < free ? 0 : Math.min(LONGEST_WAIT_MS, 1000 * 2 ** Math.min(count - free, 10))
      await attempts.set(tx, { key, count, until: at + wait })
    }
  })
}

/** How many there are of each at this moment. */
function createCount() {
  const counts = new Map<string, number>()
  const add = (key: string, more: number) => {
    const count = (counts.get(key) ?? 0) + more
    if (count === 0) counts.delete(key)
    else counts.set(key, count)
  }
  return {
    of: (key: string) => counts.get(key) ?? 0,
    one(key: string): Disposable {
      add(key, 1)
      return { [Symbol.dispose]: () => add(key, -1) }
    },
  }
}

type Waiting = { readonly go: () => void; readonly refuse: (reason: unknown) => void }

/** Two at a time, 32 waiting, the rest are asked to come again. */
function createLine() {
  let running = 0
  let count = 0
  /** By who they are of; the first has the next turn. */
  const lanes = new Map<string, Waiting[]>()

  function stand(lane: string, one: Waiting): void {
    const mine = lanes.get(lane) ?? []
    if (count >= WAITING && !makeRoom(mine.length)) return one.refuse(tooMany())
    mine.push(one)
    lanes.set(lane, mine)
    count++
  }

  /** For one of a lane that is so long: only from one that stays no shorter. */
  function makeRoom(than: number): boolean {
    let longest: Waiting[] = []
    for (const lane of lanes.values()) if (lane.length > longest.length) longest = lane
    if (longest.length < than + 2) return false
    longest.pop()?.refuse(tooMany())
    count--
    return true
  }

  function next(): void {
    const [first] = lanes
    if (first === undefined) return void running--
    const [lane, [one, ...others]] = first
    lanes.delete(lane)
    if (others.length > 0) lanes.set(lane, others)
    count--
    one?.go()
  }

  return async <T>(lane: string, work: () => Promise<T>): Promise<T> => {
    if (running < AT_ONCE) running++
    else await new Promise<void>((go, refuse) => stand(lane, { go, refuse }))
    try {
      return await work()
    } finally {
      next()
    }
  }
}

const tooMany = () => new ChatError('slow_down', { retryAfterMs: 1000 })
