// What a message said before, for everybody who may read it; as many as the server keeps.
import { ChatError } from '@hearth/protocol/errors.ts'
import * as rows from '#store/versions.ts'
import { type Handler, inTurn, quietly } from './context.ts'
import { checkMessage } from './saying.ts'
import { checkIn } from './seats.ts'

export const list: Handler<'message.versions'> = (_core, caller, { room, id }) =>
  inTurn(async (tx) => {
    await checkIn(tx, room, caller.user)
    const { text, at, editedAt } = await checkMessage(tx, room, id)
    if (text === null) throw new ChatError('message_unknown')
    const earlier = (await rows.of(tx, [id])).get(id) ?? []
    return quietly({ versions: [...earlier, { text, at: editedAt ?? at }] })
  })
