// How far somebody has read, and who is writing.
import { ChatError } from '@hearth/protocol/errors.ts'
import * as members from '#store/members.ts'
import type { Tx } from '#store/open.ts'
import * as reading from '#store/reading.ts'
import { type Core, type Handler, inRead, inWrite, quietly } from './context.ts'
import { standInTurn, type Turn } from './gathering.ts'
import { tell } from './log.ts'
import { checkSpeaks } from './moderation/speaking.ts'
import type { Member, Outcome, Telling } from './outcome.ts'
import { checkIn, seatOf } from './seats.ts'
import { checkStillIn } from './signin.ts'

type Read = Outcome<'room.read'>
/** Somebody who says how far they have read. */
type Reader = reading.Reader & {
  readonly caller: Member
  /** As they say. */
  readonly upto: number
  readonly settle: (answer: Read) => void
  readonly fail: (fault: unknown) => void
}
/** `asked`: how often anybody had asked for anything when the last of them did. */
export type Readings = Turn<Reader> & { asked: number }

/** What is said in a busy room has been read by all of them in the same breath: a few questions are asked for all. */
export const read: Handler<'room.read'> = (core, caller, { room, seq }) => ({
  runs: 'together',
  join: (settle, fail) => join(core, { room, user: caller.user, caller, upto: seq, settle, fail }),
})

/** With those just before them, where nobody asked for anything in between: each keeps their place among all that is asked. */
function join(core: Core, one: Reader): void {
  const { readings, pulse } = core
  const isNext = readings.asked === pulse.asked - 1
  readings.asked = pulse.asked
  const isTwice = readings.waiting.some(({ room, user }) => room === one.room && user === one.user)
  standInTurn(core.store, readings, one, isNext && !isTwice, {
    work: (tx, group: readonly Reader[]) => readAll(core, tx, group),
    settle: ({ settle }, answer: Read) => settle(answer),
  })
}

async function readAll(core: Core, tx: Tx, group: readonly Reader[]): Promise<readonly (Read | ChatError)[]> {
  const reached = await reading.reached(tx, group)
  const steps = group.map((one, at) => stepOf(core, one, reached[at]))
  await reading.setRead(
    tx,
    steps.filter((step): step is Step => !(step instanceof ChatError) && step.seq > step.before),
  )
  const answers: (Read | ChatError)[] = []
  for (const step of steps) answers.push(step instanceof ChatError ? step : await answerTo(tx, step))
  return answers
}

/** From where to where they have read; `end`: there is no more. */
type Step = reading.Reader & { readonly before: number; readonly seq: number; readonly end: boolean }

/** Or why they may not: room_unknown, not_a_member, session_unknown. */
function stepOf(core: Core, { room, user, caller, upto }: Reader, reached: reading.Reached | undefined): Step | ChatError {
  try {
    checkStillIn(core, caller)
  } catch (fault) {
    if (fault instanceof ChatError) return fault
    throw fault
  }
  if (reached === undefined || reached.isDeleted) return new ChatError('room_unknown')
  if (reached.readSeq === null) return new ChatError('not_a_member')
  const seq = Math.max(reached.readSeq, Math.min(upto, reached.seq))
  return { room, user, before: reached.readSeq, seq, end: seq === reached.seq }
}

async function answerTo(tx: Tx, { room, user, before, seq, end }: Step): Promise<Read> {
  // Most have read all there is: nothing lies behind that, and need not be counted.
  const { unread, mentions } = end ? NOTHING : await seatOf(tx, room, user)
  const reply = { seq, unread, mentions }
  if (seq === before) return quietly(reply)
  return { reply, tellings: [tell({ event: 'room.read', room, with: reply }, { to: 'users', users: [user] })] }
}

const NOTHING = { unread: 0, mentions: 0 } as const

/** Back as well as on. Told even where nothing changes here: a device may believe that it has told of more than it has. */
export const mark: Handler<'room.mark'> = (_core, caller, { places }) =>
  inWrite(async (tx) => {
    const tellings: Telling[] = []
    for (const { room: id, seq } of new Map(places.map((place) => [place.room, place])).values()) {
      const { room, member } = await checkIn(tx, id, caller.user)
      const readSeq = Math.min(seq, room.seq)
      if (readSeq !== member.readSeq) await members.markRead(tx, id, caller.user, readSeq)
      const { unread, mentions } = await seatOf(tx, id, caller.user)
      const event = { event: 'room.read', room: id, with: { seq: readSeq, unread, mentions, back: true } } as const
      tellings.push(tell(event, { to: 'users', users: [caller.user] }))
    }
    return { reply: {}, tellings }
  })

/** Who is not to be seen here is not seen to write, either. */
export const typing: Handler<'typing'> = (core, caller, { room: id, on }) =>
  inRead(async (tx) => {
    checkSpeaks(core, await checkIn(tx, id, caller.user), undefined)
    if (core.chosen.of(caller.user) === 'hidden') return quietly({})
    return { reply: {}, tellings: [tell({ event: 'typing', room: id, with: { user: caller.user, on } }, { to: 'room', room: id })] }
  })
