// What those who come back together are to know: a few questions to the store for all of them. What several of them missed in one
// room is read once and is the same events for each.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { ChatEvent } from '@hearth/protocol/events.ts'
import { NAMED_HERE } from '@hearth/protocol/limits.ts'
import { scopeOf } from '@hearth/protocol/scopes.ts'
import type { Trouble } from '@hearth/protocol/trouble-shapes.ts'
import * as contacts from '#store/contacts.ts'
import * as entries from '#store/entries.ts'
import { asThrown } from '#store/faults.ts'
import * as later from '#store/later.ts'
import type { Seat } from '#store/members.ts'
import * as members from '#store/members.ts'
import { StorageError, type Tx } from '#store/open.ts'
import * as own from '#store/own.ts'
import * as seen from '#store/seen.ts'
import * as sessions from '#store/sessions.ts'
import * as stars from '#store/stars.ts'
import * as threadPlaces from '#store/thread-places.ts'
import type { UserRow } from '#store/users.ts'
import * as users from '#store/users.ts'
import type { Core } from './context.ts'
import { sayAgain } from './log.ts'
import { type Circles, circlesOf } from './reach.ts'
import type { Returning } from './resume.ts'
import { checkNotBanned, checkSignIn, checkStillIn, type SignedIn } from './signin.ts'
import { checkReach } from './tokens.ts'
import { troubleOf } from './trouble.ts'

type Star = stars.Star

/** One who comes back, and what they are to know. `around`: people whose names a first screen shows. */
export type Met = SignedIn & {
  readonly seats: readonly Seat[]
  readonly contacts: readonly UserRow[]
  readonly stars: readonly Star[]
  readonly around: readonly UserRow[]
  /** Who of them may be known to have been here, and by whom. */
  readonly circles: Circles
  readonly own: readonly own.OwnRow[]
  readonly later: readonly later.LaterRow[]
  readonly hidesReading: boolean
  readonly threads: readonly threadPlaces.Counted[]
  readonly missed: readonly ChatEvent[]
  /** For admins alone. */
  readonly trouble: Trouble | null
}

/** So many times what one room may bring is sent of all rooms together; a client that missed more takes pages of history instead. */
const ROOMS_FULL = 10
/** Entries read in one question. */
const READ_AT_ONCE = 4000

/** In the order of the group: what each is to know, or why they may not come in. Throws only what is our bug. */
export async function meet(core: Core, tx: Tx, group: readonly Returning[]): Promise<readonly (Met | ChatError)[]> {
  const known = await recognise(core, tx, group)
  // Nothing is read for who must set up a second step first: they are told nothing of it.
  const ids = known.flatMap((one) => (one instanceof ChatError || core.guard.lacks(one.user.id) ? [] : one.user.id))
  const seats = await members.roomsOfEach(tx, ids)
  const kept = await contacts.ofEach(tx, ids)
  const starred = await stars.ofEach(tx, ids)
  const ownThings = await own.ofEach(tx, ids)
  const putOff = await later.ofEach(tx, ids)
  const readers = await seen.hiddenAmong(tx, ids)
  const threads = await threadPlaces.ofEach(tx, ids)
  const here = core.online(NAMED_HERE)
  const named = await users.byIds(
    tx,
    here.map(({ user }) => user),
  )
  const gaps = known.map((one, at) => (one instanceof ChatError ? [] : gapsOf(core, seats.get(one.user.id) ?? [], group[at]?.since ?? {})))
  const said = await readGaps(core, tx, gaps.flat())
  const trouble = known.some((one) => !(one instanceof ChatError) && one.user.admin) ? await troubleOf(tx) : null
  const around = known.map((one) =>
    one instanceof ChatError ? [] : aroundOf(one.user, seats.get(one.user.id) ?? [], [...named, ...(kept.get(one.user.id) ?? [])]),
  )
  const circles = await circlesOf(tx, around.flat())
  return known.map((one, at): Met | ChatError => {
    if (one instanceof ChatError) return one
    const missed = (gaps[at] ?? []).flatMap((gap) => said.get(keyOf(gap)) ?? tooFar(gap))
    return {
      ...one,
      seats: seats.get(one.user.id) ?? [],
      contacts: kept.get(one.user.id) ?? [],
      stars: starred.get(one.user.id) ?? [],
      around: around[at] ?? [],
      circles,
      own: ownThings.get(one.user.id) ?? [],
      later: putOff.get(one.user.id) ?? [],
      hidesReading: readers.has(one.user.id),
      threads: threads.get(one.user.id) ?? [],
      missed,
      trouble: one.user.admin ? trouble : null,
    }
  })
}

