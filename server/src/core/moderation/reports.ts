// What people tell the moderators, and what they do about it.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { MessageId, ReportId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Report, ReportOutcome, ReportWhy } from '@hearth/protocol/moderation-shapes.ts'
import type { Message, User } from '@hearth/protocol/shapes.ts'
import * as messages from '#store/messages.ts'
import type { Tx } from '#store/open.ts'
import type { ReportRow } from '#store/reports.ts'
import * as rows from '#store/reports.ts'
import * as users from '#store/users.ts'
import { cardsOf } from '../cards.ts'
import { type Handler, inRead, inWrite, quietly } from '../context.ts'
import { erase } from '../erasing.ts'
import { tell, tellRoom } from '../log.ts'
import type { Telling } from '../outcome.ts'
import { checkMessage } from '../saying.ts'
import { checkIn, checkPerson } from '../seats.ts'
import { checkCaption } from '../text.ts'
import { messageView, userView } from '../views.ts'
import { note } from './audit.ts'
import { checkStaff } from './staff.ts'

const PAGE = 50
const WORDS = 1000
/** So many of one person may wait at once. */
const MOST_WAITING = 50

export const make: Handler<'report.make'> = (core, caller, { user, room, message, why, words = '' }) => {
  if (message !== undefined && room === undefined) throw new ChatError('bad_request', { at: '/room' })
  if (user === caller.user) throw new ChatError('bad_request', { at: '/user' })
  const said = checkCaption(words, WORDS)
  return inWrite(async (tx) => {
    await checkPerson(tx, user)
    if (room !== undefined) await checkIn(tx, room, caller.user)
    if (room !== undefined && message !== undefined) await checkSaid(tx, room, message, user)
    if ((await rows.twin(tx, caller.user, user, message ?? null)) !== undefined) return quietly({})
    if ((await rows.waiting(tx, caller.user)) >= MOST_WAITING) throw new ChatError('too_many_reports')
    const id = core.newId<ReportId>()
    const about = { room: room ?? null, message: message ?? null }
    await rows.add(tx, { id, by: caller.user, user, ...about, why, words: said, at: core.now(), settled: null })
    return { reply: {}, tellings: [await waiting(tx)] }
  })
}

/** Something of theirs that still stands there. Throws message_unknown. */
async function checkSaid(tx: Tx, room: RoomId, id: MessageId, author: UserId): Promise<void> {
  const message = await checkMessage(tx, room, id)
  if (message.author !== author || message.deletedAt !== null) throw new ChatError('message_unknown')
}

export const list: Handler<'report.list'> = (_core, caller, { open, before, limit = PAGE }) =>
  inRead(async (tx) => {
    await checkStaff(tx, caller, 'settleReports')
    const page = await rows.page(tx, { open, before, limit })
    const ids = [...new Set(page.flatMap(({ by, user }) => [by, user]))]
    const people = new Map((await users.byIds(tx, ids)).map((row) => [row.id, userView(row)]))
    const reports: Report[] = []
    for (const row of page) reports.push(await view(tx, row, people))
    return quietly({ reports, waiting: await rows.waiting(tx) })
  })

export const settle: Handler<'report.settle'> = (core, caller, { report, outcome }) =>
  inWrite(async (tx) => {
    await checkStaff(tx, caller, 'settleReports')
    const row = await rows.byId(tx, report)
    if (row === undefined) throw new ChatError('report_unknown')
    if (row.settled !== null) return quietly({})
    await rows.settle(tx, report, { at: core.now(), by: caller.user, outcome })
    await note(core, tx, {
      ...{ by: caller.user, deed: 'report.settled', user: row.user, detail: outcome },
      ...(row.room === null ? {} : { room: row.room }),
    })
    const { room, message: id } = row
    const message = outcome === 'removed' && room !== null && id !== null ? await messages.byId(tx, room, id) : undefined
    const isThere = message !== undefined && message.deletedAt === null
    const gone = isThere ? [tellRoom(await erase(core, tx, message, caller.user))] : []
    return { reply: {}, tellings: [...gone, await waiting(tx)] }
  })

async function waiting(tx: Tx): Promise<Telling> {
  const reports = await rows.waiting(tx)
  return tell({ event: 'moderation.waiting', with: { reports } }, { to: 'users', users: await users.staffIds(tx) })
}

async function view(tx: Tx, row: ReportRow, people: ReadonlyMap<UserId, User>): Promise<Report> {
  const { id, at, room, message: messageId, words } = row
  return {
    ...{ id, room, messageId, message: await reported(tx, room, messageId), words, at },
    ...{ by: personIn(people, row.by), user: personIn(people, row.user) },
    // Row mapping: only `make` and `settle` write these.
    why: row.why as ReportWhy,
    settled: row.settled && { at: row.settled.at, by: row.settled.by, outcome: row.settled.outcome as ReportOutcome },
  }
}

/** The one message that is shown to the moderators, as it is now. */
async function reported(tx: Tx, room: RoomId | null, id: MessageId | null): Promise<Message | null> {
  const row = room === null || id === null ? undefined : await messages.byId(tx, room, id)
  if (row === undefined) return null
  return messageView(row, { reactions: [], cards: await cardsOf(tx, [row]), isPinned: false, replies: undefined, poll: undefined })
}

function personIn(people: ReadonlyMap<UserId, User>, id: UserId): User {
  const user = people.get(id)
  if (user === undefined) throw new Error(`a report names ${id}, who was never there`)
  return user
}
