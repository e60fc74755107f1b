// First steps that were right and wait for their second. In memory alone: who starts the server again has everybody begin anew.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import type { Tx } from '#store/open.ts'
import type { Caller, Outcome } from '../outcome.ts'
import { secret } from '../secrets.ts'

const LIVES_MS = 5 * 60_000
const TRIES = 10
/** Whoever has a password may begin again and again: the oldest of theirs go. */
const OF_ONE = 20

/** What is done once the second step is right, with whoever took it. */
export type Finish = (tx: Tx, caller: Caller) => Promise<Outcome<'session.open'>>
export type Ticket = { readonly user: UserId; readonly finish: Finish; readonly until: number; left: number }

export type Tickets = {
  make(user: UserId, finish: Finish): string
  /** Throws ticket_invalid: over, used, or there never was one. */
  find(ticket: string): Ticket
  /** A try that was wrong. After some there are no more. */
  miss(ticket: string): void
  drop(ticket: string): void
}

export function createTickets(now: () => number, chance: (bytes: number) => Uint8Array, livesMs = LIVES_MS): Tickets {
  const tickets = new Map<string, Ticket>()
  const sweep = (user: UserId): void => {
    const theirs: string[] = []
    for (const [key, ticket] of tickets)
      if (ticket.until <= now()) tickets.delete(key)
      else if (ticket.user === user) theirs.push(key)
    for (const key of theirs.slice(0, Math.max(0, theirs.length + 1 - OF_ONE))) tickets.delete(key)
  }
  return {
    make(user, finish) {
      sweep(user)
      const ticket = secret(chance)
      tickets.set(ticket, { user, finish, until: now() + livesMs, left: TRIES })
      return ticket
    },
    find(key) {
      const ticket = tickets.get(key)
      if (ticket === undefined || ticket.until <= now()) throw new ChatError('ticket_invalid')
      return ticket
    },
    miss(key) {
      const ticket = tickets.get(key)
      if (ticket !== undefined && --ticket.left <= 0) tickets.delete(key)
    },
    drop: (key) => void tickets.delete(key),
  }
}