async function recognise(core: Core, tx: Tx, group: readonly Returning[]): Promise<readonly (SignedIn | ChatError)[]> {
  const found = await sessions.byTokenHashes(
    tx,
    group.map(({ hash }) => hash),
  )
  const byHash = new Map(found.map((one) => [one.session.tokenHash, one]))
  return group.map(({ caller, hash }) => {
    try {
      checkNotBanned(core, caller.address)
      checkStillIn(core, caller)
      const found = checkSignIn(core, byHash.get(hash))
      checkReach(found.session.limits?.scope, scopeOf['session.resume'] ?? [])
      return found
    } catch (fault) {
      if (fault instanceof ChatError) return fault
      throw fault
    }
  })
}

/** The other person of each direct room, contacts, and some who are here: names for the first screen, and when they were last seen. */
function aroundOf(user: UserRow, seats: readonly Seat[], others: readonly UserRow[]): readonly UserRow[] {
  const peers = seats.flatMap(({ peer }) => (peer === null ? [] : [peer]))
  return [...new Map([...peers, ...others].map((row) => [row.id, row])).values()].filter(({ id }) => id !== user.id)
}

/** What somebody has not heard of a room's log; `wide`: more than is sent. */
type Gap = entries.From & { readonly seq: number; readonly wide: boolean }

const keyOf = ({ room, after }: entries.From) => `${room} ${after}`

function gapsOf(core: Core, seats: readonly Seat[], since: Returning['since']): readonly Gap[] {
  const { resumeEntries } = core.settings.limits
  let left = resumeEntries * ROOMS_FULL
  return seats.flatMap(({ room: { id: room, seq } }): readonly Gap[] => {
    const after = since[room]
    if (after === undefined || after === seq) return []
    // A client that knows more than the server met a restored backup: it starts anew, too.
    const wide = after > seq || seq - after > Math.min(resumeEntries, left)
    left -= wide ? 1 : seq - after
    return [{ room, after, seq, wide }]
  })
}

const tooFar = ({ room, seq }: Gap): readonly ChatEvent[] => [{ event: 'resume_too_far', with: { room, seq } }]

/** What cannot be read of one room is for nobody a reason to stay outside: it is as if it were too far. */
async function readGaps(core: Core, tx: Tx, gaps: readonly Gap[]): Promise<ReadonlyMap<string, readonly ChatEvent[]>> {
  const different = [...new Map(gaps.filter(({ wide }) => !wide).map((gap) => [keyOf(gap), gap])).values()]
  const said = new Map<string, readonly ChatEvent[]>()
  for (const some of inParts(different)) {
    const again = await sayGaps(tx, some).catch((fault: unknown) => oneByOne(core, tx, some, fault))
    for (const [key, events] of again) said.set(key, events)
  }
  return said
}

type SaidAgain = readonly (readonly [key: string, events: readonly ChatEvent[]])[]

async function sayGaps(tx: Tx, some: readonly Gap[]): Promise<SaidAgain> {
  const kept = await entries.since(tx, some)
  const again = await sayAgain(tx, kept.flat())
  let at = 0
  return some.map((gap, index) => [keyOf(gap), again.slice(at, (at += kept[index]?.length ?? 0))] as const)
}

async function oneByOne(core: Core, tx: Tx, some: readonly Gap[], fault: unknown): Promise<SaidAgain> {
  if (asThrown(fault) instanceof StorageError) throw fault
  const found: SaidAgain[number][] = []
  for (const gap of some) {
    const said = await sayGaps(tx, [gap]).catch((cause: unknown) => core.unreadable({ room: gap.room, cause }))
    if (said) found.push(...said)
  }
  return found
}

function inParts(gaps: readonly Gap[]): readonly (readonly Gap[])[] {
  const parts: Gap[][] = []
  let size = READ_AT_ONCE
  for (const gap of gaps) {
    if (size >= READ_AT_ONCE) {
      parts.push([])
      size = 0
    }
    parts.at(-1)?.push(gap)
    size += gap.seq - gap.after
  }
  return parts
}
