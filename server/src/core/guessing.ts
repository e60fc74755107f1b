// Who guesses passwords is made to wait, longer each time: failures are counted per network and name, and per network, and survive a restart.
// Nobody can lock another out.
//
// 1. Who is to wait is told so from memory: nothing is read here and nothing written for them, however often they ask. The page and our own
//    programs sign in by a name, and not even that is looked up. Who signs in from an older program is looked up first, for an app password
//    needs no waiting, and so is who changes their own account, for the name that counts.
// 2. Many guesses at once are no way around the wait.
import { ChatError } from '@hearth/protocol/errors.ts'
import * as attempts from '#store/attempts.ts'
import type { Store } from '#store/open.ts'
import { networkOf } from './bans.ts'
import { nameKey } from './names.ts'

/** Failures before waiting begins, per network and name, and per network (a whole school may sit behind one). */
const FREE = { name: 5, address: 50 } as const
const LONGEST_WAIT_MS = 60_000
const FORGOTTEN_AFTER_MS = 60 * 60 * 1000
const SWEPT_EVERY_MS = 60_000
/** Who waits beyond so many is looked up again. */
const REMEMBERED = 10_000

/** Whose password, and from where. */
export type Guesser = { readonly name: string; readonly address: string }

export type Guess = Disposable & {
  /** Whose turn it takes among all who wait. */
  readonly network: string
  wrong(): Promise<void>
  right(): Promise<void>
}

export type Guesses = {
  /** Throws slow_down where it is remembered that they are to wait. */
  checkMayTry(who: Guesser): void
  /** A guess under way until it is disposed of. Throws slow_down. */
  begin(who: Guesser): Promise<Guess>
}

export function createGuesses(store: Store, now: () => number): Guesses {
  const underWay = createCount()
  const waits = createWaits()
  let sweptAt = Number.NEGATIVE_INFINITY

  function checkMayTry(who: Guesser): void {
    const keys = keysOf(who)
    checkOver([waits.of(keys.name), waits.of(keys.network)], now())
  }

  /** @param guesses of this name under way when this one began, itself included */
  async function checkKept(keys: Keys, guesses: number): Promise<void> {
    const rows = await store.read(async (tx) => [await attempts.get(tx, keys.name), await attempts.get(tx, keys.network)])
    const count = rows[0]?.count ?? 0
    if (count < FREE.name && count + guesses > FREE.name) throw new ChatError('slow_down', { retryAfterMs: 1000 })
    const at = now()
    for (const row of rows) if (row !== undefined && row.until > at) waits.put(row.key, row.until, at)
    checkOver(
      rows.map((row) => row?.until ?? 0),
      at,
    )
  }

  async function wrong(keys: Keys): Promise<void> {
    const at = now()
    await store.write(async (tx) => {
      if (at > sweptAt + SWEPT_EVERY_MS || at < sweptAt) {
        await attempts.sweep(tx, at - FORGOTTEN_AFTER_MS)
        sweptAt = at
      }
      for (const [key, free] of [
        [keys.name, FREE.name],
        [keys.network, FREE.address],
      ] as const) {
        const count = ((await attempts.get(tx, key))?.count ?? 0) + 1
        const wait = count < free ? 0 : Math.min(LONGEST_WAIT_MS, 1000 * 2 ** Math.min(count - free, 10))
        await attempts.set(tx, { key, count, until: at + wait })
        if (wait > 0) waits.put(key, at + wait, at)
      }
    })
  }

  async function right(keys: Keys): Promise<void> {
    waits.end(keys.name)
    await store.write((tx) => attempts.clear(tx, keys.name))
  }

  return {
    checkMayTry,
    async begin(who) {
      checkMayTry(who)
      const keys = keysOf(who)
      const end = underWay.one(keys.name)
      try {
        await checkKept(keys, underWay.of(keys.name))
      } catch (fault) {
        end()
        throw fault
      }
      return { network: keys.network, wrong: () => wrong(keys), right: () => right(keys), [Symbol.dispose]: end }
    },
  }
}

type Keys = { readonly name: string; readonly network: string }
/** By IPv6 a machine has as many addresses as it likes, all of one network. */
function keysOf({ name, address }: Guesser): Keys {
  const network = networkOf(address)
  return { name: `${network} ${nameKey(name)}`, network }
}

/** What lies further ahead than anybody ever waits is of a clock that was set back since, and over. */
function checkOver(untils: readonly number[], at: number): void {
  const longest = Math.max(0, ...untils.map((until) => until - at).filter((ms) => ms <= LONGEST_WAIT_MS))
  if (longest > 0) throw new ChatError('slow_down', { retryAfterMs: longest })
}

/** Until when each is to wait, as far as is remembered. */
function createWaits() {
  const untils = new Map<string, number>()
  return {
    of: (key: string) => untils.get(key) ?? 0,
    put(key: string, until: number, at: number) {
      untils.delete(key)
      if (untils.size >= REMEMBERED) for (const [other, over] of untils) if (over <= at) untils.delete(other)
      const oldest = untils.size >= REMEMBERED ? untils.keys().next().value : undefined
      if (oldest !== undefined) untils.delete(oldest)
      untils.set(key, until)
    },
    end: (key: string) => void untils.delete(key),
  }
}

/** How many there are of each at this moment. */
function createCount() {
  const counts = new Map<string, number>()
  const add = (key: string, more: number): void => {
    const count = (counts.get(key) ?? 0) + more
    if (count === 0) counts.delete(key)
    else counts.set(key, count)
  }
  return {
    of: (key: string) => counts.get(key) ?? 0,
    /** Gives back what ends it, once. */
    one(key: string): () => void {
      add(key, 1)
      return () => add(key, -1)
    },
  }
}
