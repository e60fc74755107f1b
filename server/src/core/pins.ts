// Messages that are held up for everybody in a room.
import { ChatError } from '@hearth/protocol/errors.ts'
import * as messages from '#store/messages.ts'
import * as rows from '#store/pins.ts'
import { type Handler, inTurn, inWrite, quietly } from './context.ts'
import { append, tellRoom } from './log.ts'
import { checkMay } from './permissions.ts'
import { checkMessage } from './saying.ts'
import { checkIn } from './seats.ts'
import { showMessages } from './showing.ts'

export const pin: Handler<'message.pin'> = (core, caller, { room, id }) =>
  inWrite(async (tx) => {
    const place = await checkIn(tx, room, caller.user)
    checkMay(place.room.kind, place.member.role, 'pin')
    const message = await checkMessage(tx, room, id)
    if (message.deletedAt !== null) throw new ChatError('message_unknown')
    const pinned = await rows.ofRoom(tx, room)
    if (pinned.some((one) => one.id === id)) return quietly({})
    if (pinned.length >= core.settings.limits.pinsPerRoom) throw new ChatError('too_many_pins')
    const at = core.now()
    const event = await append(tx, room, caller.user, at, 'message.pinned', { id, by: caller.user, at })
    await rows.add(tx, room, { id, seq: event.seq, by: caller.user, at })
    return { reply: {}, tellings: [tellRoom(event)] }
  })

export const unpin: Handler<'message.unpin'> = (core, caller, { room, id }) =>
  inWrite(async (tx) => {
    const place = await checkIn(tx, room, caller.user)
    checkMay(place.room.kind, place.member.role, 'pin')
    await checkMessage(tx, room, id)
    if (!(await rows.remove(tx, id))) return quietly({})
    const at = core.now()
    const event = await append(tx, room, caller.user, at, 'message.unpinned', { id, by: caller.user, at })
    return { reply: {}, tellings: [tellRoom(event)] }
  })

export const list: Handler<'room.pins'> = (_core, caller, { room }) =>
  inTurn(async (tx) => {
    await checkIn(tx, room, caller.user)
    const pins = await rows.ofRoom(tx, room)
    const said = await messages.byIds(
      tx,
      room,
      pins.map(({ id }) => id),
    )
    const shown = new Map((await showMessages(tx, said, caller.user)).map((message) => [message.id, message]))
    return quietly({
      pins: pins.flatMap((one) => {
        const message = shown.get(one.id)
        return message === undefined ? [] : [{ pin: one, message }]
      }),
    })
  })
