// Signing in, coming back, signing out.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { ChatEvent } from '@hearth/protocol/events.ts'
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Presence, Trouble, User } from '@hearth/protocol/shapes.ts'
import * as contacts from '#store/contacts.ts'
import * as entries from '#store/entries.ts'
import type { Seat } from '#store/members.ts'
import * as members from '#store/members.ts'
import type { Tx } from '#store/open.ts'
import * as sessions from '#store/sessions.ts'
import type { UserRow } from '#store/users.ts'
import * as users from '#store/users.ts'
import { endAccount } from './accounts.ts'
import { troubleOf } from './backups.ts'
import { type Core, type Handler, inRead, inWrite, quietly } from './context.ts'
import { sayAgain } from './log.ts'
import { nameKey } from './names.ts'
import type { Telling } from './outcome.ts'
import { bySecret, checkNotBanned, noteSeen, startSession } from './signin.ts'
import { roomView, userView } from './views.ts'

/** So many times what one room may bring is sent of all rooms together; a client that missed more takes pages of history instead. */
const ROOMS_FULL = 10

export const open: Handler<'session.open'> = async (core, caller, { name, password }) => {
  checkNotBanned(core, caller.address)
  const found = await core.store.read((tx) => users.byNameKey(tx, nameKey(name)))
  const { resealed } = await core.passwords.check(found?.passwordHash ?? null, password, { name, address: caller.address })
  return inWrite(async (tx) => {
    const row = found && (await users.byId(tx, found.id))
    // Deleted or given another password while this one was being checked.
    if (row === undefined || row.deletedAt !== null || row.passwordHash !== found?.passwordHash) throw new ChatError('bad_credentials')
    if (resealed !== undefined) await users.change(tx, row.id, { passwordHash: resealed })
    return startSession(core, tx, caller, row, [])
  })
}

export const resume: Handler<'session.resume'> = (core, caller, { token, since }) => {
  checkNotBanned(core, caller.address)
  if (token === undefined) throw new ChatError('not_signed_in')
  return inWrite(
    async (tx) => {
      const { session, user } = await bySecret(core, tx, token)
      const seats = await members.roomsOf(tx, user.id)
      const known = (await contacts.of(tx, user.id)).map(userView)
      const around = await peopleAround(core, tx, user, seats, known)
      const missed = await missedBy(core, tx, seats, since ?? {})
      return {
        reply: {
          user: userView(user),
          session: session.id,
          rooms: seats.map(roomView),
          contacts: known,
          ...around,
          ...(await troubleFor(tx, user)),
        },
        tellings: [],
        signIn: { user: user.id, session: session.id, rooms: seats.map(({ room }) => room.id), missed },
      }
    },
    (outcome) => {
      noteSeen(core, outcome.reply.session)
      return { ...outcome, reply: { ...outcome.reply, presence: presenceNow(core, outcome.reply.presence) } }
    },
  )
}

export const close: Handler<'session.close'> = (core, caller) =>
  inWrite(async (tx) => {
    await sessions.remove(tx, caller.session)
    core.ended.add(caller.session)
    const cut: Telling = { do: 'cut', user: caller.user, session: caller.session, code: 'session_unknown' }
    return { reply: {}, tellings: [...(await endLastGuest(core, tx, caller.user)), cut], signOut: true }
  })

export const list: Handler<'session.list'> = (_core, caller) =>
  inRead(async (tx) => {
    const rows = await sessions.ofUser(tx, caller.user)
    return quietly({
      sessions: rows.map(({ id, client, createdAt, seenAt }) => ({ id, client, createdAt, seenAt, current: id === caller.session })),
    })
  })

export const revoke: Handler<'session.revoke'> = (core, caller, { session }) =>
  inWrite(async (tx) => {
    const isOwn = (await sessions.ofUser(tx, caller.user)).some(({ id }) => id === session)
    if (!isOwn) throw new ChatError('session_unknown')
    await sessions.remove(tx, session)
    core.ended.add(session)
    const cut: Telling = { do: 'cut', user: caller.user, session, code: 'session_unknown' }
    return { reply: {}, tellings: [...(await endLastGuest(core, tx, caller.user)), cut] }
  })

async function troubleFor(tx: Tx, { admin }: UserRow): Promise<{ readonly trouble?: Trouble }> {
  const trouble = admin ? await troubleOf(tx) : null
  return trouble === null ? {} : { trouble }
}

/** A guest who signs out of the last device has nothing to come back with: the name becomes free. */
async function endLastGuest(core: Core, tx: Tx, user: UserId): Promise<readonly Telling[]> {
  const row = await users.byId(tx, user)
  const isLastGuest = row?.guest === true && (await sessions.ofUser(tx, user)).length === 0
  return isLastGuest ? endAccount(core, tx, user) : []
}

/** Who is here is told of everybody, their names of so many: a first screen shows a few, and asks for others when it meets them. */
const NAMES_OF_ONLINE = 50

/** The other person of each direct room, contacts, and some who are here: names for the first screen, and when they were last seen. */
async function peopleAround(
  core: Core,
  tx: Tx,
  user: UserRow,
  seats: readonly Seat[],
  known: readonly User[],
): Promise<{ people: User[]; presence: Presence[] }> {
  const peers = seats.flatMap(({ peer }) => (peer === null ? [] : [peer]))
  const here = core.online().slice(0, NAMES_OF_ONLINE)
  const rows = await users.byIds(tx, [...here.map((one) => one.user), ...known.map(({ id }) => id)])
  const around = new Map([...peers, ...rows].filter(({ id }) => id !== user.id).map((row) => [row.id, row]))
  const seen = [...around.values()].map((row): Presence => ({ user: row.id, state: 'offline', seenAt: row.seenAt }))
  return { people: [...around.values()].map(userView), presence: seen }
}

/**
 * Who is here is asked in the breath in which the listener is attached: asked any earlier, somebody who came in between
 * would be in neither the answer nor an event.
 */
function presenceNow(core: Core, seen: readonly Presence[]): Presence[] {
  return [...new Map([...seen, ...core.online()].map((one) => [one.user, one])).values()]
}

async function missedBy(
  core: Core,
  tx: Tx,
  seats: readonly Seat[],
  since: Readonly<Record<string, number>>,
): Promise<readonly ChatEvent[]> {
  const missed: ChatEvent[] = []
  const most = core.settings.limits.resumeEntries * ROOMS_FULL
  for (const { room } of seats) {
    const from = since[room.id]
    if (from === undefined || from === room.seq) continue
    missed.push(...(await missedIn(core, tx, room, from, most - missed.length)))
  }
  return missed
}

async function missedIn(core: Core, tx: Tx, room: { id: RoomId; seq: number }, from: number, left: number): Promise<readonly ChatEvent[]> {
  const most = Math.min(core.settings.limits.resumeEntries, left)
  // A client that knows more than the server met a restored backup: it starts anew, too.
  if (from > room.seq || room.seq - from > most) return [{ event: 'resume_too_far', with: { room: room.id, seq: room.seq } }]
  return sayAgain(tx, await entries.since(tx, room.id, from, most))
}
