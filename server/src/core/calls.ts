// What core knows of calls: who may do what in them, and where they stand in a room's log. Who is in one just now is known to the room
// beside core that holds them (`calls`), which core is handed as `CallDesk`.
import type { CallCommandName } from '@hearth/protocol/call-commands.ts'
import type { Call, CallEnd, PastCall } from '@hearth/protocol/call-shapes.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { LoggedEvent } from '@hearth/protocol/events.ts'
import type { CallId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import { threadOfCall } from '@hearth/protocol/make-id.ts'
import * as rows from '#store/calls.ts'
import type { Tx } from '#store/open.ts'
import * as threads from '#store/threads.ts'
import { type Core, type Handler, inRead, quietly } from './context.ts'
import { append } from './log.ts'

export type { Tx } from '#store/open.ts'

/** Who carries out the commands of calls, and knows which go on. */
export type CallDesk = {
  readonly handlers: { readonly [N in CallCommandName]: Handler<N> }
  /** Those that go on in these rooms. From memory, as of this moment. */
  in(rooms: readonly RoomId[]): readonly Call[]
}

const refuse = (code: 'calls_off' | 'not_in_call') => (): never => {
  throw new ChatError(code)
}
const off = refuse('calls_off')
const outside = refuse('not_in_call')

/** Where calls are turned off. */
export const noCalls: CallDesk = {
  handlers: {
    ...{ 'call.start': off, 'call.join': off, 'call.end': off, 'call.decline': off, 'call.allow': off, 'call.mute': off },
    'call.recent': (core, caller, takes) => recent(core, caller, takes),
    'call.leave': () => inRead(async () => quietly({})),
    ...{ 'call.ring': outside, 'call.here': outside, 'call.set': outside, 'call.react': outside, 'call.answer': outside },
    ...{ 'call.restart': outside, 'call.want': outside, 'call.statistics': outside },
  },
  in: () => [],
}

/** A call begins: its row, and its entry in the room's log. One must not go on there already. */
export async function begin(
  core: Core,
  tx: Tx,
  { id, room, by, video }: { readonly id: CallId; readonly room: RoomId; readonly by: UserId; readonly video: boolean },
): Promise<{ readonly row: rows.CallRow; readonly event: LoggedEvent }> {
  const at = core.now()
  const event = await append(tx, room, by, at, 'call.started', { call: id, by, at, video })
  const row: rows.CallRow = { id, room, seq: event.seq, by, at, video, people: [], ended: null }
  await rows.add(tx, row)
  return { row, event }
}

/** The one that goes on in a room, as the store knows it. With `id`: that one. Throws call_unknown. */
export async function checkGoingOn(tx: Tx, room: RoomId, id: CallId): Promise<rows.CallRow> {
  const row = await rows.goingOn(tx, room)
  if (row?.id !== id) throw new ChatError('call_unknown')
  return row
}

export const goingOn = rows.goingOn
export const allGoingOn = rows.allGoingOn

/** Somebody was in it. */
export async function addPerson(tx: Tx, { id, people }: rows.CallRow, user: UserId): Promise<void> {
  if (people.length < MOST_NAMED && !people.includes(user)) await rows.setPeople(tx, id, [...people, user])
}
/** So many are named as those who were in a call; whoever came later into a crowd knows that they were there. */
const MOST_NAMED = 500

/** The call is over: its row, and its entry. Undefined where it was over already. */
export async function end(core: Core, tx: Tx, room: RoomId, id: CallId, why: CallEnd, by: UserId | null): Promise<LoggedEvent | undefined> {
  const row = await rows.goingOn(tx, room)
  if (row?.id !== id) return undefined
  const at = core.now()
  await rows.end(tx, id, { at, why, by })
  return append(tx, room, by ?? row.by, at, 'call.ended', { call: id, by, at, why, people: [...row.people] })
}

/** The calls that began between two places of a room's log, both included. */
export const callsBetween = async (tx: Tx, room: RoomId, from: number, upto: number): Promise<PastCall[]> =>
  showCalls(tx, await rows.between(tx, room, from, upto))

const MOST_RECENT = 50

/** What somebody sees of past calls in one list. */
export const recent: Handler<'call.recent'> = (_core, caller) =>
  inRead(async (tx) => {
    const found = await rows.recentOf(tx, caller.user, MOST_RECENT)
    const shown = await showCalls(tx, found)
    return quietly({ calls: shown.flatMap((call, at) => (found[at] === undefined ? [] : [{ room: found[at].room, call }])) })
  })

/** In the order given, each with what was said beside it. Who may see them was decided before. */
export async function showCalls(tx: Tx, found: readonly rows.CallRow[]): Promise<PastCall[]> {
  const begun = await threads.of(
    tx,
    found.map(({ id }) => threadOfCall(id)),
  )
  return found.map(({ id, seq, by, at, video, people, ended }) => {
    const replies = begun.get(threadOfCall(id))
    return {
      ...{ id, seq, by, at, video, ended: ended === null ? null : { ...ended, people: [...people] } },
      ...(replies === undefined ? {} : { replies }),
    }
  })
}
