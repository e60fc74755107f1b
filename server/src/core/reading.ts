// How far somebody has read, and who is writing.
import * as members from '#store/members.ts'
import { type Handler, inRead, inWrite, quietly } from './context.ts'
import { tell } from './log.ts'
import { checkSpeaks } from './moderation/speaking.ts'
import type { Telling } from './outcome.ts'
import { checkIn, seatOf } from './seats.ts'

export const read: Handler<'room.read'> = (_core, caller, { room: id, seq }) =>
  inWrite(async (tx) => {
    const { room, member } = await checkIn(tx, id, caller.user)
    const readSeq = Math.max(member.readSeq, Math.min(seq, room.seq))
    if (readSeq > member.readSeq) await members.setRead(tx, id, caller.user, readSeq)
    // Most have read all there is: nothing lies behind that, and need not be counted.
    const { unread, mentions } = readSeq === room.seq ? { unread: 0, mentions: 0 } : await seatOf(tx, id, caller.user)
    const reply = { seq: readSeq, unread, mentions }
    if (readSeq === member.readSeq) return quietly(reply)
    return { reply, tellings: [tell({ event: 'room.read', room: id, with: reply }, { to: 'users', users: [caller.user] })] }
  })

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
