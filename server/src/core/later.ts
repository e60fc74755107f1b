// Words to be said later, and reminders. What is due is done by the server, whoever is here then: once, also after a crash, for what was
// said and that it no longer waits are one write.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { LaterId, UserId } from '@hearth/protocol/ids.ts'
import { type Later, MOST_LATER } from '@hearth/protocol/later-shapes.ts'
import { seqIn } from '@hearth/protocol/make-id.ts'
import * as rows from '#store/later.ts'
import * as members from '#store/members.ts'
import * as messages from '#store/messages.ts'
import type { Tx } from '#store/open.ts'
import * as users from '#store/users.ts'
import { type Core, type Handler, inWrite, quietly } from './context.ts'
import { tell } from './log.ts'
import { checkChanges } from './moderation/speaking.ts'
import { mentionedKeys } from './names.ts'
import type { Outcome, Telling } from './outcome.ts'
import { checkMessage, sayWhole } from './saying.ts'
import { checkIn } from './seats.ts'
import { checkCaption, checkText } from './text.ts'

export const laterView = ({ id, kind, room, text, message, due, state, failure }: rows.LaterRow): Later => ({
  ...{ id, kind, room, text, message, seq: message === null ? null : seqIn(message), due, state },
  ...(failure === null ? {} : { failure }),
})

export const send: Handler<'later.send'> = (core, caller, { room, text: raw, due, clientId, replyTo = null }) => {
  const text = checkText(raw, core.settings.limits.textChars)
  return inWrite(async (tx) => {
    const twin = await rows.byClientId(tx, caller.user, clientId)
    if (twin !== undefined && (twin.room !== room || twin.kind !== 'send')) throw new ChatError('client_id_used')
    if (twin !== undefined) return quietly({ later: laterView(twin) })
    const said = await messages.byClientId(tx, caller.user, clientId)
    // Its time had passed, so it is said by now, and only the answer was lost.
    if (said?.room === room) return quietly({ later: null })
    if (said !== undefined) throw new ChatError('client_id_used')
    checkChanges(core, await checkIn(tx, room, caller.user), text)
    if (replyTo !== null) await checkMessage(tx, room, replyTo)
    return keep(core, tx, { owner: caller.user, kind: 'send', room, message: replyTo, text, clientId, due })
  }, ring(core))
}

export const remind: Handler<'later.remind'> = (core, caller, { room, id, due, note = '' }) => {
  const text = checkCaption(note, core.settings.limits.textChars)
  return inWrite(async (tx) => {
    await checkIn(tx, room, caller.user)
    await checkMessage(tx, room, id)
    return keep(core, tx, { owner: caller.user, kind: 'remind', room, message: id, text, clientId: `remind-${core.newId()}`, due })
  }, ring(core))
}

export const change: Handler<'later.change'> = (core, caller, { later: id, text: raw, due }) =>
  inWrite(async (tx) => {
    const before = await checkMine(tx, caller.user, id)
    const limit = core.settings.limits.textChars
    const text = raw === undefined ? before.text : before.kind === 'send' ? checkText(raw, limit) : checkCaption(raw, limit)
    if (raw !== undefined && before.kind === 'send') await checkWords(core, tx, before, text)
    const changed = { text, due: due ?? before.due, state: 'waiting', failure: null } as const
    await rows.change(tx, id, changed)
    const later = laterView({ ...before, ...changed })
    return { reply: { later }, tellings: [kept(caller.user, later)] }
  }, ring(core))

export const drop: Handler<'later.drop'> = (_core, caller, { later: id }) =>
  inWrite(async (tx) => {
    await checkMine(tx, caller.user, id)
    await rows.remove(tx, id)
    return { reply: {}, tellings: [gone(caller.user, id)] }
  })

/** Found out now rather than when nobody looks. Who has left the room meanwhile finds it failed then. Throws muted, room_locked, words_refused. */
async function checkWords(core: Core, tx: Tx, { room, owner }: rows.LaterRow, text: string): Promise<void> {
  const place = await members.seat(tx, room, owner)
  const curb = place && core.curbs.of(place)
  if (curb !== undefined) core.curbs.checkChange(curb, text)
}

type Wanted = Pick<rows.LaterRow, 'owner' | 'kind' | 'room' | 'message' | 'text' | 'clientId' | 'due'>

async function keep(core: Core, tx: Tx, wanted: Wanted): Promise<{ reply: { later: Later }; tellings: readonly Telling[] }> {
  if ((await rows.count(tx, wanted.owner)) >= MOST_LATER) throw new ChatError('too_many_later')
  const row: rows.LaterRow = { ...wanted, id: core.newId<LaterId>(), state: 'waiting', failure: null }
  await rows.add(tx, row)
  const later = laterView(row)
  return { reply: { later }, tellings: [kept(wanted.owner, later)] }
}

