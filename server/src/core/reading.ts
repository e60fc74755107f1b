// How far somebody has read, and who is writing.
import * as members from '#store/members.ts'
import { type Handler, inRead, inWrite, quietly } from './context.ts'
import { tell } from './log.ts'
import { checkSpeaks } from './moderation/speaking.ts'
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

export const typing: Handler<'typing'> = (core, caller, { room: id, on }) =>
  inRead(async (tx) => {
    checkSpeaks(core, await checkIn(tx, id, caller.user), undefined)
    return { reply: {}, tellings: [tell({ event: 'typing', room: id, with: { user: caller.user, on } }, { to: 'room', room: id })] }
  })
