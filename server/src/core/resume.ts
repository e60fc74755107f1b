// Coming back. After a power cut everybody does so at once: who waits for the same turn among the writes is answered together.
import type { Takes } from '@hearth/protocol/commands.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { SessionId } from '@hearth/protocol/ids.ts'
import { NAMED_HERE } from '@hearth/protocol/limits.ts'
import type { UserRow } from '#store/users.ts'
import type { Core, Handler } from './context.ts'
import { standInTurn } from './gathering.ts'
import type { Caller, Outcome } from './outcome.ts'
import { ownView } from './own.ts'
import { awayFor } from './reach.ts'
import { type Met, meet } from './returning.ts'
import { secretHash } from './secrets.ts'
import { checkNotBanned, noteSeen } from './signin.ts'
import { placesView } from './thread-places.ts'
import { roomView, userView } from './views.ts'

export type Returning = {
  readonly caller: Caller
  readonly hash: string
  readonly since: NonNullable<Takes<'session.resume'>['since']>
  readonly settle: (answer: Outcome<'session.resume'>) => void
  readonly fail: (fault: unknown) => void
}
export const resume: Handler<'session.resume'> = (core, caller, { token, since = {} }) => {
  checkNotBanned(core, caller.address)
  if (token === undefined) throw new ChatError('not_signed_in')
  return { runs: 'together', join: (settle, fail) => join(core, { caller, hash: secretHash(token), since, settle, fail }) }
}

/** With those who wait already, so before others who asked in between; but never before what the same connection asked earlier. */
const join = (core: Core, one: Returning): void =>
  standInTurn(core.store, core.returns, one, one.caller.kind === 'anonymous', {
    work: (tx, group: readonly Returning[]) => meet(core, tx, group),
    settle: ({ settle }, met: Met) => settle(outcomeOf(core, met)),
    done: (met) =>
      noteSeen(
        core,
        met.flatMap((one) => (one instanceof ChatError ? [] : one.session.id)),
      ),
  })

const byRoom = (stars: Met['stars']) =>
  Array.from(
    Map.groupBy(stars, ({ room }) => room),
    ([room, list]) => ({ room, messages: list.map(({ message }) => message) }),
  )

/**
 * Who is here is asked in the breath in which the listener is attached: asked any earlier, somebody who came in between
 * would be in neither the answer nor an event.
 */
function outcomeOf(
  core: Core,
  { session, user, seats, contacts, stars, around, circles, own, later, hidesReading, threads, missed, trouble }: Met,
): Outcome<'session.resume'> {
  if (core.guard.lacks(user.id)) return bare(session.id, user)
  const away = around.filter(({ id }) => !core.isHere(id)).map((row) => awayFor(user.id, row, circles))
  const kept = ownView(own, later, user, hidesReading)
  const near = around.flatMap(({ id }) => core.presenceOf(id) ?? [])
  const here = new Map([...near, ...core.online(NAMED_HERE)].map((one) => [one.user, one]))
  const calls = core.callsIn(seats.map(({ room }) => room.id))
  return {
    reply: {
      user: userView(user),
      session: session.id,
      rooms: seats.map(roomView),
      contacts: contacts.map(userView),
      presence: [...here.values(), ...away],
      people: around.map(userView),
      ...(trouble === null ? {} : { trouble }),
      ...(stars.length === 0 ? {} : { stars: byRoom(stars) }),
      ...(calls.length === 0 ? {} : { calls: [...calls] }),
      ...(kept === undefined ? {} : { own: kept }),
      ...(threads.length === 0 ? {} : { threads: placesView(threads) }),
    },
    tellings: [],
    signIn: {
      user: user.id,
      session: session.id,
      ...(session.limits && { scope: session.limits.scope }),
      rooms: seats.map(({ room }) => room.id),
      missed,
    },
  }
}

/** Of who must set up a second step first: who they are, and that. */
const bare = (session: SessionId, user: UserRow): Outcome<'session.resume'> => ({
  reply: { user: userView(user), session, rooms: [], contacts: [], presence: [], people: [], unguarded: true },
  tellings: [],
  signIn: { user: user.id, session, rooms: [], missed: [] },
})
