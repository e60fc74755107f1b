// Passwords: sealed (sealing.ts), sealed anew when that takes more than it did.
//
// 1. A seal is made or looked at for few at a time, with a bounded line behind them: a storm of wrong passwords
//    costs its senders a slow_down and nobody else anything. Networks take turns, whether they try a password or make a new one, and in
//    a full line the last of the one that has the most in it makes room for one that has less. Who has waited for long is asked to come again.
// 2. An unknown name costs the same time as a wrong password.
// 3. Who guesses is made to wait (guessing.ts).

import { ChatError } from '@hearth/protocol/errors.ts'
import { PASSWORD_BYTES, PASSWORD_CHARS } from '@hearth/protocol/limits.ts'
import type { Store } from '#store/open.ts'
import { networkOf } from './bans.ts'
import { createGuesses, type Guesser } from './guessing.ts'
import { type Cost, type Sealing, standardCost } from './sealing.ts'

const beginning = ({ memoryCost, timeCost }: Cost): string => `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=1$`
/** What is verified against where there is nobody, so that it takes as long: the seal of 32 random bytes that were thrown away. It never lets anybody in. */
const NOBODYS = `${beginning(standardCost)}qgbHf0UTxtYuYLm8elV3wA$XD+x5MQRMwsnGJk+OzyoNS2zw4hm0KELFx4J2Vqp8vk`
const WAITING = 32
const PATIENCE_MS = 10_000

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
  check(sealed: string | null, password: string, who: Guesser): Promise<{ readonly resealed?: string }>
  /**
   * The same where somebody else knows the password: they are asked, and failures count alike. `ask` gives undefined for a wrong one.
   * Throws bad_credentials, slow_down; rejects as `ask` does.
   */
  elsewhere<T>(who: Guesser, ask: () => Promise<T | undefined>): Promise<T>
  /** Asked before anything is looked up: throws slow_down where it is remembered that they are to wait, or the line has no room for them. */
  checkMayTry(who: Guesser): void
}

/** @param patienceMs so long at most does a seal take, with the time in the line */
export function createPasswords(store: Store, now: () => number, sealing: Sealing, patienceMs = PATIENCE_MS): Passwords {
  const inLine = createLine(sealing.atOnce, patienceMs)
  const guesses = createGuesses(store, now)
  const sealed = (secret: string, address: string) => inLine.stand(networkOf(address), () => sealing.seal(secret))

  return {
    checkMayTry(who) {
      guesses.checkMayTry(who)
      if (!inLine.hasRoom(networkOf(who.address))) throw tooMany()
    },
    async seal(password, context, address) {
      await checkNew(password, context)
      return sealed(password, address)
    },
    async sealAny(secret, address) {
      if (Buffer.byteLength(secret) > PASSWORD_BYTES) throw new ChatError('password_too_long')
      return sealed(secret, address)
    },
    async check(kept, password, who) {
      using guess = await guesses.begin(who)
      const tooLong = Buffer.byteLength(password) > PASSWORD_BYTES
      const right = await inLine.stand(guess.network, () => sealing.verify(kept ?? NOBODYS, tooLong ? '' : password))
      if (!right || kept === null || tooLong) {
        await guess.wrong()
        throw new ChatError('bad_credentials')
      }
      await guess.right()
      return kept.startsWith(beginning(sealing.cost)) ? {} : { resealed: await sealed(password, who.address) }
    },
    async elsewhere(who, ask) {
      using guess = await guesses.begin(who)
      // Whether a name is ours or somebody else's is not to be seen by how long it takes.
      const [found] = await Promise.all([ask(), inLine.stand(guess.network, () => sealing.verify(NOBODYS, ''))])
      if (found === undefined) {
        await guess.wrong()
        throw new ChatError('bad_credentials')
      }
      await guess.right()
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

type Waiting = { readonly go: () => void; readonly refuse: (reason: unknown) => void }

/** Few at a time, 32 waiting, the rest are asked to come again, and so is who has not been served in time. */
function createLine(atOnce: number, patienceMs: number) {
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

  /** One of a lane that is so long stands only where another one stays no shorter. */
  function makeRoom(than: number): boolean {
    const longest = longestLane()
    if (longest.length < than + 2) return false
    longest.pop()?.refuse(tooMany())
    count--
    return true
  }

  function longestLane(): Waiting[] {
    let longest: Waiting[] = []
    for (const lane of lanes.values()) if (lane.length > longest.length) longest = lane
    return longest
  }

  function leave(lane: string, one: Waiting): void {
    const mine = lanes.get(lane) ?? []
    const place = mine.indexOf(one)
    if (place < 0) return
    mine.splice(place, 1)
    count--
    if (mine.length === 0) lanes.delete(lane)
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

  /** What is under way keeps its place until it is done, also where nobody waits for it any longer. */
  async function carryOut<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } finally {
      next()
    }
  }

  return {
    hasRoom: (lane: string): boolean => count < WAITING || longestLane().length >= (lanes.get(lane)?.length ?? 0) + 2,
    async stand<T>(lane: string, work: () => Promise<T>): Promise<T> {
      let timer: NodeJS.Timeout | undefined
      try {
        return await new Promise<T>((resolve, refuse) => {
          const one: Waiting = { go: () => void carryOut(work).then(resolve, refuse), refuse }
          timer = setTimeout(() => {
            leave(lane, one)
            refuse(tooMany())
          }, patienceMs)
          if (running >= atOnce) return stand(lane, one)
          running++
          one.go()
        })
      } finally {
        clearTimeout(timer)
      }
    },
  }
}

const tooMany = () => new ChatError('slow_down', { retryAfterMs: 1000 })
