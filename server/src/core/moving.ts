// Bringing one's sign-in to another device: offered for a minute, knocked at once, confirmed, taken once. In memory alone: who starts the
// server again shows a new code.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { SessionId, UserId } from '@hearth/protocol/ids.ts'
import * as users from '#store/users.ts'
import { type Core, type Handler, inRead, inWrite, quietly } from './context.ts'
import { tell } from './log.ts'
import { secret } from './secrets.ts'
import { checkNotBanned, startSession } from './signin.ts'

const LIVES_MS = 60_000
/** Letters of the knock that are shown on both. */
const SHOWN = 4

type Offer = { readonly user: UserId; readonly session: SessionId; readonly expiresAt: number; knock?: string; allowed?: true }

export type Moves = {
  open(user: UserId, session: SessionId): { readonly code: string; readonly expiresAt: number }
  /** Throws move_invalid: used, over, refused, or there never was one. */
  find(code: string): Offer
  drop(code: string): void
}

export function createMoves(now: () => number, chance: (bytes: number) => Uint8Array): Moves {
  const offers = new Map<string, Offer>()
  return {
    open(user, session) {
      // One per device: the one before is void, and what is over is swept away.
      for (const [code, offer] of offers) if (offer.session === session || offer.expiresAt <= now()) offers.delete(code)
      const code = secret(chance)
      const expiresAt = now() + LIVES_MS
      offers.set(code, { user, session, expiresAt })
      return { code, expiresAt }
    },
    find(code) {
      const offer = offers.get(code)
      if (offer === undefined || offer.expiresAt <= now()) throw new ChatError('move_invalid')
      return offer
    },
    drop: (code) => void offers.delete(code),
  }
}

/** Throws move_invalid, also where who offered it has signed out since. */
function checkOffer(core: Core, code: string): Offer {
  const offer = core.moves.find(code)
  if (core.ended.has(offer.session)) throw new ChatError('move_invalid')
  return offer
}

export const offer: Handler<'session.offer'> = (core, caller) => inRead(async () => quietly(core.moves.open(caller.user, caller.session)))

export const knock: Handler<'session.knock'> = (core, caller, { code, knock: word }) => {
  checkNotBanned(core, caller.address)
  return inRead(async () => {
    const found = checkOffer(core, code)
    if (found.knock !== undefined && found.knock !== word) throw new ChatError('move_invalid')
    found.knock = word
    const told = { client: caller.client, address: caller.address, check: word.slice(0, SHOWN).toUpperCase() }
    const audience = { to: 'session', user: found.user, session: found.session } as const
    return { reply: { expiresAt: found.expiresAt }, tellings: [tell({ event: 'session.knocked', with: told }, audience)] }
  })
}

export const confirm: Handler<'session.confirm'> = (core, caller, { code, allow }) =>
  inRead(async () => {
    const found = checkOffer(core, code)
    if (found.session !== caller.session || found.knock === undefined) throw new ChatError('move_invalid')
    if (allow) found.allowed = true
    else core.moves.drop(code)
    return quietly({})
  })

export const take: Handler<'session.take'> = (core, caller, { code, knock: word }) => {
  checkNotBanned(core, caller.address)
  return inWrite(async (tx) => {
    const found = checkOffer(core, code)
    if (found.knock !== word) throw new ChatError('move_invalid')
    if (found.allowed === undefined) throw new ChatError('move_waiting')
    const row = await users.byId(tx, found.user)
    if (row === undefined || row.deletedAt !== null) throw new ChatError('move_invalid')
    const outcome = await startSession(core, tx, caller, row, [])
    // Here and not after the commit: the next in the queue finds it used.
    core.moves.drop(code)
    return outcome
  })
}
