// Somebody who comes by requests and not by a connection: signed in for a time, and here for as long as they keep asking.
import { randomBytes } from 'node:crypto'
import type { CommandName, Gives, Takes } from '@hearth/protocol/commands.ts'
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import { clientName, type Proof } from '#core/legacy.ts'
import type { Member, SignIn } from '#core/outcome.ts'
import type { Listener } from '#hub/listener.ts'
import type { Hall } from './hall.ts'

export type Visit = {
  readonly caller: Member
  readonly user: UserId
  readonly address: string
  /** Rejects with ChatError. */
  ask<N extends CommandName>(name: N, takes: Takes<N>): Promise<Gives<N>>
  say(room: RoomId, text: string): Promise<Gives<'message.send'>>
}

export type Visits = AsyncDisposable & {
  /** Signs in from an address, or again. Rejects as `Legacy.open`. */
  open(address: string, name: string, proof: Proof): Promise<Visit>
  /** Who is signed in from there; they count as here from now on for a while. */
  of(address: string, user: UserId): Visit | undefined
  /** Everybody who is signed in from there. */
  from(address: string): readonly Visit[]
}

/** Longer than programs wait between two looks for something new. */
const HERE_MS = 30_000
const LOOK_MS = 5000

type Kept = Visit & { until: number; seen: number; listener: Listener | undefined }

/** @param lastsMs how long a sign-in lasts */
export function createVisits(hall: Hall, lastsMs: number): Visits {
  const { chat, hub, legacy, directory, clock } = hall
  const visits = new Map<string, Kept>()
  const timer = setInterval(look, LOOK_MS)
  const mark = randomBytes(6).toString('base64url')
  let said = 0

  /** Nobody tells of the end of a sign-in whose owner does not count as here: it is asked for. */
  const isOver = ({ until, caller }: Kept): boolean => clock() > until || chat.core.ended.has(caller.session)

  function look(): void {
    const now = clock()
    for (const [key, visit] of visits) {
      if (now > visit.seen + HERE_MS) goAway(visit)
      if (isOver(visit)) {
        visits.delete(key)
        void end(visit)
      }
    }
  }
  function goAway(visit: Kept): void {
    if (visit.listener !== undefined) hub.detach(visit.listener)
    visit.listener = undefined
  }
  function come(visit: Kept): void {
    visit.seen = clock()
    if (visit.listener !== undefined) return
    const { user, session } = visit.caller
    const out = { push: () => {}, end: () => forget(visit) }
    visit.listener = { user, session, address: visit.address, dialect: { name: hall.gateway, say: () => undefined }, out }
    hub.attach(
      visit.listener,
      directory.placesOf(user).map(({ id }) => id),
    )
  }
  function forget(visit: Kept): void {
    visits.delete(keyOf(visit.address, visit.user))
    goAway(visit)
  }
  async function end(visit: Kept): Promise<void> {
    goAway(visit)
    await chat.execute(visit.caller, 'session.close', {}).catch(() => undefined)
  }
  function keep(address: string, { user, session, app }: SignIn): Kept {
    const caller: Member = { kind: 'signed-in', user, session, address, client: clientName(hall.gateway), ...(app && { app }) }
    const ask = async <N extends CommandName>(name: N, takes: Takes<N>): Promise<Gives<N>> =>
      (await chat.execute(caller, name, takes)).reply
    const say = (room: RoomId, text: string) => ask('message.send', { room, text, clientId: `v${mark}-${said++}` })
    return { caller, user, address, ask, say, until: clock() + lastsMs, seen: clock(), listener: undefined }
  }

  return {
    async open(address, name, proof) {
      const user = directory.personCalled(name)?.id
      let fresh: Kept | undefined
      await legacy.open({ address, client: clientName(hall.gateway) }, { user, name, proof, gateway: hall.gateway }, (signIn) => {
        fresh = keep(address, signIn)
        come(fresh)
      })
      if (fresh === undefined) throw new Error('nobody was signed in')
      const before = visits.get(keyOf(address, fresh.user))
      visits.set(keyOf(address, fresh.user), fresh)
      if (before !== undefined) await end(before)
      return fresh
    },
    of(address, user) {
      const visit = visits.get(keyOf(address, user))
      if (visit === undefined || isOver(visit)) return undefined
      come(visit)
      return visit
    },
    from: (address) => [...visits.values()].filter((visit) => visit.address === address && !isOver(visit)),
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await Promise.all([...visits.values()].map(end))
      visits.clear()
    },
  }
}

const keyOf = (address: string, user: UserId): string => `${address} ${user}`
