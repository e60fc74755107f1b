// Who has seen a message. Asked for, never told by itself: in a busy room that would be a message for each reader of each message.
import { ChatError } from '@hearth/protocol/errors.ts'
import * as rows from '#store/seen.ts'
import { type Handler, inTurn, inWrite, quietly } from './context.ts'
import { settingsOf, toOneself } from './own.ts'
import { checkMessage } from './saying.ts'
import { checkIn } from './seats.ts'

export const seen: Handler<'message.seen'> = (core, caller, { room: id, id: message }) =>
  inTurn(async (tx) => {
    const { room } = await checkIn(tx, id, caller.user)
    const { seq, author } = await checkMessage(tx, id, message)
    if (!(await rows.isShown(tx, caller.user))) throw new ChatError('reading_hidden')
    if (room.members > core.settings.limits.seenMembers) throw new ChatError('room_too_large')
    return quietly({ users: await rows.by(tx, id, seq, author) })
  })

export const reading: Handler<'account.reading'> = (_core, caller, { shown }) =>
  inWrite(async (tx) => {
    if (shown === undefined) return quietly({ shown: await rows.isShown(tx, caller.user) })
    await rows.setShown(tx, caller.user, shown)
    const settings = await settingsOf(tx, caller.user)
    return { reply: { shown }, tellings: toOneself(caller.user, { event: 'own.changed', with: { settings } }) }
  })