async function checkMine(tx: Tx, owner: UserId, id: LaterId): Promise<rows.LaterRow> {
  const row = await rows.byId(tx, id)
  if (row?.owner !== owner) throw new ChatError('later_unknown')
  return row
}

const kept = (owner: UserId, later: Later): Telling => tell({ event: 'later.kept', with: { later } }, { to: 'users', users: [owner] })
const gone = (owner: UserId, id: LaterId): Telling => tell({ event: 'later.gone', with: { id } }, { to: 'users', users: [owner] })

const ring =
  (core: Core) =>
  <O extends Outcome<'later.send'>>(outcome: O): O => {
    core.alarm.ring()
    return outcome
  }

/** Wakes whoever waits for what is due: something earlier may have come. */
export type Alarm = { ring(): void; listen(hear: () => void): void }

export function createAlarm(): Alarm {
  let wake = (): void => undefined
  return { ring: () => wake(), listen: (hear) => void (wake = hear) }
}

/** Does everything that is due. Gives when the next will be; undefined: nothing waits. Rejects with StorageError. */
export async function doDue(core: Core, publish: (tellings: readonly Telling[]) => void): Promise<number | undefined> {
  for (;;) {
    const first = await core.store.read((tx) => rows.next(tx))
    if (first === undefined || first.due > core.now()) return first?.due
    await core.store.write((tx) => doOne(core, tx, first.id), publish)
  }
}

/** Looked at again in its own turn: it may have been changed or called off meanwhile. */
async function doOne(core: Core, tx: Tx, id: LaterId): Promise<readonly Telling[]> {
  const row = await rows.byId(tx, id)
  if (row === undefined || row.state !== 'waiting' || row.due > core.now()) return []
  if (row.kind === 'remind') return settle(tx, row, { state: 'due', failure: null })
  try {
    return await speak(core, tx, row)
  } catch (fault) {
    // Whatever does not let it be said is found out before anything is written.
    if (!(fault instanceof ChatError)) throw fault
    // In slow mode it waits as long as other words would: many that are due at once would be haste after all.
    if (fault.code === 'slow_down') return settle(tx, row, { due: core.now() + (fault.more.retryAfterMs ?? 1000) })
    return settle(tx, row, { state: 'failed', failure: fault.code })
  }
}

async function settle(
  tx: Tx,
  row: rows.LaterRow,
  changed: Partial<Pick<rows.LaterRow, 'state' | 'failure' | 'due'>>,
): Promise<readonly Telling[]> {
  await rows.change(tx, row.id, changed)
  return [kept(row.owner, laterView({ ...row, ...changed }))]
}

async function speak(core: Core, tx: Tx, row: rows.LaterRow): Promise<readonly Telling[]> {
  const { owner: user, room, text, clientId, message: replyTo } = row
  if ((await users.byId(tx, user))?.bannedAt !== null) throw new ChatError('banned')
  const words = { room, text, clientId, replyTo, keys: mentionedKeys(text), files: [] }
  const { tellings } = await sayWhole(core, tx, { user }, words)
  await rows.remove(tx, row.id)
  return [...tellings, gone(user, row.id)]
}

/** Clocks are set, and sleep with their machine: so often it looks again, whatever it expects. */
const LOOK_MS = 60_000
const AFTER_FAILURE_MS = 5000

export type SchedulerGiven = {
  readonly core: Core
  readonly publish: (tellings: readonly Telling[]) => void
  readonly wait: (ms: number, then: () => void) => () => void
}

/** Does what is due when it is. Closed: what is under way is done, and nothing more. */
export function createScheduler({ core, publish, wait }: SchedulerGiven): AsyncDisposable {
  let callOff = (): void => undefined
  let working: Promise<void> | undefined
  let again = false
  let closed = false

  async function work(): Promise<void> {
    callOff()
    const next = await doDue(core, publish).catch(() => core.now() + AFTER_FAILURE_MS)
    if (!closed) callOff = wait(next === undefined ? LOOK_MS : Math.min(LOOK_MS, Math.max(1, next - core.now())), look)
  }
  function look(): void {
    if (closed) return
    if (working !== undefined) return void (again = true)
    working = work().finally(() => {
      working = undefined
      if (again) {
        again = false
        look()
      }
    })
  }
  core.alarm.listen(look)
  look()
  return {
    async [Symbol.asyncDispose]() {
      closed = true
      callOff()
      await working
    },
  }
}
