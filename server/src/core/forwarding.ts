// Words and files taken to another room, with whose they are. Where they were said first is told to nobody who is not there.
import { ChatError } from '@hearth/protocol/errors.ts'
import * as files from '#store/files.ts'
import * as rows from '#store/messages.ts'
import { type Handler, inWrite, quietly } from './context.ts'
import { checkMessage, sayWhole } from './saying.ts'
import { checkIn } from './seats.ts'

export const forward: Handler<'message.forward'> = (core, caller, { room, from, id, clientId }) =>
  inWrite(async (tx) => {
    await checkIn(tx, from, caller.user)
    const { text, author, at, extra, files: many } = await checkMessage(tx, from, id)
    if (text === null) throw new ChatError('message_unknown')
    const taken = many === undefined ? [] : ((await files.ofMessages(tx, [id])).get(id) ?? []).map((file) => file.id)
    // What was forwarded before stays the words of who said them first.
    const forwarded = extra?.forwarded ?? { author, at, room: from, message: id }
    return sayWhole(core, tx, caller, { room, text, clientId, replyTo: null, keys: [], files: taken, extra: async () => ({ forwarded }) })
  })

export const origin: Handler<'message.origin'> = (_core, caller, { room, id }) =>
  inWrite(async (tx) => {
    await checkIn(tx, room, caller.user)
    const { extra } = await checkMessage(tx, room, id)
    if (extra?.forwarded === undefined) throw new ChatError('message_unknown')
    const { room: there, message } = extra.forwarded
    await checkIn(tx, there, caller.user)
    const first = await rows.byId(tx, there, message)
    if (first === undefined || first.deletedAt !== null) throw new ChatError('message_unknown')
    return quietly({ room: there, id: message, seq: first.seq })
  })
